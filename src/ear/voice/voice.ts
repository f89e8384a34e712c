import { UNIVERSAL_VOICE } from './voice-model.js';

/** Cepstral coefficients per hop: the shape of the spectrum's envelope, without its level. */
export const CEPSTRA = 15;
/** How many frames the prior of a component counts for (relevance factor of MAP adaptation; Reynolds, 2000). */
const RELEVANCE = 16;

const { weights, means, deviations } = UNIVERSAL_VOICE;
const COMPONENTS = weights.length;

/** The constant term of each component: the log of its weight over its spread. */
const CONSTANTS = Float64Array.from({ length: COMPONENTS }, (_, k) => {
  let log = Math.log(weights[k] ?? 1e-9);
  for (let i = 0; i < CEPSTRA; i++) log -= Math.log(deviations[k * CEPSTRA + i] ?? 1);
  return log;
});

/** The cosine transform from mel bands to cepstra. */
export class Cepstrum {
  readonly #cosines: Float64Array;

  constructor(readonly bands: number) {
    this.#cosines = Float64Array.from({ length: CEPSTRA * bands }, (_, i) => {
      const coefficient = Math.floor(i / bands) + 1;
      return Math.cos((Math.PI * coefficient * ((i % bands) + 0.5)) / bands);
    });
  }

  /** Computes the cepstra of log band levels into `out`. */
  of(levels: ArrayLike<number>, out: Float64Array): void {
    for (let c = 0; c < CEPSTRA; c++) {
      let sum = 0;
      for (let band = 0; band < this.bands; band++)
        sum += (levels[band] ?? 0) * (this.#cosines[c * this.bands + band] ?? 0);
      out[c] = sum;
    }
  }
}

function distance(k: number, cepstra: Float64Array, centers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < CEPSTRA; i++) {
    const off = ((cepstra[i] ?? 0) - (centers[k * CEPSTRA + i] ?? 0)) / (deviations[k * CEPSTRA + i] ?? 1);
    sum += off * off;
  }
  return sum;
}

/** Log likelihood under a mixture with these centers. Each component's share is written to `shares`. */
function logLikelihood(cepstra: Float64Array, centers: ArrayLike<number>, shares: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < COMPONENTS; k++) {
    const log = (CONSTANTS[k] ?? 0) - 0.5 * distance(k, cepstra, centers);
    shares[k] = log;
    if (log > highest) highest = log;
  }
  let sum = 0;
  for (let k = 0; k < COMPONENTS; k++) sum += shares[k] = Math.exp((shares[k] ?? 0) - highest);
  for (let k = 0; k < COMPONENTS; k++) shares[k] = (shares[k] ?? 0) / sum;
  return highest + Math.log(sum);
}

/**
 * The voice of a destination's recordings, as a Gaussian mixture adapted from one of all voices. It holds statistics
 * only: how often each of its few sounds occurred, and their means. No word can be reconstructed from them.
 */
export class RecordedVoice {
  /** Frames per component. */
  readonly #counts = new Float64Array(COMPONENTS);
  /** Sums of their cepstra. */
  readonly #sums = new Float64Array(COMPONENTS * CEPSTRA);
  readonly #centers = Float64Array.from(means);
  readonly #shares = new Float64Array(COMPONENTS);
  #stale = false;
  /** Frames of speech learned so far. */
  frames = 0;

  /** Learns from one frame of a recording's speech. */
  learn(cepstra: Float64Array): void {
    logLikelihood(cepstra, means, this.#shares);
    for (let k = 0; k < COMPONENTS; k++) {
      const share = this.#shares[k] ?? 0;
      this.#counts[k] = (this.#counts[k] ?? 0) + share;
      for (let i = 0; i < CEPSTRA; i++)
        this.#sums[k * CEPSTRA + i] = (this.#sums[k * CEPSTRA + i] ?? 0) + share * (cepstra[i] ?? 0);
    }
    this.frames++;
    this.#stale = true;
  }

  /** How much more likely the frame is this voice than any other (log ratio). */
  score(cepstra: Float64Array): number {
    if (this.#stale) this.#adapt();
    return logLikelihood(cepstra, this.#centers, this.#shares) - logLikelihood(cepstra, means, this.#shares);
  }

  #adapt(): void {
    this.#stale = false;
    for (let k = 0; k < COMPONENTS; k++) {
      const count = this.#counts[k] ?? 0;
      for (let i = 0; i < CEPSTRA; i++) {
        const at = k * CEPSTRA + i;
        this.#centers[at] = ((this.#sums[at] ?? 0) + RELEVANCE * (means[at] ?? 0)) / (count + RELEVANCE);
      }
    }
  }

  /** The statistics as numbers, to store or to add to another process's. */
  get statistics(): Float64Array {
    return Float64Array.of(this.frames, ...this.#counts, ...this.#sums);
  }

  /**
   * Adds statistics of the same voice, from storage or another process. Returns false, changing nothing, for numbers of
   * the wrong shape.
   */
  add(statistics: ArrayLike<number>): boolean {
    if (statistics.length !== 1 + COMPONENTS * (1 + CEPSTRA)) return false;
    if (!Array.from(statistics).every((value) => Number.isFinite(value))) return false;
    this.frames += statistics[0] ?? 0;
    for (let k = 0; k < COMPONENTS; k++) this.#counts[k] = (this.#counts[k] ?? 0) + (statistics[1 + k] ?? 0);
    for (let i = 0; i < COMPONENTS * CEPSTRA; i++)
      this.#sums[i] = (this.#sums[i] ?? 0) + (statistics[1 + COMPONENTS + i] ?? 0);
    this.#stale = true;
    return true;
  }
}
