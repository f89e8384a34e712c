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

/** The level's movement is looked at in the last second, at the rates of syllables. */
const SYLLABLE_HOPS = 64;
const SYLLABLE_WAVES = [3, 4, 5, 6]
  .map((cycles) =>
    Array.from({ length: SYLLABLE_HOPS }, (_, i) => {
      const angle = (2 * Math.PI * cycles * i) / SYLLABLE_HOPS;
      return [Math.cos(angle), Math.sin(angle)] as const;
    }),
  )
  .map((wave) => ({ cos: Float64Array.from(wave, ([c]) => c), sin: Float64Array.from(wave, ([, s]) => s) }));

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
  /** Work space of `vector`: what is looked at of one quantity, and which hops of the window are no pause. */
  readonly #values = new Float64Array(RING_HOPS);
  readonly #audible = new Uint8Array(RING_HOPS);
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
    const values = this.#values;
    let n = 0;
    for (const hops of [32, 64]) {
      const loudest = this.#loudest(hops);
      const audible = this.#markAudible(hops, loudest);
      this.#window('level', hops);
      for (let i = 0; i < hops; i++) values[i] = Math.max(values[i] ?? 0, loudest - 35);
      out[n++] = deviation(values, hops);
      out[n++] = 1 - audible / hops;
      this.#pick('flux', hops);
      out[n++] = mean(values, audible);
      out[n++] = deviation(values, audible);
      this.#pick('held', hops);
      out[n++] = mean(values, audible);
      out[n++] = deviation(values, audible);
      this.#pick('heldLong', hops);
      out[n++] = mean(values, audible);
      this.#pick('period', hops);
      out[n++] = mean(values, audible);
      out[n++] = deviation(values, audible);
      let voiced = 0;
      for (let i = 0; i < audible; i++) if ((values[i] ?? 0) > VOICED) voiced++;
      out[n++] = voiced / Math.max(1, audible);
      out[n++] = this.#pitchMotion(hops);
      this.#pick('tilt', hops);
      out[n++] = mean(values, audible);
      out[n++] = deviation(values, audible);
      if (hops === 64) {
        this.#pick('flatness', hops);
        out[n++] = mean(values, audible);
      }
    }
    out[n++] = this.#syllables();
    const audible = this.#markAudible(RING_HOPS, this.#loudest(RING_HOPS));
    out[n++] = (RING_HOPS - audible) / RING_HOPS;
  }

  /** Where the window of so many hops begins in a ring. */
  #start(hops: number): number {
    return (this.#hops - hops + RING_HOPS) % RING_HOPS;
  }

  #window(quantity: Quantity, hops: number): void {
    const ring = this.#rings[quantity];
    const start = this.#start(hops);
    for (let i = 0; i < hops; i++) this.#values[i] = ring[(start + i) % RING_HOPS] ?? 0;
  }

  /** Only the audible hops of the window. */
  #pick(quantity: Quantity, hops: number): void {
    const ring = this.#rings[quantity];
    const start = this.#start(hops);
    let count = 0;
    for (let i = 0; i < hops; i++) {
      if (this.#audible[i] === 1) this.#values[count++] = ring[(start + i) % RING_HOPS] ?? 0;
    }
  }

  #loudest(hops: number): number {
    const start = this.#start(hops);
    let loudest = -80;
    for (let i = 0; i < hops; i++) loudest = Math.max(loudest, this.#rings.level[(start + i) % RING_HOPS] ?? -80);
    return loudest;
  }

  /** Marks the hops that are no pause between syllables, and counts them. */
  #markAudible(hops: number, loudest: number): number {
    const start = this.#start(hops);
    let count = 0;
    for (let i = 0; i < hops; i++) {
      const audible = (this.#rings.level[(start + i) % RING_HOPS] ?? -90) > loudest - PAUSE_DB;
      this.#audible[i] = audible ? 1 : 0;
      if (audible) count++;
    }
    return count;
  }

  /** How far the pitch glides between neighbouring voiced hops, as a share of itself; a held note's does not. */
  #pitchMotion(hops: number): number {
    const { pitch, period } = this.#rings;
    const start = this.#start(hops);
    let sum = 0;
    let count = 0;
    for (let i = 1; i < hops; i++) {
      const now = (start + i) % RING_HOPS;
      const before = (start + i - 1) % RING_HOPS;
      if ((period[now] ?? 0) < VOICED || (period[before] ?? 0) < VOICED) continue;
      sum += Math.min(0.3, Math.abs((pitch[now] ?? 1) / (pitch[before] ?? 1) - 1));
      count++;
    }
    return count === 0 ? 0 : sum / count;
  }

  /** Share of the level's movement between 3 and 6 Hz, the rate of syllables. */
  #syllables(): number {
    const values = this.#values;
    const loudest = this.#loudest(SYLLABLE_HOPS);
    this.#window('level', SYLLABLE_HOPS);
    for (let i = 0; i < SYLLABLE_HOPS; i++) values[i] = Math.max(values[i] ?? 0, loudest - 35);
    const middle = mean(values, SYLLABLE_HOPS);
    let near = 0;
    for (const { cos, sin } of SYLLABLE_WAVES) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < SYLLABLE_HOPS; i++) {
        const off = (values[i] ?? 0) - middle;
        re += off * (cos[i] ?? 0);
        im += off * (sin[i] ?? 0);
      }
      near += re * re + im * im;
    }
    let whole = 0;
    for (let i = 0; i < SYLLABLE_HOPS; i++) whole += ((values[i] ?? 0) - middle) ** 2;
    whole *= 32;
    return whole < 1 ? 0 : near / whole;
  }
}

function mean(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i] ?? 0;
  return count === 0 ? 0 : sum / count;
}

function deviation(values: Float64Array, count: number): number {
  const middle = mean(values, count);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += ((values[i] ?? 0) - middle) ** 2;
  return count === 0 ? 0 : Math.sqrt(sum / count);
}
