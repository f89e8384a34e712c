import type { Happening, Story } from './story.js';

/** How often a condition is checked again while the story is quiet. */
const LOOK_EVERY_MS = 100;

/** A wait that ran out; the message names what was waited for. */
export class WaitedTooLong extends Error {
  constructor(what: string, withinMs: number) {
    super(`waited ${Math.round(withinMs / 100) / 10} s in vain for ${what}`);
  }
}

/** Resolves with the first value of `look` that is not undefined; looks whenever something happens in the story. */
export function until<T>(story: Story, look: () => T | undefined, withinMs: number, what: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      clearInterval(interval);
      clearTimeout(timeout);
      unlisten();
    };
    const check = (): void => {
      try {
        const found = look();
        if (found === undefined) return;
        stop();
        resolve(found);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const unlisten = story.onTold(check);
    const interval = setInterval(check, LOOK_EVERY_MS);
    const timeout = setTimeout(() => {
      stop();
      reject(new WaitedTooLong(what, withinMs));
    }, withinMs);
    check();
  });
}

/** The first happening, past or future, that fits. */
export function happening(
  story: Story,
  what: string,
  withinMs: number,
  fits: (happening: Happening) => boolean = () => true,
): Promise<Happening> {
  return until(story, () => story.all().find((each) => each.what === what && fits(each)), withinMs, `“${what}”`);
}
