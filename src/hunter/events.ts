import type { StartHunt } from './commands.js';
import type { CallEnd, DialWay, HandOverOutcome, Key, LineWait, Phrase, RingTarget, Verdict } from './words.js';

/** Why an offer is no longer open. */
export type OfferEnd = 'agent-gone' | 'ran-out' | 'withdrawn' | 'taken' | 'not-wanted' | 'hunt-over';

/** How a hunt ended. `connected`: all wanted agents reached (or some, and then cancelled: see `agentsReached`). */
export type HuntOutcome = 'connected' | 'cancelled' | 'waited-too-long' | 'gave-up' | 'no-lines';

/** What happened, without when. */
export type HuntHappening =
  | ({ readonly type: 'hunt-started' } & Omit<StartHunt, 'type'>)
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
  | { readonly type: 'call-heard'; readonly callId: string; readonly verdict: Verdict }
  | {
      readonly type: 'key-pressed';
      readonly callId: string;
      readonly step: number;
      readonly key: Key;
      readonly by?: string;
    }
  /** A person asked for the key of the current step to be pressed now. */
  | { readonly type: 'press-asked'; readonly callId: string; readonly by: string }
  /** The guard of a menu step ran out: a person should look. */
  | { readonly type: 'prompt-missed'; readonly callId: string; readonly step: number }
  /** The last key is pressed (or there was none): the call waits for an agent. */
  | { readonly type: 'menu-done'; readonly callId: string }
  | { readonly type: 'on-hold'; readonly callId: string }
  | { readonly type: 'too-busy'; readonly callId: string }
  | { readonly type: 'call-ended'; readonly callId: string; readonly end: CallEnd; readonly reason: string }
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /** The line is dialled again at `redialAt`. */
  | { readonly type: 'redial-planned'; readonly lineId: string; readonly redialAt: number; readonly dialsLeft: number }
  /** A line that is due has to wait: said once a reason. */
  | { readonly type: 'line-waits'; readonly lineId: string; readonly reason: LineWait }
  | { readonly type: 'line-given-up'; readonly lineId: string; readonly reason: string }
  | { readonly type: 'line-dropped'; readonly lineId: string; readonly by: string }
  | {
      readonly type: 'offer-made';
      readonly offerId: string;
      readonly callId: string;
      readonly verdict?: Verdict;
      readonly vouchedBy?: string;
    }
  | { readonly type: 'offer-widened'; readonly offerId: string }
  | { readonly type: 'offer-reopened'; readonly offerId: string; readonly reason: string }
  | { readonly type: 'offer-ended'; readonly offerId: string; readonly end: OfferEnd }
  | {
      readonly type: 'offer-claimed';
      readonly offerId: string;
      readonly claimId: string;
      readonly by: string;
      readonly ringTarget: RingTarget;
    }
  /** The answer to a late clicker; nothing else changes. `takenBy` is absent when the offer ended untaken. */
  | {
      readonly type: 'claim-refused';
      readonly offerId: string;
      readonly claimId: string;
      readonly by: string;
      readonly takenBy?: string;
      readonly takenAt?: number;
      readonly offerEnd?: OfferEnd;
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
