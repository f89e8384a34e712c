import { hopsOf } from '../signal/units.js';
import type { Moment } from './judge.js';
import { TICK_HOPS } from './sense.js';

/** The front end makes up its mind within this time; what it took was speech too. */
const ONSET_HOPS = hopsOf(400);

/** Speech between two pieces of waiting: how much of it was known, since when, and where it lies among the recordings. */
export class Stretch {
  #known = 0;
  #unknown = 0;
  #ownPlace = 0;
  #knownPlace = 0;
  sinceHop = 0;

  /** Takes a tick of speech; no stretch begins before `notBefore`. */
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

  /** Where its newest moment lies on the library's time line; if it is a known recording, where that was heard before. */
  get place(): number {
    return this.#known * 2 >= this.hops ? this.#knownPlace : this.#ownPlace;
  }

  clear(): void {
    this.#known = 0;
    this.#unknown = 0;
  }
}
