import type { LegEnd, LegFact } from './sip/softphone.js';

/** Passes the facts of all lines' legs on to those who follow a leg. Leg names are unique across all lines. */
export class Legs {
  readonly #followers = new Map<string, Set<(fact: LegFact) => void>>();

  /** Follows one leg until the returned function is called. */
  follow(leg: string, listener: (fact: LegFact) => void): () => void {
    const followers = this.#followers.get(leg) ?? new Set();
    followers.add(listener);
    this.#followers.set(leg, followers);
    return () => {
      followers.delete(listener);
      if (followers.size === 0) this.#followers.delete(leg);
    };
  }

  tell(fact: LegFact): void {
    for (const listener of [...(this.#followers.get(fact.leg) ?? [])]) listener(fact);
  }
}

/** The end of a leg that is being followed. */
export interface LegEnding {
  readonly signal: AbortSignal;
  end(): LegEnd | undefined;
  stop(): void;
}

/** A signal that fires when the leg ends, with its end. */
export function legEndSignal(legs: Legs, leg: string): LegEnding {
  const ended = new AbortController();
  let end: LegEnd | undefined;
  const stop = legs.follow(leg, (fact) => {
    if (fact.type !== 'ended') return;
    end = fact.end;
    ended.abort();
  });
  return { signal: ended.signal, end: () => end, stop };
}
