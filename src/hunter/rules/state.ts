import type {
  CallEnd,
  DialWay,
  E164,
  EarStage,
  Key,
  Lesson,
  LineWait,
  Pause,
  Phrase,
  Recording,
  RecordingKind,
  RingTarget,
  Verdict,
} from '../terms.js';
import type { CallbackChoice, StartHunt } from './commands.js';
import type { HuntOutcome, OfferEnd } from './events.js';

/** Where a call is. `handed-over`: taker and agent are talking, and the call is theirs. */
export type CallPhase =
  | 'dialling'
  | 'ringing'
  | 'menu'
  | 'waiting'
  | 'on-hold'
  | 'offered'
  | 'handing-over'
  | 'handed-over'
  | 'dropping'
  | 'ended';

/** The destination's offer to call back, on one call. */
export interface CallbackState {
  readonly status: 'offered' | 'lapsed' | 'declined' | 'entering' | 'confirmed' | 'failed';
  readonly offeredAt: number;
  readonly untilAt: number;
  readonly chosen?: {
    readonly choice: CallbackChoice;
    readonly by: string;
    readonly at: number;
    readonly number?: E164;
  };
  /** Index of the script's entry that is due or being entered; the script's length once all are in. */
  readonly entry: number;
  /** When that entry began to wait for its prompt, and whether its keys are being pressed. */
  readonly entrySince: number;
  readonly pressing: boolean;
  /** When the prompt for the entry ended (by our clock); absent while the line speaks. */
  readonly promptEndedAt?: number;
  /** The line has said something new since the last entry. */
  readonly heardNews: boolean;
  /** How often it asked again for what was entered. */
  readonly repeats: number;
  readonly failure?: string;
}

/** A key of a lesson, in the order requested. */
export interface TaughtKey {
  readonly key: Key;
  readonly by: string;
  readonly askedAt: number;
  /** Pressed before the teacher said the wait had begun, so it is a step of the menu script. */
  readonly inMenu: boolean;
  readonly pressedAt?: number;
  readonly recording?: Recording;
}

/** Something for the ear to learn, and what came of it. */
export interface TeachingState {
  readonly id: string;
  readonly callId: string;
  readonly lesson: Lesson;
  readonly by: string;
  readonly status: 'due' | 'done';
  /** The wanted kind; differs from the recording's own until the ear has been told. */
  readonly kind: RecordingKind | 'person';
  readonly recording?: Recording;
  /** The offer that was disowned. */
  readonly offerId?: string;
  /** In a lesson: the key whose prompt this is, an index into the call's `taughtKeys`. */
  readonly keyIndex?: number;
}

export interface CallState {
  readonly id: string;
  readonly lineId: string;
  readonly phase: CallPhase;
  readonly since: number;
  readonly beganAt: number;
  readonly answeredAt?: number;
  readonly sessionId?: string;
  readonly partyId?: string;
  readonly way?: DialWay;
  readonly hears: boolean;
  readonly stage: EarStage;
  /** Index of the menu step that waits for its prompt; equals the script's length when the menu is done. */
  readonly menuStep: number;
  /** When the current step began to wait, and what was last heard. */
  readonly stepSince: number;
  readonly lastHeard?: Verdict;
  readonly lastHeardAt?: number;
  /** When (by our clock) the current step's prompt ended; absent while speech goes on. */
  readonly promptEndedAt?: number;
  readonly menuDoneAt?: number;
  /** The line spoke after the menu. Without music before the hang-up, that means too busy. */
  readonly spokeAfterMenu: boolean;
  readonly tooBusy: boolean;
  /** The destination said it is closed. */
  readonly saidClosed?: true;
  readonly heldMusic: boolean;
  readonly promptMissed: boolean;
  /** The current step's key was not accepted: a person is asked which one to press. */
  readonly keyWanted: boolean;
  /** A person asked for a key at the current step: the script's, or the one named. */
  readonly pressAskedBy?: string;
  readonly pressAskedKey?: Key;
  /** Menu steps that are done, and those whose key was not accepted (listed once each time). */
  readonly stepsDone: readonly number[];
  readonly notAccepted: readonly number[];
  /** The last step done, until the line says something new. */
  readonly unanswered?: number;
  readonly callback?: CallbackState;
  /** In a lesson: whether the teacher hears the call. */
  readonly listening?: 'ringing' | 'listening' | 'failed' | 'left';
  readonly taughtKeys: readonly TaughtKey[];
  /** In a lesson: where the unnamed sound begins, in milliseconds of the call's audio; absent: at the last key. */
  readonly unnamedFromMs?: number;
  /** Who talked to an agent the bot missed. */
  readonly missedBy?: string;
  /** The last phrase, and when it ended; on a call that was taken up, as if 8 s ago. */
  readonly lastPhrase?: Phrase;
  readonly lastPhraseAt?: number;
  /** The call is being dropped and its agent has not heard a goodbye yet. */
  readonly owesGoodbye: boolean;
  readonly end?: CallEnd;
  readonly endReason?: string;
  readonly endedAt?: number;
}

export interface LineState {
  readonly lineId: string;
  readonly callId?: string;
  /** When the line may be dialed (first or again). Absent when given up, dropped or in a call. */
  readonly dialAt?: number;
  readonly dials: number;
  /** Why a line that is due has not been dialed yet. */
  readonly waits?: LineWait;
  readonly retired?: { readonly reason: string; readonly by?: string };
}

export interface ClaimState {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly ringTarget: RingTarget;
  readonly status: 'waiting' | 'handing-over' | 'connected' | 'failed';
  readonly handOverBeganAt?: number;
  readonly failure?: string;
}

export interface OfferState {
  readonly id: string;
  readonly callId: string;
  readonly madeAt: number;
  /** When it was last opened (made or reopened). The time to run out counts from here. */
  readonly openedAt: number;
  readonly widened: boolean;
  readonly vouchedBy?: string;
  /** The line asks for spoken words: one courtesy phrase, then the bot is silent. */
  readonly challenge?: true;
  /** Where the voice began, in milliseconds of the call's audio. */
  readonly heardFromMs?: number;
  readonly status: 'open' | 'claimed' | 'connected' | 'ended';
  readonly end?: OfferEnd;
  /** All winning claims, newest last; at most one is in flight. */
  readonly claims: readonly ClaimState[];
}

export interface HuntState extends Omit<StartHunt, 'type'> {
  readonly version: number;
  readonly startedAt: number;
  readonly lineStates: readonly LineState[];
  readonly calls: readonly CallState[];
  readonly offers: readonly OfferState[];
  readonly teachings: readonly TeachingState[];
  /** The last pause that kept a line of this hunt from dialing; it applies while a line waits for its end. */
  readonly hold?: Pause;
  readonly dials: number;
  readonly agentsReached: number;
  /** Set by `hunt-closing`. */
  readonly outcome?: HuntOutcome;
  readonly cancelledBy?: string;
  readonly endedAt?: number;
}
