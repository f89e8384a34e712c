import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** How long the offer waits for a key, each of the times it is made; people need a moment to be asked. */
const DECIDE_WITHIN_MS = 8000;
const MOST_OFFERS = 2;
/** Between two digits of the number. */
const NEXT_DIGIT_WITHIN_MS = 5000;
const CONFIRM_WITHIN_MS = 6000;
const NUMBER_DIGITS = 10;
/** So many times a number may be wrong, unconfirmed or missing; then the caller stays in line. */
const MOST_NUMBERS = 3;
const READ_BACK_PAUSE_MS = 120;

export interface CallbackEvents {
  offered(): void;
  accepted(): void;
  /** The number itself is nobody's business. */
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
  if (!(await accepted(player, sounds))) {
    events.notTaken();
    return false;
  }
  events.accepted();
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt++) {
    const number = await digits(player, await sounds.recording('callbackNumber'));
    if (number !== '') events.digits(number);
    if (number.length !== NUMBER_DIGITS) {
      await player.play(await sounds.recording('callbackNumberWrong'));
      await player.quiet(300);
      continue;
    }
    await readBack(player, number, sounds);
    const confirm = await player.playForKey(await sounds.recording('callbackConfirm'), CONFIRM_WITHIN_MS);
    if (confirm?.key !== '1') continue;
    events.confirmed();
    await player.play(await sounds.recording('callbackDone'));
    await player.quiet(500);
    return true;
  }
  events.notTaken();
  await player.play(await sounds.recording('callbackNotTaken'));
  return false;
}

async function accepted(player: Player, sounds: Sounds): Promise<boolean> {
  const offer = await sounds.recording('callbackOffer');
  for (let made = 0; made < MOST_OFFERS; made++) {
    const pressed = await player.playForKey(offer, DECIDE_WITHIN_MS);
    if (pressed?.key === '1') return true;
    if (pressed === undefined) continue;
    await player.play(await sounds.recording('invalid'));
    await player.quiet(400);
  }
  return false;
}

/** The digits that come in, up to ten, the first even while the caller is still being asked; another key ends them. */
async function digits(player: Player, question: Uint8Array): Promise<string> {
  let number = '';
  for (let clip = question; number.length < NUMBER_DIGITS; clip = NOTHING) {
    const pressed = await player.playForKey(clip, NEXT_DIGIT_WITHIN_MS);
    if (pressed === undefined || !/\d/.test(pressed.key)) break;
    number += pressed.key;
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
