import { msOf } from '../media/frame.js';
import type { Player, Pressed } from './player.js';
import type { Prompt, Sounds } from './sounds.js';

/** Silence after a prompt before it is said again. */
const REPEAT_AFTER_MS = 4000;
/** This many wrong answers (or none at all) and the line hangs up. */
const MOST_MISTAKES = 3;
const MOST_REPEATS = 6;

export interface MenuEvents {
  key(key: string, right: boolean): void;
  disclosures(what: 'begin' | 'end'): void;
  /** A prompt was said to its end; from now on the line waits in silence. */
  said(prompt: 'language' | 'options'): void;
}

const NOTHING = new Uint8Array(0);

/** The key that is pressed into a prompt or the silence after it. */
async function answered(
  player: Player,
  clip: Uint8Array,
  name: 'language' | 'options',
  events: MenuEvents,
): Promise<Pressed | undefined> {
  const early = await player.playForKey(clip, 0);
  if (early !== undefined) return early;
  events.said(name);
  const pressed = await player.playForKey(NOTHING, REPEAT_AFTER_MS);
  return pressed && { key: pressed.key, at: clip.length + pressed.at };
}

/** One option prompt until its key comes; false when the line has lost patience with the caller. */
async function step(
  player: Player,
  name: 'language' | 'options',
  prompt: Prompt,
  rightKey: string,
  sounds: Sounds,
  mistakes: { count: number },
  events: MenuEvents,
) {
  for (let repeats = 0; repeats < MOST_REPEATS; ) {
    const pressed = await answered(player, prompt.clip, name, events);
    if (pressed === undefined) {
      repeats++;
      continue;
    }
    const right = pressed.key === rightKey && pressed.at >= prompt.keyFrom;
    events.key(pressed.key, right);
    if (right) return true;
    mistakes.count++;
    if (mistakes.count >= MOST_MISTAKES) return false;
    await player.play(await sounds.recording('invalid'));
    await player.quiet(400);
  }
  return false;
}

/** Sentence by sentence, for about this long. A key pressed meanwhile makes them start again, as callers found. */
async function disclosures(
  player: Player,
  lengthMs: number,
  sounds: Sounds,
  mistakes: { count: number },
  events: MenuEvents,
): Promise<boolean> {
  events.disclosures('begin');
  let since = player.elapsedMs;
  let sentence = await sounds.disclosure(0);
  for (let index = 1; ; index++) {
    const { clip, pauseMs } = sentence;
    const next = await sounds.disclosure(index);
    const nextAtMs = player.elapsedMs - since + msOf(clip) + pauseMs;
    // A sentence that would reach further beyond the end than it leaves undone is not begun.
    const last = nextAtMs + msOf(next.clip) / 2 > lengthMs;
    const pressed = await player.playForKey(clip, last ? 0 : pauseMs);
    sentence = next;
    if (pressed === undefined) {
      if (last) break;
      continue;
    }
    events.key(pressed.key, false);
    mistakes.count++;
    if (mistakes.count >= MOST_MISTAKES) return false;
    sentence = await sounds.disclosure(0);
    index = 0;
    since = player.elapsedMs;
  }
  events.disclosures('end');
  return true;
}

/** Walks a caller through the menu; false when they were sent away for wrong keys. */
export async function walkMenu(
  player: Player,
  menu: 'order-a' | 'order-b' | 'long',
  disclosuresMs: number,
  sounds: Sounds,
  events: MenuEvents,
): Promise<boolean> {
  const mistakes = { count: 0 };
  const long = menu === 'long';
  const language = async () => step(player, 'language', await sounds.language(long), '1', sounds, mistakes, events);
  const topic = async () => step(player, 'options', await sounds.options(long), '2', sounds, mistakes, events);
  const talk = async () => disclosures(player, disclosuresMs, sounds, mistakes, events);
  for (const part of menu === 'order-b' ? [language, talk, topic] : [language, topic, talk]) {
    await player.quiet(400);
    if (!(await part())) {
      await player.play(await sounds.recording('goodbye'));
      return false;
    }
  }
  return true;
}
