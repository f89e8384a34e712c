import type { Play, PlayedHunt } from './play.js';

/** A hunt whose bot goes away and comes back while its calls hold. */
export type Restarted = (play: Play) => Promise<PlayedHunt>;

interface Expected {
  /** This many calls hold when the bot goes. */
  readonly calls: number;
  /** How they are expected back, which the play waits for; absent when they are not. */
  readonly way?: 're-invite' | 'transfer';
}

const BACK_WITHIN_MS = 30_000;

/** Starts a hunt, waits until its calls hold, and ends the bot; another one is started at once. */
export function restarted(how: 'killed' | 'asked-to-stop', { calls, way }: Expected): Restarted {
  return async (play) => {
    const { bot } = play.practice;
    const hunt = await play.startHunt(play.person(0));
    const holding = () => new Set(play.story.all().flatMap((one) => (one.what === 'hold' ? [one.call] : [])));
    await play.until(() => (holding().size >= calls ? true : undefined), 40_000, `${calls} calls on hold`);
    const began = performance.now();
    await (how === 'killed' ? bot.kill() : bot.askToStop());
    play.story.tell(`bot-${how}`);
    await bot.start();
    play.story.tell('bot-started');
    if (way === undefined) return hunt;
    const back = () => play.story.all().filter((one) => one.what === 'brought-back' && one.way === way);
    for (let count = 1; count <= calls; count++) {
      await play.until(() => (back().length >= count ? true : undefined), BACK_WITHIN_MS, `call ${count} to come back`);
      play.story.tell('inaudible', { ms: Math.round(performance.now() - began), how, way });
    }
    return hunt;
  };
}

/** What people do when they notice nothing: they wait for the offer, take the call, and talk. */
export async function takeAfterwards(play: Play, restart: Restarted): Promise<void> {
  const hunt = await restart(play);
  await play.take(play.person(0), await play.offer(hunt, 55_000));
  await play.audio();
}
