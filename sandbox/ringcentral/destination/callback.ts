import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** How long each offer waits for a key; people need a moment to be asked. */
const DECIDE_WITHIN_MS = 8000;
const MOST_OFFERS = 2;
/** Between two digits of the number. */
const NEXT_DIGIT_WITHIN_MS = 5000;
const CONFIRM_WITHIN_MS = 6000;
const NUMBER_DIGITS = 10;
/** This many times a number may be wrong, unconfirmed or missing; then the caller stays in line. */
const MOST_NUMBERS = 3;
const READ_BACK_PAUSE_MS = 120;

export interface CallbackEvents {
  offered(): void;
  /** The line has asked, and waits for a key. */
  said(recording: 'callbackOffer' | 'callbackNumber' | 'callbackConfirm'): void;
  accepted(): void;
  /** The number itself is not shown. */
  digits(number: string): void;
  confirmed(): void;
  notTaken(): void;
}

const NOTHING = new Uint8Array(0);

/**
 * “We can call you back”: a key, ten digits, a key to confirm, goodbye. Without the key, or with too many wrong numbers, hold goes on.
 * Resolves with whether a callback was arranged: then the line hangs up.
 */
export async function offerCallback(player: Player, sounds: Sounds, events: CallbackEvents): Promise<boolean> {
  events.offered();
  if (!(await accepted(player, sounds, events))) {
    events.notTaken();
    return false;
  }
  events.accepted();
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt++) {
    const number = await digits(player, await sounds.recording('callbackNumber'), events);
    if (number !== '') events.digits(number);
    if (number.length !== NUMBER_DIGITS) {
      await player.play(await sounds.recording('callbackNumberWrong'));
      await player.quiet(300);
      continue;
    }
    await readBack(player, number, sounds);
    if ((await asked(player, 'callbackConfirm', CONFIRM_WITHIN_MS, sounds, events)) !== '1') continue;
    events.confirmed();
    await player.play(await sounds.recording('callbackDone'));
    await player.quiet(500);
    return true;
  }
  events.notTaken();
  await player.play(await sounds.recording('callbackNotTaken'));
  return false;
}

/** The key that is pressed into a question or the silence after it. */
async function asked(
  player: Player,
  question: 'callbackOffer' | 'callbackConfirm',
  withinMs: number,
  sounds: Sounds,
  events: CallbackEvents,
): Promise<string | undefined> {
  const early = await player.playForKey(await sounds.recording(question), 0);
  if (early !== undefined) return early.key;
  events.said(question);
  return (await player.playForKey(NOTHING, withinMs))?.key;
}

async function accepted(player: Player, sounds: Sounds, events: CallbackEvents): Promise<boolean> {
  for (let made = 0; made < MOST_OFFERS; made++) {
    const key = await asked(player, 'callbackOffer', DECIDE_WITHIN_MS, sounds, events);
    if (key === '1') return true;
    if (key === undefined) continue;
    await player.play(await sounds.recording('invalid'));
    await player.quiet(400);
  }
  return false;
}

/** The digits that come in, up to ten, the first even while the caller is still being asked; another key ends them. */
async function digits(player: Player, question: Uint8Array, events: CallbackEvents): Promise<string> {
  let pressed = await player.playForKey(question, 0);
  if (pressed === undefined) {
    events.said('callbackNumber');
    pressed = await player.playForKey(NOTHING, NEXT_DIGIT_WITHIN_MS);
  }
  let number = '';
  while (pressed !== undefined && /\d/.test(pressed.key)) {
    number += pressed.key;
    if (number.length === NUMBER_DIGITS) break;
    pressed = await player.playForKey(NOTHING, NEXT_DIGIT_WITHIN_MS);
  }
  return number;
}

async function readBack(player: Player, number: string, sounds: Sounds): Promise<void> {
  await player.play(await sounds.recording('callbackEntered'));
  for (const digit of number) {
    await player.quiet(READ_BACK_PAUSE_MS);
    await player.play(await sounds.digit(Number(digit)));
  }
  await player.quiet(300);
}
