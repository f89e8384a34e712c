import { joined } from '../destination/clips.js';
import { mailboxLeg } from '../destination/mailbox.js';
import type { Sounds } from '../destination/sounds.js';
import type { Leg } from '../exchange/party.js';
import type { MediaClock } from '../media/clock.js';
import { type AudioEnd, bytesOf, SILENCE_BYTE } from '../media/frame.js';
import { looped } from '../media/tones.js';

/** Between two rounds of the prompt. */
const PAUSE = new Uint8Array(bytesOf(1_000)).fill(SILENCE_BYTE);

/** What is heard on a call that is forwarded to a cell phone: the service's prompt, and the carrier's mailbox. */
export interface Forwarder {
  /** Plays “press 1” into the phone, round and round, until the returned function is called. */
  prompt(to: AudioEnd): () => void;
  carrierMailbox(): Leg;
}

export function forwarder(clock: MediaClock, sounds: Sounds): Forwarder {
  return {
    prompt: (to) => {
      let over = false;
      let stop = (): void => undefined;
      void sounds.recording('acceptPrompt').then(
        (clip) => {
          if (!over) stop = clock.join(looped(joined([clip, PAUSE], 0)), to);
        },
        // The world was stopped while it was synthesised.
        () => undefined,
      );
      return () => {
        over = true;
        stop();
      };
    },
    carrierMailbox: () => mailboxLeg(sounds),
  };
}
