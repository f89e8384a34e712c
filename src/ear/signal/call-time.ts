import { HOP_MS, SAMPLES_PER_S } from './units.js';

/** A stretch of audio that was skipped just before a hop. */
interface Gap {
  readonly hop: number;
  /** All audio skipped up to there, in ms. */
  readonly missedMs: number;
}

/**
 * Converts between hops and ms of the call's audio. The two drift apart once audio is skipped: the processing chain
 * joins what comes before and after, because a gap would sound like somebody waiting for an answer, but the call's time
 * goes on.
 */
export class CallTime {
  readonly #gaps: Gap[] = [];

  /** Records that this many samples were skipped before the hop. */
  pass(hop: number, samples: number): void {
    const missedMs = this.#missedAt(hop) + (samples * 1000) / SAMPLES_PER_S;
    // Merge with the gap at the same hop: an hour of skipped audio is one gap, not thousands.
    if (this.#gaps.at(-1)?.hop === hop) this.#gaps.pop();
    this.#gaps.push({ hop, missedMs });
  }

  /** The hop's start, in ms of the call's audio. */
  msOf(hop: number): number {
    return Math.round(hop * HOP_MS + this.#missedAt(hop));
  }

  /** The hop at a time in ms of the call's audio; for skipped audio, the first hop after it. */
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
