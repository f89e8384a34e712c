import type { CallbackChoice } from './commands.js';
import type { HuntEvent, HuntHappening, OfferEnd } from './events.js';
import { evolve } from './evolve.js';
import type { HuntState } from './state.js';

/** Why a choice about a callback had no effect. `too-late`: time ran out, or the call has ended. */
export type ChoiceRefusal = 'taken' | 'too-late' | 'bad-number';

/** Who took an offer and when, or how it ended without being taken. */
export interface TooLate {
  readonly takenBy?: string;
  readonly takenAt?: number;
  readonly offerEnd?: OfferEnd;
}

/**
 * Why the hunt did not do what a person asked, for that person and for the audit. It changes nothing, so it is not part of the hunt's
 * record.
 */
export type Refusal =
  | ({ readonly type: 'claim-refused'; readonly offerId: string; readonly claimId: string } & Asked & TooLate)
  | ({ readonly type: 'disown-refused'; readonly offerId: string } & Asked & TooLate)
  | ({
      readonly type: 'callback-choice-refused';
      readonly callId: string;
      readonly why: ChoiceRefusal;
      readonly taken?: { readonly choice: CallbackChoice; readonly by: string; readonly at: number };
    } & Asked);

interface Asked {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What follows from a command. Without events it has no effect; a refusal answers the person who asked. */
export interface Decision {
  readonly events: readonly HuntEvent[];
  readonly refusal?: Refusal;
}

/** A decision in progress: each event is applied at once, so that the next rule sees what the last one decided. */
export interface Draft {
  readonly at: number;
  readonly state: HuntState;
  readonly decision: Decision;
  emit(happening: HuntHappening): void;
  refuse(refusal: Refusal): void;
}

export function createDraft(state: HuntState, at: number): Draft {
  const events: HuntEvent[] = [];
  let current = state;
  let refused: Refusal | undefined;
  return {
    at,
    get state() {
      return current;
    },
    get decision() {
      return refused === undefined ? { events } : { events, refusal: refused };
    },
    emit(happening) {
      const event: HuntEvent = { at, ...happening };
      events.push(event);
      current = evolve(current, event);
    },
    refuse(refusal) {
      refused = refusal;
    },
  };
}
