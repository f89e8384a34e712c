import type { Frame } from './spectrum.js';
import { BIN_HZ, BINS } from './units.js';

/** Mel bands, from 200 to 3,500 Hz. */
export const BANDS = 20;
const LOWEST_HZ = 200;
const HIGHEST_HZ = 3500;
/** Bins of the telephone band; outside it there is only line noise. */
const LOW_BIN = Math.round(LOWEST_HZ / BIN_HZ);
const HIGH_BIN = Math.round(HIGHEST_HZ / BIN_HZ);
const BIN_COUNT = HIGH_BIN - LOW_BIN + 1;
/** Peaks this far below the strongest one are noise. */
const PEAK_RANGE_DB = 30;
/** A partial of sustained music is still there after these times, while a voice's harmonics above 500 Hz have moved. */
const SHORT_HOLD_HOPS = 6;
const LONG_HOLD_HOPS = 15;
/**
 * Levels are relative to the loudest recent band, which decays by this much per hop, so the line's gain does not
 * matter.
 */
const LOUDEST_SINKS_DB = 0.03;
const QUIETEST_LOUDEST_DB = -40;
/** Scales inputs to about one, the range the network was trained on. */
const DB_SCALE = 15;

const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const BAND_OF_BIN = Int8Array.from({ length: BINS }, (_, bin) => {
  const share = (mel(bin * BIN_HZ) - mel(LOWEST_HZ)) / (mel(HIGHEST_HZ) - mel(LOWEST_HZ));
  return bin < LOW_BIN || bin > HIGH_BIN ? -1 : Math.min(BANDS - 1, Math.floor(share * BANDS));
});
const BINS_OF_BAND = Float64Array.from({ length: BANDS }, (_, band) => BAND_OF_BIN.filter((b) => b === band).length);

/** Numbers per hop: the bands, then the values `push` adds. */
export const FEATURES = BANDS + 8;

/**
 * Describes one hop in the numbers the front end's network takes: the shape of the spectrum, and what sets voices apart
 * from instruments.
 */
export class Features {
  readonly #bandSums = new Float64Array(BANDS);
  readonly #bandsDb = new Float64Array(BANDS);
  readonly #logs = new Float32Array(BINS);
  readonly #peaks = Array.from({ length: LONG_HOLD_HOPS + 1 }, () => new Uint8Array(BINS));
  #loudestDb = QUIETEST_LOUDEST_DB;
  #held = 0;
  #heldLong = 0;
  #hops = 0;
  /** The newest hop's numbers. */
  readonly values = new Float64Array(FEATURES);

  push(frame: Frame): void {
    const out = this.values;
    let n = BANDS;
    const { tilt, flatness, flux } = this.#bands(frame.power);
    this.#heldPeaks();
    out[n++] = Math.max(-4, (frame.levelDb + 30) / 20);
    out[n++] = flux / 8;
    out[n++] = tilt / DB_SCALE;
    out[n++] = (flatness + 10) / 5;
    out[n++] = 2 * this.#held - 1;
    out[n++] = 2 * this.#heldLong - 1;
    out[n++] = 2 * frame.periodicity - 1;
    // Lags run from 20 to 100 samples; they mean nothing where there is hardly any periodicity.
    out[n++] = frame.periodicity > 0.4 ? Math.log2(frame.periodSamples / 45) : 0;
    this.#hops++;
  }

  #bands(power: Float64Array): { tilt: number; flatness: number; flux: number } {
    const sums = this.#bandSums.fill(0);
    let logSum = 0;
    let sum = 0;
    let low = 1e-9;
    let high = 1e-9;
    for (let bin = LOW_BIN; bin <= HIGH_BIN; bin++) {
      const p = (power[bin] ?? 0) + 1e-9;
      const db = 4.3429 * Math.log(p);
      this.#logs[bin] = db;
      logSum += db;
      sum += p;
      const band = BAND_OF_BIN[bin] ?? 0;
      sums[band] = (sums[band] ?? 0) + p;
      if (bin * BIN_HZ < 1000) low += p;
      else if (bin * BIN_HZ > 2000) high += p;
    }
    const meanDb = 4.3429 * Math.log(sum / BIN_COUNT);
    let loudest = this.#loudestDb - LOUDEST_SINKS_DB;
    let flux = 0;
    for (let band = 0; band < BANDS; band++) {
      const db = 4.3429 * Math.log((sums[band] ?? 0) / (BINS_OF_BAND[band] ?? 1) + 1e-9);
      const floored = Math.max(meanDb - 25, db);
      flux += Math.min(20, Math.abs(floored - (this.#bandsDb[band] ?? 0)));
      this.#bandsDb[band] = floored;
      loudest = Math.max(loudest, db);
      sums[band] = db;
    }
    this.#loudestDb = Math.max(QUIETEST_LOUDEST_DB, loudest);
    for (let band = 0; band < BANDS; band++) {
      this.values[band] = 1 + Math.max(-4, ((sums[band] ?? 0) - this.#loudestDb) / DB_SCALE);
    }
    return { tilt: 4.3429 * Math.log(high / low), flatness: logSum / BIN_COUNT - meanDb, flux: flux / BANDS };
  }

  /** The share of the spectrum's peaks that was already there 0.1 s and 0.25 s ago. */
  #heldPeaks(): void {
    const span = LONG_HOLD_HOPS + 1;
    const now = (this.#peaks[this.#hops % span] ?? new Uint8Array(BINS)).fill(0);
    const before = this.#peaks[(this.#hops - SHORT_HOLD_HOPS + span) % span];
    const longBefore = this.#peaks[(this.#hops - LONG_HOLD_HOPS + span) % span];
    let strongest = -200;
    for (let bin = LOW_BIN; bin <= HIGH_BIN; bin++) strongest = Math.max(strongest, this.#logs[bin] ?? -200);
    let all = 0;
    let held = 0;
    let heldLong = 0;
    for (let bin = LOW_BIN + 2; bin <= HIGH_BIN - 2; bin++) {
      const db = this.#logs[bin] ?? -200;
      const isPeak =
        db > (this.#logs[bin - 1] ?? 0) &&
        db >= (this.#logs[bin + 1] ?? 0) &&
        db > (this.#logs[bin - 2] ?? 0) &&
        db >= (this.#logs[bin + 2] ?? 0);
      const weight = db - strongest + PEAK_RANGE_DB;
      if (!isPeak || weight <= 0) continue;
      now[bin] = 1;
      all += weight;
      const there = (peaks: Uint8Array | undefined) => peaks?.[bin - 1] || peaks?.[bin] || peaks?.[bin + 1];
      if (there(before)) {
        held += weight;
        if (there(longBefore)) heldLong += weight;
      }
    }
    this.#held = all === 0 ? 0 : held / all;
    this.#heldLong = all === 0 ? 0 : heldLong / all;
  }
}
