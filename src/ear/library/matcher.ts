import { hopsOf } from '../signal/units.js';

/** This many landmarks at different times must agree on one place in a recording, within the window, for a match. */
const VOTES = 6;
/** A match continues with fewer. */
const VOTES_TO_STAY = 3;
const WINDOW_HOPS = hopsOf(1500);
/** Recordings pause between sentences, so a match survives this long without a vote. */
const LINGER_HOPS = hopsOf(750);
const SWEEP_HOPS = hopsOf(500);

interface Place {
  /** Hops of the agreeing landmarks, oldest first. */
  hops: number[];
}

export interface Match {
  /** The first agreeing landmark, in hops of the call. */
  readonly sinceHop: number;
  readonly throughHop: number;
  /** Add to a hop of the call to get its place on the library's timeline, where it was heard before. */
  readonly offset: number;
  /** How many landmarks agreed over the whole match. */
  readonly votes: number;
}

/** Counts which places in known recordings the latest landmarks agree on. */
export class Matcher {
  readonly #places = new Map<number, Place>();
  #match: Match | undefined;
  #lastSweep = 0;

  /** `hop` is the call's; `knownHop` is the same landmark's place on the library's timeline. */
  vote(hop: number, knownHop: number): void {
    // Two hops share a key, since a repeat rarely lines up with the same hop boundaries.
    const key = (knownHop - hop) >> 1;
    const place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, { hops: [hop] });
    else if (place.hops[place.hops.length - 1] !== hop) place.hops.push(hop);
    this.#weigh(key, hop);
  }

  /** The match with the recording that is playing now, if it is known. */
  now(hop: number): Match | undefined {
    if (hop - this.#lastSweep >= SWEEP_HOPS) this.#sweep(hop);
    if (this.#match !== undefined && hop - this.#match.throughHop > LINGER_HOPS) this.#match = undefined;
    return this.#match;
  }

  forget(): void {
    this.#places.clear();
    this.#match = undefined;
  }

  #weigh(key: number, hop: number): void {
    const hops = new Set<number>();
    for (const near of [key - 1, key, key + 1]) {
      for (const at of this.#places.get(near)?.hops ?? []) if (hop - at <= WINDOW_HOPS) hops.add(at);
    }
    const same = this.#match !== undefined && Math.abs(this.#match.offset - key * 2) <= 4;
    if (hops.size < (same ? VOTES_TO_STAY : VOTES)) return;
    const first = Math.min(...hops);
    this.#match = {
      sinceHop: Math.min(this.#match?.sinceHop ?? first, first),
      throughHop: Math.max(this.#match?.throughHop ?? hop, hop),
      offset: key * 2,
      votes: this.#match === undefined ? hops.size : this.#match.votes + 1,
    };
  }

  #sweep(hop: number): void {
    this.#lastSweep = hop;
    for (const [key, place] of this.#places) {
      place.hops = place.hops.filter((at) => hop - at <= WINDOW_HOPS);
      if (place.hops.length === 0) this.#places.delete(key);
    }
  }
}
