import type { Leg } from '../exchange/party.js';
import type { AudioEnd } from '../media/frame.js';
import { RINGBACK, tone } from '../media/tones.js';
import { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** An extension's voicemail: the greeting and the beep. The exchange ends the call. */
export function mailboxLeg(sounds: Sounds): Leg {
  const audio = new Player();
  const greet = async (): Promise<void> => {
    await audio.quiet(600);
    await audio.play(await sounds.recording('mailbox'));
    await audio.quiet(300);
    await audio.play(tone(1400, 0.4));
  };
  // Ends with a rejection when the call is over before the beep.
  greet().catch(() => undefined);
  return { kind: 'mailbox', audio, end: () => audio.stop() };
}

/** What a caller of the firm is left with after a colleague declined: it rings on a little, somebody says why, then nothing more. */
export function nobodyAvailable(sounds: Sounds): AudioEnd {
  const audio = new Player();
  const say = async (): Promise<void> => {
    await audio.play(RINGBACK);
    await audio.play(await sounds.recording('nobodyAvailable'));
  };
  say().catch(() => undefined);
  return audio;
}
