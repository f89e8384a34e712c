import type {
  CallEnd,
  Destination,
  DialWay,
  HandOverOutcome,
  Key,
  Line,
  LineWait,
  Phrase,
  Policy,
  RingTarget,
  Verdict,
} from './words.js';

/** Asks for a hunt; everything a hunt needs to know is fixed here. */
export interface StartHunt {
  readonly type: 'start';
  readonly huntId: string;
  readonly requester: string;
  /** The Slack channel of the board. */
  readonly channel: string;
  readonly destination: Destination;
  readonly lines: readonly Line[];
  readonly wanted: number;
  readonly ringTarget: RingTarget;
  readonly note: string;
  readonly policy: Policy;
  /** Seeds the redial jitter, so that `decide` stays pure. */
  readonly seed: number;
}

/** What a person asks of a hunt. `by` is a Slack user id. */
export type Request =
  | {
      readonly type: 'claim';
      readonly offerId: string;
      readonly claimId: string;
      readonly by: string;
      readonly ringTarget: RingTarget;
    }
  /** “I hear someone”: opens an offer on a call that cannot hear. */
  | { readonly type: 'vouch'; readonly callId: string; readonly by: string }
  /** A person presses the key of the current menu step, after its prompt was not heard in time. */
  | { readonly type: 'press-for-me'; readonly callId: string; readonly by: string }
  | { readonly type: 'drop-line'; readonly lineId: string; readonly by: string }
  | { readonly type: 'cancel'; readonly by: string };

/** What the runner reports about the phone. */
export type Report =
  /** Recorded before the dial is sent, so that a crash cannot dial twice. */
  | { readonly type: 'begin-call'; readonly callId: string; readonly lineId: string }
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
  | { readonly type: 'call-ended'; readonly callId: string; readonly end: CallEnd; readonly reason: string }
  | { readonly type: 'heard'; readonly callId: string; readonly verdict: Verdict }
  | { readonly type: 'key-pressed'; readonly callId: string; readonly step: number; readonly key: Key }
  | { readonly type: 'phrase-said'; readonly callId: string; readonly phrase: Phrase }
  | { readonly type: 'hand-over-began'; readonly claimId: string }
  | { readonly type: 'hand-over-ended'; readonly claimId: string; readonly result: HandOverOutcome }
  /** After a restart: this call can no longer be heard or spoken on, only dropped and transferred. */
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /** Who listened in to a call has hung up. */
  | { readonly type: 'listener-left'; readonly callId: string }
  /** The line was due and could not be dialled; told once a reason, tried again by the runner. */
  | { readonly type: 'line-waits'; readonly lineId: string; readonly reason: LineWait }
  /** Time passed; what time alone decides (offer widens, runs out, maximum waiting) is decided now. */
  | { readonly type: 'tick' };

/** Everything that can be asked of a hunt or reported to it. `at`: epoch milliseconds, given by the caller's clock. */
export type Command = { readonly at: number } & (StartHunt | Request | Report);
