import { BINS } from '../signal/units.js';

/** A pair of spectral peaks: its hash, and the hop of the first peak. */
export interface Landmark {
  readonly hash: number;
  readonly hop: number;
}

/** A peak is the highest point within these distances; 4 hops are 64 ms to either side. */
const TIME_REACH_HOPS = 4;
const BIN_REACH = 4;
/** The strongest peaks are kept per block of 128 ms, at most eight; with five a match would take 0.2 s longer. */
const BLOCK_HOPS = 8;
const PEAKS_PER_BLOCK = 8;
/** Each peak is paired with up to eight others within half a second. */
const PAIR_HOPS = 31;
const PAIRS_PER_PEAK = 8;
/** 250–3,500 Hz: what every phone line transmits. */
const LOW_BIN = 16;
const HIGH_BIN = 224;
/** Quieter peaks make no landmarks; noise repeats only by chance, and costs time. */
const QUIETEST_PEAK_DB = -20;

interface Peak {
  readonly hop: number;
  readonly bin: number;
  readonly db: number;
}

/**
 * Finds landmarks in a stream of spectra (Wang, “An industrial-strength audio search algorithm”, 2003). A recording
 * that plays again yields the same pairs at any level, and most of them through packet loss and coding.
 */
export class LandmarkFinder {
  readonly #rows = Array.from({ length: 2 * TIME_REACH_HOPS + 1 }, () => new Float32Array(BINS).fill(-100));
  #hop = 0;
  #block: Peak[] = [];
  #recent: Peak[] = [];

  /** Takes one spectrum. Every 128 ms it returns the landmarks completed by the peaks of the latest block. */
  push(power: Float64Array): Landmark[] {
    const span = this.#rows.length;
    const row = this.#rows[this.#hop % span];
    if (row !== undefined) for (let bin = 0; bin < BINS; bin++) row[bin] = 4.3429 * Math.log((power[bin] ?? 0) + 1e-9);
    this.#hop++;
    const middle = this.#hop - 1 - TIME_REACH_HOPS;
    if (middle >= TIME_REACH_HOPS) this.#findPeaks(middle);
    if (middle % BLOCK_HOPS !== BLOCK_HOPS - 1) return [];
    const strongest = this.#block.sort((a, b) => b.db - a.db).slice(0, PEAKS_PER_BLOCK);
    this.#block = [];
    return this.#pair(strongest.sort((a, b) => a.hop - b.hop || a.bin - b.bin));
  }

  /** Skips one spectrum. */
  pass(): void {
    this.#hop++;
  }

  #findPeaks(middle: number): void {
    const span = this.#rows.length;
    const row = this.#rows[middle % span];
    if (row === undefined) return;
    for (let bin = LOW_BIN; bin < HIGH_BIN; bin++) {
      const db = row[bin] ?? 0;
      if (db < QUIETEST_PEAK_DB || db < (row[bin - 1] ?? 0) || db < (row[bin + 1] ?? 0)) continue;
      if (this.#isHighest(middle, bin, db)) this.#block.push({ hop: middle, bin, db });
    }
  }

  #isHighest(middle: number, bin: number, db: number): boolean {
    const span = this.#rows.length;
    for (let dh = -TIME_REACH_HOPS; dh <= TIME_REACH_HOPS; dh++) {
      const row = this.#rows[(middle + dh) % span];
      if (row === undefined) continue;
      for (let other = bin - BIN_REACH; other <= bin + BIN_REACH; other++) {
        if ((row[other] ?? -100) > db) return false;
      }
    }
    return true;
  }

  #pair(peaks: readonly Peak[]): Landmark[] {
    const found: Landmark[] = [];
    for (const peak of peaks) {
      // Pair backwards, from each peak to earlier ones, so that nothing waits for later audio.
      let pairs = 0;
      for (let i = this.#recent.length - 1; i >= 0 && pairs < PAIRS_PER_PEAK; i--) {
        const earlier = this.#recent[i];
        if (earlier === undefined || peak.hop - earlier.hop > PAIR_HOPS) break;
        if (peak.hop - earlier.hop < 2) continue;
        found.push({ hash: (earlier.bin << 13) | (peak.bin << 5) | (peak.hop - earlier.hop), hop: earlier.hop });
        pairs++;
      }
      this.#recent.push(peak);
    }
    this.#recent = this.#recent.slice(-60);
    return found;
  }
}
