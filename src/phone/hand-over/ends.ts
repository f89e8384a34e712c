import type { HandOverOutcome } from '../../hunter/terms.js';
import type { CallEnds } from '../call/calls.js';
import { type LegEnding, type Legs, legEndSignal } from '../softphone/legs.js';
import type { LegEnd } from '../softphone/sip/softphone.js';

export const AGENT_GONE: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent hung up before the taker was connected.',
};

export const ELSEWHERE: HandOverOutcome = {
  outcome: 'refused',
  reason: 'Another process has the hunt now.',
};

/**
 * Everything that can end the wait of one hand-over: the agent leaves, the taker leaves, nobody wants it any more (the call is dropped or
 * left to another owner), or another process has the hunt. Whoever notices reports it here, and the parts of a hand-over ask nobody else.
 *
 * The end of a leg may be caused by the hand-over itself, so it is kept here until the outcome shows what it meant.
 */
export class Ends implements CallEnds {
  readonly #agentGone = new AbortController();
  #agentLeg: LegEnd | undefined;
  #call: Pick<LegEnd, 'cause' | 'reason'> | undefined;
  #taker: LegEnding | undefined;

  /** `mayJoin` is false once another process has the hunt: from then on, start nothing that cannot be undone. */
  constructor(readonly mayJoin: () => boolean) {}

  legEnded(end: LegEnd): void {
    this.#agentLeg = end;
    this.#call = end;
    this.#agentGone.abort();
  }

  sessionEnded(end: Pick<LegEnd, 'cause' | 'reason'>): void {
    this.#call ??= end;
  }

  cancel(): void {
    this.#agentGone.abort();
  }

  /** Takers hang up too. Follows their leg until the returned function is called. */
  followTaker(legs: Legs, leg: string): LegEnding {
    this.#taker = legEndSignal(legs, leg);
    return this.#taker;
  }

  /** Fires when there is nobody to hand over: our leg with the agent has ended, or nobody wants the hand-over any more. */
  get agentGone(): AbortSignal {
    return this.#agentGone.signal;
  }

  get takerGone(): boolean {
    return this.#taker?.signal.aborted === true;
  }

  /** The taker, not we, ended their leg. */
  get takerHungUp(): boolean {
    return this.#taker?.end()?.cause === 'far-end';
  }

  /** An agent or a taker who hangs up ends only their own leg; a server that has joined the two ends both. */
  get serverEndedBoth(): boolean {
    return [this.#agentLeg, this.#taker?.end()].every((end) => end?.cause === 'far-end');
  }

  /** How the agent's call ended meanwhile: the end of the call, unless the hand-over worked. */
  get callEnd(): Pick<LegEnd, 'cause' | 'reason'> | undefined {
    return this.#call;
  }

  /** The outcome if nothing more should be started. */
  over(): HandOverOutcome | undefined {
    if (this.agentGone.aborted) return AGENT_GONE;
    return this.mayJoin() ? undefined : ELSEWHERE;
  }
}
