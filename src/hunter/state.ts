import type { StartHunt } from './commands.js';
import type { HuntOutcome, OfferEnd } from './events.js';
import type { CallEnd, DialWay, EarStage, LineWait, Phrase, RingTarget, Verdict } from './words.js';

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
  readonly heldMusic: boolean;
  readonly promptMissed: boolean;
  /** A person asked for the current step's key. */
  readonly pressAskedBy?: string;
  /** Phrases: the last one said and when its saying ended. */
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
  readonly dials: number;
  readonly agentsReached: number;
  /** Set from `hunt-closing` on. */
  readonly outcome?: HuntOutcome;
  readonly cancelledBy?: string;
  readonly endedAt?: number;
}
