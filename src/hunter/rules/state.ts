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

/** Where a call is. `handed-over`: taker and agent talk, the call is theirs. */
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
  /** Index of the script's entry that is due or being entered; the script's length when all are in. */
  readonly entry: number;
  /** Since when that entry waits for its prompt, and whether its keys are being pressed. */
  readonly entrySince: number;
  readonly pressing: boolean;
  /** The prompt for the entry ended (by our clock); absent while the line speaks. */
  readonly promptEndedAt?: number;
  /** The line has said something new since the last entry. */
  readonly heardNews: boolean;
  /** How often it asked again for what was entered. */
  readonly repeats: number;
  readonly failure?: string;
}

/** A key of a lesson, in the order asked for. */
export interface TaughtKey {
  readonly key: Key;
  readonly by: string;
  readonly askedAt: number;
  /** Pressed before the teacher said that the wait had begun: a step of the menu script. */
  readonly inMenu: boolean;
  readonly pressedAt?: number;
  readonly recording?: Recording;
}

/** What the ear is to learn, and what became of it. */
export interface TeachingState {
  readonly id: string;
  readonly callId: string;
  readonly lesson: Lesson;
  readonly by: string;
  readonly status: 'due' | 'done';
  /** What it should be called; differs from the recording's kind until the ear was told. */
  readonly kind: RecordingKind | 'person';
  readonly recording?: Recording;
  /** The offer that was disowned. */
  readonly offerId?: string;
  /** In a lesson: the key whose prompt it is, an index of the call's `taughtKeys`. */
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
  /** Since when the current step waits, and what was last heard. */
  readonly stepSince: number;
  readonly lastHeard?: Verdict;
  readonly lastHeardAt?: number;
  /** When (by our clock) the speech of the current step's prompt stopped; absent while speech goes on. */
  readonly promptEndedAt?: number;
  readonly menuDoneAt?: number;
  /** Speech was heard after the menu: with no music and a hang-up, the line was too busy. */
  readonly spokeAfterMenu: boolean;
  readonly tooBusy: boolean;
  /** The destination said that it is closed. */
  readonly saidClosed?: true;
  readonly heldMusic: boolean;
  readonly promptMissed: boolean;
  /** The current step's key was not accepted: a person is asked which one to press. */
  readonly keyWanted: boolean;
  /** A person asked for a key of the current step: the script's, or the one named. */
  readonly pressAskedBy?: string;
  readonly pressAskedKey?: Key;
  /** Steps of the menu that are done, and those whose key was not accepted (once for each time). */
  readonly stepsDone: readonly number[];
  readonly notAccepted: readonly number[];
  /** The last step that was done, while the line has said nothing new since. */
  readonly unanswered?: number;
  readonly callback?: CallbackState;
  /** In a lesson: whether the teacher hears the call. */
  readonly listening?: 'ringing' | 'listening' | 'failed' | 'left';
  readonly taughtKeys: readonly TaughtKey[];
  /** In a lesson: from where on the sound has no name yet, in milliseconds of the call's audio; absent: the last key. */
  readonly unnamedFromMs?: number;
  /** Who talked to an agent the bot had missed. */
  readonly missedBy?: string;
  /** Phrases: the last one said, and when its saying ended; on a call that was taken up, as if 8 s ago. */
  readonly lastPhrase?: Phrase;
  readonly lastPhraseAt?: number;
  /** An agent is on this call that is being dropped, and has not heard a goodbye yet. */
  readonly owesGoodbye: boolean;
  readonly end?: CallEnd;
  readonly endReason?: string;
  readonly endedAt?: number;
}

export interface LineState {
  readonly lineId: string;
  readonly callId?: string;
  /** When the line may be dialled (the first time, or again). Absent when given up, dropped or in a call. */
  readonly dialAt?: number;
  readonly dials: number;
  /** Why a line that is due is not dialled yet. */
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
  /** When it was last opened (made or reopened); running out is counted from here. */
  readonly openedAt: number;
  readonly widened: boolean;
  readonly vouchedBy?: string;
  /** The line asks for spoken words: one courtesy phrase, then the bot is silent. */
  readonly challenge?: true;
  /** From where on the voice was heard, in milliseconds of the call's audio. */
  readonly heardFromMs?: number;
  readonly status: 'open' | 'claimed' | 'connected' | 'ended';
  readonly end?: OfferEnd;
  /** All claims that were won, the newest last; at most one is in flight. */
  readonly claims: readonly ClaimState[];
}

export interface HuntState extends Omit<StartHunt, 'type'> {
  readonly version: number;
  readonly startedAt: number;
  readonly lineStates: readonly LineState[];
  readonly calls: readonly CallState[];
  readonly offers: readonly OfferState[];
  readonly teachings: readonly TeachingState[];
  /** The last pause that kept a line of this hunt from being dialled; it goes on while a line waits for its end. */
  readonly hold?: Pause;
  readonly dials: number;
  readonly agentsReached: number;
  /** Set from `hunt-closing` on. */
  readonly outcome?: HuntOutcome;
  readonly cancelledBy?: string;
  readonly endedAt?: number;
}
