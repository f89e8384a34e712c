import { HOP_MS, SAMPLES_PER_S } from './units.js';

/** Audio that was not heard, before a hop. */
interface Gap {
  readonly hop: number;
  /** All that was not heard up to there, in ms. */
  readonly missedMs: number;
}

/**
 * What the hops of a call are in ms of its audio. They differ once audio was passed over: the chain hears what is before and what is
 * after it as one, since a gap would sound like somebody who waits for an answer, and here the time goes on.
 */
export class CallTime {
  readonly #gaps: Gap[] = [];

  /** So many samples before this hop are not heard. */
  pass(hop: number, samples: number): void {
    const missedMs = this.#missedAt(hop) + (samples * 1000) / SAMPLES_PER_S;
    // What goes on unheard for an hour is one gap.
    if (this.#gaps.at(-1)?.hop === hop) this.#gaps.pop();
    this.#gaps.push({ hop, missedMs });
  }

  /** Milliseconds of the call's audio at the start of a hop. */
  msOf(hop: number): number {
    return Math.round(hop * HOP_MS + this.#missedAt(hop));
  }

  /** The hop that was heard at a moment of the call's audio; within what was not heard, the first after it. */
  hopAt(ms: number): number {
    const next = this.#gaps.findIndex(({ hop, missedMs }) => hop * HOP_MS + missedMs > ms);
    const before = this.#gaps.at(next < 0 ? -1 : next - 1);
    const missedMs = next === 0 ? 0 : (before?.missedMs ?? 0);
    return Math.min(Math.floor((ms - missedMs) / HOP_MS), this.#gaps[next]?.hop ?? Number.POSITIVE_INFINITY);
  }

  #missedAt(hop: number): number {
    return this.#gaps.findLast((gap) => gap.hop <= hop)?.missedMs ?? 0;
  }
}
