import type { Frame } from './spectrum.js';
import { BIN_HZ, BINS } from './units.js';

/** Rings hold 128 hops (2 s), the longest window looked at. */
const RING_HOPS = 128;
const BANDS = 20;
const LOWEST_HZ = 200;
const HIGHEST_HZ = 3500;
/** Bins of the telephone band; outside it there is only the line's own noise. */
const LOW_BIN = Math.round(LOWEST_HZ / BIN_HZ);
const HIGH_BIN = Math.round(HIGHEST_HZ / BIN_HZ);
/** Peaks weaker than the strongest by more than this are noise. */
const PEAK_RANGE_DB = 30;
/** A partial of held music is still there after these times; a voice's harmonics above 500 Hz have moved. */
const SHORT_HOLD_HOPS = 6;
const LONG_HOLD_HOPS = 15;
/** A level so far under the window's loudest is a pause between syllables. */
const PAUSE_DB = 15;
const VOICED = 0.6;

const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const BAND_OF_BIN = Int8Array.from({ length: BINS }, (_, bin) => {
  const share = (mel(bin * BIN_HZ) - mel(LOWEST_HZ)) / (mel(HIGHEST_HZ) - mel(LOWEST_HZ));
  return bin < LOW_BIN || bin > HIGH_BIN ? -1 : Math.min(BANDS - 1, Math.floor(share * BANDS));
});

/** What is kept of each hop, one ring a quantity. */
const QUANTITIES = ['level', 'flux', 'held', 'heldLong', 'period', 'pitch', 'tilt', 'flatness'] as const;
type Quantity = (typeof QUANTITIES)[number];

/** How many numbers `Features.vector` gives. */
export const FEATURES = 29;

/** Numbers that part speech, music and noise, over the last 0.5, 1 and 2 s. */
export class Features {
  readonly #rings: Record<Quantity, Float32Array>;
  readonly #bandsDb = new Float32Array(BANDS);
  readonly #bandSums = new Float64Array(BANDS);
  readonly #logs = new Float32Array(BINS);
  readonly #peaks = Array.from({ length: LONG_HOLD_HOPS + 1 }, () => new Uint8Array(BINS));
  #hops = 0;

  constructor() {
    const ring = () => new Float32Array(RING_HOPS);
    this.#rings = {
      level: ring().fill(-90),
      flux: ring(),
      held: ring(),
      heldLong: ring(),
      period: ring(),
      pitch: ring(),
      tilt: ring(),
      flatness: ring(),
    };
  }

  push(frame: Frame): void {
    const at = this.#hops % RING_HOPS;
    const rings = this.#rings;
    rings.level[at] = frame.levelDb;
    rings.period[at] = frame.periodicity;
    rings.pitch[at] = frame.periodSamples;
    this.#spectralShape(frame.power, at);
    this.#heldPeaks(at);
    this.#hops++;
  }

  #spectralShape(power: Float64Array, at: number): void {
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
    const count = HIGH_BIN - LOW_BIN + 1;
    const floorDb = 4.3429 * Math.log(sum / count) - 25;
    let flux = 0;
    for (let band = 0; band < BANDS; band++) {
      const db = Math.max(floorDb, 4.3429 * Math.log((sums[band] ?? 0) + 1e-9));
      flux += Math.min(20, Math.abs(db - (this.#bandsDb[band] ?? 0)));
      this.#bandsDb[band] = db;
    }
    this.#rings.flux[at] = flux / BANDS;
    this.#rings.tilt[at] = 4.3429 * Math.log(high / low);
    this.#rings.flatness[at] = logSum / count - 4.3429 * Math.log(sum / count);
  }

  #heldPeaks(at: number): void {
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
    this.#rings.held[at] = all === 0 ? 0 : held / all;
    this.#rings.heldLong[at] = all === 0 ? 0 : heldLong / all;
  }

  /** The newest `FEATURES` numbers, written into `out`. */
  vector(out: Float64Array): void {
    let n = 0;
    const put = (value: number) => {
      out[n++] = value;
    };
    for (const hops of [32, 64]) {
      const level = this.#window('level', hops);
      const loudest = Math.max(...level, -80);
      const audible = level.map((db) => db > loudest - PAUSE_DB);
      const pick = (quantity: Quantity) => this.#window(quantity, hops).filter((_, i) => audible[i]);
      put(deviation(level.map((db) => Math.max(db, loudest - 35))));
      put(1 - audible.filter(Boolean).length / hops);
      const flux = pick('flux');
      put(mean(flux));
      put(deviation(flux));
      const held = pick('held');
      put(mean(held));
      put(deviation(held));
      put(mean(pick('heldLong')));
      const period = pick('period');
      put(mean(period));
      put(deviation(period));
      put(period.filter((p) => p > VOICED).length / Math.max(1, period.length));
      put(this.#pitchMotion(hops));
      const tilt = pick('tilt');
      put(mean(tilt));
      put(deviation(tilt));
      if (hops === 64) put(mean(pick('flatness')));
    }
    const level = this.#window('level', RING_HOPS);
    const loudest = Math.max(...level, -80);
    put(this.#syllables(this.#window('level', 64)));
    put(level.filter((db) => db < loudest - PAUSE_DB).length / RING_HOPS);
  }

  #window(quantity: Quantity, hops: number): number[] {
    const ring = this.#rings[quantity];
    return Array.from({ length: hops }, (_, i) => ring[(this.#hops - hops + i + RING_HOPS) % RING_HOPS] ?? 0);
  }

  /** How far the pitch glides between neighbouring voiced hops, as a share of itself; a held note's does not. */
  #pitchMotion(hops: number): number {
    const pitch = this.#window('pitch', hops);
    const period = this.#window('period', hops);
    const glides: number[] = [];
    for (let i = 1; i < hops; i++) {
      if ((period[i] ?? 0) < VOICED || (period[i - 1] ?? 0) < VOICED) continue;
      const ratio = Math.abs((pitch[i] ?? 1) / (pitch[i - 1] ?? 1) - 1);
      glides.push(Math.min(0.3, ratio));
    }
    return mean(glides);
  }

  /** Share of the level's movement between 3 and 6 Hz, the rate of syllables. */
  #syllables(level: number[]): number {
    const loudest = Math.max(...level, -80);
    const clipped = level.map((db) => Math.max(db, loudest - 35));
    const middle = mean(clipped);
    let near = 0;
    for (const cycles of [3, 4, 5, 6]) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < 64; i++) {
        const angle = (2 * Math.PI * cycles * i) / 64;
        re += ((clipped[i] ?? 0) - middle) * Math.cos(angle);
        im += ((clipped[i] ?? 0) - middle) * Math.sin(angle);
      }
      near += re * re + im * im;
    }
    const whole = clipped.reduce((sum, db) => sum + (db - middle) ** 2, 0) * 32;
    return whole < 1 ? 0 : near / whole;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
