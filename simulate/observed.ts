import type { Refusal } from '../src/hunter/rules/decision.js';
import type { HuntEvent } from '../src/hunter/rules/events.js';
import type { HandOverOutcome, Key, Phrase, RingTarget } from '../src/hunter/terms.js';
import type { TakerPhrase } from '../src/phone/speech/taker-phrases.js';
import type { TakerCall, TakerState } from './taker-phones.js';

/** What really happens in the simulated world, as it happens. The invariants judge it, and the story tells it. */
export type Happening =
  | {
      readonly what: 'process-started' | 'process-crashed' | 'process-paused' | 'process-resumed';
      readonly process: string;
    }
  | { readonly what: 'process-stopped'; readonly process: string }
  | { readonly what: 'clock-jumped'; readonly process: string; readonly ms: number }
  | { readonly what: 'store-down' | 'store-back' | 'leases-lost' }
  /** A request to the store failed, or was slow. */
  | { readonly what: 'store-failed'; readonly process: string; readonly request: string; readonly lost: boolean }
  | { readonly what: 'logged'; readonly process: string; readonly words: string }
  | { readonly what: 'owned'; readonly process: string; readonly huntId: string; readonly until: number }
  | { readonly what: 'disowned'; readonly process: string; readonly huntId: string }
  | {
      readonly what: 'recorded';
      readonly process: string;
      readonly huntId: string;
      readonly events: readonly HuntEvent[];
    }
  /** Somebody's request was refused. */
  | { readonly what: 'refused'; readonly process: string; readonly huntId: string; readonly refusal: Refusal }
  | { readonly what: 'dial-asked'; readonly process: string; readonly callId: string; readonly lineId: string }
  | { readonly what: 'call-placed'; readonly process: string; readonly callId: string; readonly lineId: string }
  | { readonly what: 'call-gone'; readonly callId: string; readonly why: string }
  /** Our softphone has left the call, which continues without it. */
  | { readonly what: 'line-lost'; readonly callId: string }
  /** This process's softphone is in a call that another process placed. */
  | { readonly what: 'line-back'; readonly process: string; readonly callId: string }
  /** The ear reported a person to the process; `false`: it reported that the hold is back. */
  | { readonly what: 'person-told'; readonly process: string; readonly callId: string; readonly isPerson: boolean }
  | { readonly what: 'agent-came' | 'agent-left'; readonly callId: string }
  | { readonly what: 'voice-began' | 'voice-ended'; readonly callId: string; readonly phrase: Phrase }
  | {
      readonly what: 'key';
      readonly callId: string;
      readonly key: Key;
      /** The key the line waits for, if any. */
      readonly awaited: string | undefined;
    }
  | { readonly what: 'hand-over-asked'; readonly process: string; readonly callId: string; readonly target: RingTarget }
  | {
      readonly what: 'hand-over-done';
      readonly process: string;
      readonly callId: string;
      readonly outcome: HandOverOutcome['outcome'];
    }
  /** `by`: the process that joined them; absent when RingCentral itself rang the taker. */
  | {
      readonly what: 'connected';
      readonly callId: string;
      readonly taker: string;
      readonly way: string;
      readonly by?: string;
    }
  /** Their phone is called next, whether or not anybody picks up. */
  | { readonly what: 'agent-sent-on'; readonly callId: string; readonly taker: string; readonly way: string }
  /** `ring`: the call that rings them; blind when RingCentral rings them for a transferred agent. */
  | {
      readonly what: 'taker-rings' | 'taker-picked-up';
      readonly ring: string;
      readonly callId: string;
      readonly taker: string;
      readonly kind: TakerCall['kind'];
    }
  /** A person who has picked up begins to hear something, or has heard all of it. */
  | {
      readonly what: 'taker-hears' | 'taker-heard';
      readonly ring: string;
      readonly callId: string;
      readonly phrase: TakerPhrase;
    }
  /** The call that rings a taker is over; `was`: how far it had gotten. */
  | {
      readonly what: 'taker-let-go';
      readonly ring: string;
      readonly callId: string;
      readonly taker: string;
      readonly by: 'us' | 'them' | 'network';
      readonly was: TakerState;
      readonly process?: string;
    }
  /** A process ended a conversation of taker and agent. */
  | { readonly what: 'talk-cut'; readonly callId: string; readonly taker: string; readonly process: string }
  | {
      readonly what: 'request';
      readonly process: string;
      readonly group: string;
      readonly used: number;
      readonly limit: number;
      /** Sent although RingCentral had told this process to pause. */
      readonly inPenalty: boolean;
    }
  | {
      readonly what: 'clicked';
      readonly who: string;
      readonly button: string;
      readonly process: string;
      readonly late: boolean;
    }
  | { readonly what: 'slack-failed'; readonly process: string; readonly how: 'limited' | 'lost' | 'unreachable' }
  | { readonly what: 'posted' | 'edited'; readonly process: string; readonly ts: string; readonly text: string }
  | { readonly what: 'answered'; readonly who: string; readonly words: string };

/** What happened, and when (epoch milliseconds of the world's clock). */
export type Observation = { readonly at: number } & Happening;

export type Observe = (happening: Happening) => void;
