import type {
  CallEnd,
  DialWay,
  E164,
  HandOverOutcome,
  Key,
  Lesson,
  LineWait,
  ListenOutcome,
  Pause,
  Phrase,
  Recording,
  RecordingKind,
  RingTarget,
  Verdict,
} from '../terms.js';
import type { CallbackChoice, SoundName, StartHunt } from './commands.js';

/** Why an offer is no longer open. */
export type OfferEnd = 'agent-gone' | 'ran-out' | 'withdrawn' | 'not-a-person' | 'taken' | 'not-wanted' | 'hunt-over';

/**
 * How a hunt ended. `connected`: all wanted agents reached (or some, and then cancelled: see `agentsReached`). `callback`: the
 * destination has confirmed that it calls back. `closed`: the destination said so. `taught`: it was a lesson, and it is over.
 */
export type HuntOutcome =
  | 'connected'
  | 'callback'
  | 'taught'
  | 'cancelled'
  | 'waited-too-long'
  | 'gave-up'
  | 'closed'
  | 'no-lines';

/** What a sound means to the rules, at the time it was heard. */
export interface HeardMeans {
  /** When the prompt that the current step awaits ended, by our clock; absent when it has not, or the line speaks again. */
  readonly promptEndedAt?: number;
  /** The last step whose key was pressed, when this sound does not answer it. */
  readonly unanswered?: number;
  /** The line speaks after the menu. */
  readonly spokeAfterMenu?: true;
  /** While the destination offers to call back, or a number is entered: when its prompt ended, and whether it said something new. */
  readonly entry?: { readonly promptEndedAt?: number; readonly heardNews: boolean };
}

/** What happened, without when. */
export type HuntHappening =
  /** `dialsAt`: when each line may be dialed first, in the order of the lines. */
  | ({ readonly type: 'hunt-started'; readonly dialsAt: readonly number[] } & Omit<StartHunt, 'type'>)
  | { readonly type: 'call-began'; readonly callId: string; readonly lineId: string }
  | {
      readonly type: 'call-dialled';
      readonly callId: string;
      readonly sessionId: string;
      readonly partyId: string;
      readonly way: DialWay;
      readonly hears: boolean;
    }
  | { readonly type: 'way-refused'; readonly callId: string; readonly way: DialWay; readonly reason: string }
  | { readonly type: 'call-answered'; readonly callId: string }
  | ({ readonly type: 'call-heard'; readonly callId: string; readonly verdict: Verdict } & HeardMeans)
  /** `next`: the step the call waits at from here. */
  | {
      readonly type: 'key-pressed';
      readonly callId: string;
      readonly step: number;
      readonly next: number;
      readonly key: Key;
      readonly by?: string;
    }
  /** A person asked for a key to be pressed now; without `key` the current step's own. */
  | { readonly type: 'press-asked'; readonly callId: string; readonly key?: Key; readonly by: string }
  /** The guard of a menu step ran out: a person should look. */
  | { readonly type: 'prompt-missed'; readonly callId: string; readonly step: number }
  /** The line says the prompt of another step than the one awaited: the walk goes on from there. */
  | { readonly type: 'menu-reordered'; readonly callId: string; readonly step: number }
  /** The line says a prompt again whose key was pressed: it was not accepted and is pressed again. */
  | {
      readonly type: 'key-not-accepted';
      readonly callId: string;
      readonly step: number;
      readonly promptEndedAt: number;
    }
  /** Pressing again did not help either: a person is asked which key. */
  | { readonly type: 'key-wanted'; readonly callId: string; readonly step: number }
  /** A step that only waits, or leads somewhere without a key, is done. */
  | { readonly type: 'step-done'; readonly callId: string; readonly step: number; readonly next: number }
  /** The last key is pressed (or there was none): the call waits for an agent. */
  | { readonly type: 'menu-done'; readonly callId: string }
  | { readonly type: 'on-hold'; readonly callId: string }
  | { readonly type: 'too-busy'; readonly callId: string }
  /** The destination says that it is closed. */
  | { readonly type: 'destination-closed'; readonly callId: string }
  /** The call is to end; `goodbye`: an agent is there who hears one first. */
  | { readonly type: 'call-let-go'; readonly callId: string; readonly goodbye: boolean }
  /** The destination offers to call back; people may choose until then. `promptEndedAt`: the offer has been said to its end. */
  | {
      readonly type: 'callback-offered';
      readonly callId: string;
      readonly untilAt: number;
      readonly promptEndedAt?: number;
    }
  /** `number` is here for a takeover only: it is never shown or logged. */
  | {
      readonly type: 'callback-chosen';
      readonly callId: string;
      readonly choice: CallbackChoice;
      readonly number?: E164;
      readonly by: string;
    }
  /** Nobody chose in time: the call keeps holding. */
  | { readonly type: 'callback-lapsed'; readonly callId: string }
  | { readonly type: 'callback-entry-began'; readonly callId: string; readonly entry: number }
  | { readonly type: 'callback-entry-ended'; readonly callId: string; readonly entry: number }
  /** The line asks again for what was entered; it is entered once more. */
  | { readonly type: 'callback-entry-again'; readonly callId: string; readonly entry: number }
  | { readonly type: 'callback-confirmed'; readonly callId: string }
  | { readonly type: 'callback-failed'; readonly callId: string; readonly reason: string }
  /** `undialed`: the destination was not called, so it does not count as a dial. */
  | {
      readonly type: 'call-ended';
      readonly callId: string;
      readonly end: CallEnd;
      readonly reason: string;
      readonly undialed?: true;
    }
  /** After a change of owner this call can no longer be heard, only handed over and dropped. */
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /**
   * After a change of owner this call is heard again, its place kept; the ids may be new. `spokenAt`: when its agent counts as last
   * spoken to.
   */
  | {
      readonly type: 'call-resumed';
      readonly callId: string;
      readonly sessionId: string;
      readonly partyId: string;
      readonly spokenAt: number;
    }
  /** The line is dialled again at `redialAt`. */
  | { readonly type: 'redial-planned'; readonly lineId: string; readonly redialAt: number; readonly dialsLeft: number }
  /** A line that is due has to wait: said once a reason. `hold`: with the first line that waits for the end of a pause. */
  | { readonly type: 'line-waits'; readonly lineId: string; readonly reason: LineWait; readonly hold?: Pause }
  | { readonly type: 'line-given-up'; readonly lineId: string; readonly reason: string }
  | { readonly type: 'line-dropped'; readonly lineId: string; readonly by: string }
  | {
      readonly type: 'offer-made';
      readonly offerId: string;
      readonly callId: string;
      readonly verdict?: Verdict;
      readonly vouchedBy?: string;
      /** The line asks for spoken words, which only a person may answer. */
      readonly challenge?: true;
    }
  | { readonly type: 'offer-widened'; readonly offerId: string }
  | { readonly type: 'offer-reopened'; readonly offerId: string; readonly reason: string }
  /** `by` with `not-a-person`: who said so. */
  | { readonly type: 'offer-ended'; readonly offerId: string; readonly end: OfferEnd; readonly by?: string }
  /** The ear is to learn what a call heard. `offerId`: the offer that was disowned; `keyIndex`: the lesson's key it comes before. */
  | {
      readonly type: 'teaching-begun';
      readonly teachingId: string;
      readonly callId: string;
      readonly lesson: Lesson;
      readonly by: string;
      readonly offerId?: string;
      readonly keyIndex?: number;
    }
  /** No recording: there was nothing to learn (or it was a person, of whom nothing is kept). */
  | { readonly type: 'recording-learnt'; readonly teachingId: string; readonly recording?: Recording }
  | {
      readonly type: 'recording-named';
      readonly teachingId: string;
      readonly kind: RecordingKind;
      readonly by: string;
    }
  | {
      readonly type: 'recording-relabelled';
      readonly teachingId: string;
      readonly kind: RecordingKind;
      readonly known: boolean;
    }
  /** Somebody talks to an agent the bot has missed. `reached`: the call was over by then, and counts as an agent reached. */
  | { readonly type: 'agent-missed'; readonly callId: string; readonly by: string; readonly reached: boolean }
  /** Lesson: the teacher's phone is rung so that they hear the call. */
  | { readonly type: 'listen-in-began'; readonly callId: string }
  | { readonly type: 'listen-in-ended'; readonly callId: string; readonly result: ListenOutcome }
  | { readonly type: 'listener-left'; readonly callId: string }
  | { readonly type: 'listen-again-asked'; readonly callId: string; readonly by: string }
  /** Lesson: a key is to be pressed once its prompt has been learnt. `index` counts the call's keys. */
  | {
      readonly type: 'key-asked';
      readonly callId: string;
      readonly index: number;
      readonly key: Key;
      readonly by: string;
    }
  /** Lesson: the key was pressed; `recording` is what was said before it, when that could be learnt. */
  | {
      readonly type: 'key-taught';
      readonly callId: string;
      readonly index: number;
      readonly key: Key;
      readonly recording?: Recording;
    }
  | { readonly type: 'sound-named'; readonly callId: string; readonly kind: SoundName; readonly by: string }
  | { readonly type: 'lesson-ended'; readonly by: string }
  | {
      readonly type: 'offer-claimed';
      readonly offerId: string;
      readonly claimId: string;
      readonly by: string;
      readonly ringTarget: RingTarget;
    }
  | { readonly type: 'hand-over-began'; readonly claimId: string }
  | {
      readonly type: 'hand-over-failed';
      readonly claimId: string;
      readonly result: Exclude<HandOverOutcome, { outcome: 'connected' }>;
    }
  | { readonly type: 'connected'; readonly claimId: string; readonly offerId: string; readonly way: string }
  | { readonly type: 'phrase-said'; readonly callId: string; readonly phrase: Phrase }
  | { readonly type: 'hunt-cancelled'; readonly by: string }
  /** No new calls or offers from here; the hunt has ended once no call is alive. */
  | { readonly type: 'hunt-closing'; readonly outcome: HuntOutcome }
  | { readonly type: 'hunt-ended'; readonly outcome: HuntOutcome; readonly agentsReached: number };

/** The record of a hunt, in the order things were decided. `at`: epoch milliseconds. */
export type HuntEvent = { readonly at: number } & HuntHappening;

export type EventOf<T extends HuntEvent['type']> = Extract<HuntEvent, { type: T }>;

/** For the end of a switch over events: the compiler finds what it leaves out, and an event that nobody knows is an error. */
export function unknownEvent(event: never): never {
  throw new Error(`Unknown event: ${JSON.stringify(event)}`);
}
