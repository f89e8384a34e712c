import { hopsOf } from '../signal/units.js';
import type { Moment } from './judge.js';
import { TICK_HOPS } from './sense.js';

/** The front end decides within this time, and that time was speech too. */
const ONSET_HOPS = hopsOf(400);

/**
 * Speech between two stretches of music or quiet: how much of it was known, when it began, and its place on the
 * timeline.
 */
export class Stretch {
  #known = 0;
  #unknown = 0;
  #ownPlace = 0;
  #knownPlace = 0;
  sinceHop = 0;

  /** Adds a tick of speech; a stretch never begins before `notBefore`. */
  take({ hop, onsetHop, match, place }: Moment, notBefore: number): void {
    if (this.hops === 0) this.sinceHop = Math.max(onsetHop, notBefore, hop - ONSET_HOPS);
    this.#ownPlace = place;
    if (match === undefined) this.#unknown += TICK_HOPS;
    else {
      this.#known += TICK_HOPS;
      this.#knownPlace = match.offset + hop;
    }
  }

  get hops(): number {
    return this.#known + this.#unknown;
  }

  /**
   * The newest moment's place on the library's timeline; for a known recording, the place where it was heard before.
   */
  get place(): number {
    return this.#known * 2 >= this.hops ? this.#knownPlace : this.#ownPlace;
  }

  clear(): void {
    this.#known = 0;
    this.#unknown = 0;
  }
}
