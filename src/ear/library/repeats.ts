import { hopsOf } from '../signal/units.js';
import type { Landmark } from './landmarks.js';
import { Matcher } from './matcher.js';

/** Sound heard less than this ago is still the same sound, not a repetition. */
const REPEAT_HOPS = hopsOf(4000);
/** A menu that repeats itself does so within this. */
const KEPT_HOPS = hopsOf(120_000);
/** A repetition counts after this long; shorter stretches may agree by chance. */
const SAME_HOPS = hopsOf(800);
const SWEEP_HOPS = hopsOf(5000);

/**
 * Detects whether a menu repeats what it said earlier on this call. It looks at this call alone: in the library the
 * same words may have several places, and one hearing matches this place, the next another.
 */
export class Repeats {
  readonly #heard = new Map<number, number[]>();
  readonly #matcher = new Matcher();
  #sweptHop = 0;

  push(landmarks: readonly Landmark[], hop: number): void {
    for (const { hash, hop: at } of landmarks) {
      for (const before of this.#heard.get(hash) ?? []) if (at - before >= REPEAT_HOPS) this.#matcher.vote(at, before);
    }
    for (const { hash, hop: at } of landmarks) {
      const hops = this.#heard.get(hash);
      if (hops === undefined) this.#heard.set(hash, [at]);
      else hops.push(at);
    }
    if (hop - this.#sweptHop >= SWEEP_HOPS) this.#sweep(hop);
  }

  /** Whether the words heard now were heard before. */
  now(hop: number): boolean {
    const match = this.#matcher.now(hop);
    return match !== undefined && match.throughHop - match.sinceHop >= SAME_HOPS;
  }

  forget(): void {
    this.#heard.clear();
    this.#matcher.forget();
  }

  #sweep(hop: number): void {
    this.#sweptHop = hop;
    for (const [hash, hops] of this.#heard) {
      const kept = hops.filter((at) => at >= hop - KEPT_HOPS);
      if (kept.length === 0) this.#heard.delete(hash);
      else if (kept.length < hops.length) this.#heard.set(hash, kept);
    }
  }
}
