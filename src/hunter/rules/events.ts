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
 * How a hunt ended. `connected`: all wanted agents were reached (or some, and then it was canceled: see `agentsReached`). `callback`: the
 * destination confirmed that it will call back. `closed`: the destination said it is closed. `taught`: the lesson is over.
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

/** What a sound means to the rules at the time it is heard. */
export interface HeardMeans {
  /** When the prompt for the current step ended, by our clock; absent when it has not, or the line speaks again. */
  readonly promptEndedAt?: number;
  /** The last step whose key was pressed, if this sound shows no answer to it. */
  readonly unanswered?: number;
  /** The line speaks after the menu. */
  readonly spokeAfterMenu?: true;
  /** While a callback is offered or a number entered: when the prompt ended, and whether it said anything new. */
  readonly entry?: { readonly promptEndedAt?: number; readonly heardNews: boolean };
}

/** What happened, without the time. */
export type HuntHappening =
  /** `dialsAt`: when each line may first be dialed, in the order of the lines. */
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
  /** `next`: the step at which the call waits from now on. */
  | {
      readonly type: 'key-pressed';
      readonly callId: string;
      readonly step: number;
      readonly next: number;
      readonly key: Key;
      readonly by?: string;
    }
  /** A person asked to press a key now; without `key`, the current step's own. */
  | { readonly type: 'press-asked'; readonly callId: string; readonly key?: Key; readonly by: string }
  /** The guard of a menu step ran out: a person should look. */
  | { readonly type: 'prompt-missed'; readonly callId: string; readonly step: number }
  /** The line said the prompt of a step other than the expected one; the walk goes on from there. */
  | { readonly type: 'menu-reordered'; readonly callId: string; readonly step: number }
  /** The line repeated a prompt whose key was pressed: the key was not accepted and is pressed again. */
  | {
      readonly type: 'key-not-accepted';
      readonly callId: string;
      readonly step: number;
      readonly promptEndedAt: number;
    }
  /** Pressing again did not help either, so a person is asked which key to press. */
  | { readonly type: 'key-wanted'; readonly callId: string; readonly step: number }
  /** A step that only waits, or leads somewhere without a key, is done. */
  | { readonly type: 'step-done'; readonly callId: string; readonly step: number; readonly next: number }
  /** The last key was pressed (or there was none): the call now waits for an agent. */
  | { readonly type: 'menu-done'; readonly callId: string }
  | { readonly type: 'on-hold'; readonly callId: string }
  | { readonly type: 'too-busy'; readonly callId: string }
  /** The destination says it is closed. */
  | { readonly type: 'destination-closed'; readonly callId: string }
  /** The call is to end; `goodbye`: an agent is there and hears one first. */
  | { readonly type: 'call-let-go'; readonly callId: string; readonly goodbye: boolean }
  /** The destination offers to call back; people can choose until then. `promptEndedAt`: when the announcement ended. */
  | {
      readonly type: 'callback-offered';
      readonly callId: string;
      readonly untilAt: number;
      readonly promptEndedAt?: number;
    }
  /** `number` is kept for a takeover only. Never show or log it. */
  | {
      readonly type: 'callback-chosen';
      readonly callId: string;
      readonly choice: CallbackChoice;
      readonly number?: E164;
      readonly by: string;
    }
  /** Nobody chose in time, so the call keeps holding. */
  | { readonly type: 'callback-lapsed'; readonly callId: string }
  | { readonly type: 'callback-entry-began'; readonly callId: string; readonly entry: number }
  | { readonly type: 'callback-entry-ended'; readonly callId: string; readonly entry: number }
  /** The line asked again for what was entered, so it is entered once more. */
  | { readonly type: 'callback-entry-again'; readonly callId: string; readonly entry: number }
  | { readonly type: 'callback-confirmed'; readonly callId: string }
  | { readonly type: 'callback-failed'; readonly callId: string; readonly reason: string }
  /** `undialed`: the destination was never called, so this does not count as a dial. */
  | {
      readonly type: 'call-ended';
      readonly callId: string;
      readonly end: CallEnd;
      readonly reason: string;
      readonly undialed?: true;
    }
  /** After a change of owner this call can no longer be heard, only handed over or dropped. */
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /**
   * After a change of owner this call can be heard again and has kept its place; its ids may be new. `spokenAt`: when its agent counts as
   * last spoken to.
   */
  | {
      readonly type: 'call-resumed';
      readonly callId: string;
      readonly sessionId: string;
      readonly partyId: string;
      readonly spokenAt: number;
    }
  /** The line is dialed again at `redialAt`. */
  | { readonly type: 'redial-planned'; readonly lineId: string; readonly redialAt: number; readonly dialsLeft: number }
  /** A line that is due has to wait; recorded once per reason. `hold`: with the first line that waits for the end of a pause. */
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
  /** `by`: who said `not-a-person`. */
  | { readonly type: 'offer-ended'; readonly offerId: string; readonly end: OfferEnd; readonly by?: string }
  /** The ear is to learn from a call's audio. `offerId`: the offer that was disowned; `keyIndex`: the lesson key it came before. */
  | {
      readonly type: 'teaching-begun';
      readonly teachingId: string;
      readonly callId: string;
      readonly lesson: Lesson;
      readonly by: string;
      readonly offerId?: string;
      readonly keyIndex?: number;
    }
  /** No recording: there was nothing to learn, or it was a person, whose voice is never kept. */
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
  /** A person is talking to an agent the bot missed. `reached`: the call had ended, and counts as an agent reached. */
  | { readonly type: 'agent-missed'; readonly callId: string; readonly by: string; readonly reached: boolean }
  /** Lesson: ring the teacher's phone so that they hear the call. */
  | { readonly type: 'listen-in-began'; readonly callId: string }
  | { readonly type: 'listen-in-ended'; readonly callId: string; readonly result: ListenOutcome }
  | { readonly type: 'listener-left'; readonly callId: string }
  | { readonly type: 'listen-again-asked'; readonly callId: string; readonly by: string }
  /** Lesson: press a key once its prompt has been learned. `index` counts the call's keys. */
  | {
      readonly type: 'key-asked';
      readonly callId: string;
      readonly index: number;
      readonly key: Key;
      readonly by: string;
    }
  /** Lesson: the key was pressed; `recording` is what was said before it, if it could be learned. */
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
  /** From here no new calls or offers. The hunt ends once no call is alive. */
  | { readonly type: 'hunt-closing'; readonly outcome: HuntOutcome }
  | { readonly type: 'hunt-ended'; readonly outcome: HuntOutcome; readonly agentsReached: number };

/** The record of a hunt, in the order of its decisions. `at`: epoch milliseconds. */
export type HuntEvent = { readonly at: number } & HuntHappening;

export type EventOf<T extends HuntEvent['type']> = Extract<HuntEvent, { type: T }>;

/** Ends a switch over events: the compiler reports missing cases, and an unknown event throws. */
export function unknownEvent(event: never): never {
  throw new Error(`Unknown event: ${JSON.stringify(event)}`);
}
