import { HOP_SAMPLES, SAMPLES_PER_S } from './units.js';

/** Network signals, identified by frequency alone. */
export type ToneKind = 'ringback' | 'busy' | 'special' | 'dtmf' | 'fax' | 'dial';

export interface Tone {
  readonly kind: ToneKind;
  readonly hertz: number;
}

/** Four hops give 16 Hz resolution, enough to tell 440 Hz from 480 Hz. */
const BLOCK_SAMPLES = 4 * HOP_SAMPLES;
/** The share of a block's energy that must lie on the tone's frequencies; speech and music reach it only by chance. */
const PURE_SHARE = 0.8;
/** In a pair, the weaker frequency must carry at least this share of the energy (a twist of up to about 9 dB). */
const WEAKER_SHARE = 0.11;
const AUDIBLE_DB = -50;

/**
 * Sources: ITU-T E.180 and ANSI T1.401 (North America); Q.23 for DTMF; E.180 for special information tones; T.30 for
 * fax.
 */
const PAIRS: readonly (readonly [ToneKind, number, number])[] = [
  ['ringback', 440, 480],
  ['busy', 480, 620],
  ['dial', 350, 440],
  ...[697, 770, 852, 941].flatMap((row) =>
    [1209, 1336, 1477, 1633].map((column) => ['dtmf', row, column] as [ToneKind, number, number]),
  ),
];
const SINGLES: readonly (readonly [ToneKind, number])[] = [
  ['special', 913.8],
  ['special', 985.2],
  ['special', 1370.6],
  ['special', 1428.5],
  ['special', 1776.7],
  ['fax', 1100],
  ['fax', 2100],
];
const FREQUENCIES = [...new Set([...PAIRS.flatMap(([, a, b]) => [a, b]), ...SINGLES.map(([, f]) => f)])];

const RECURSIONS = Float64Array.from(FREQUENCIES, (hertz) => 2 * Math.cos((2 * Math.PI * hertz) / SAMPLES_PER_S));
const PLACES = new Map(FREQUENCIES.map((hertz, place) => [hertz, place]));

/**
 * Goertzel's algorithm: writes to `out` the energy of `samples` at each frequency, as a share of a pure tone's. It runs
 * two frequencies at a time because each step depends on the one before, and the processor can interleave two chains.
 */
function energies(samples: Float64Array, out: Float64Array): void {
  for (let at = 0; at < RECURSIONS.length; at += 2) {
    const k = RECURSIONS[at] ?? 0;
    const l = RECURSIONS[at + 1] ?? 0;
    let s1 = 0;
    let s2 = 0;
    let t1 = 0;
    let t2 = 0;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] ?? 0;
      const s = sample + k * s1 - s2;
      const t = sample + l * t1 - t2;
      s2 = s1;
      s1 = s;
      t2 = t1;
      t1 = t;
    }
    out[at] = ((s1 * s1 + s2 * s2 - k * s1 * s2) * 2) / samples.length;
    out[at + 1] = ((t1 * t1 + t2 * t2 - l * t1 * t2) * 2) / samples.length;
  }
}

/** Identifies the tone in each block of four hops. */
export class ToneFinder {
  readonly #block = new Float64Array(BLOCK_SAMPLES);
  readonly #energies = new Float64Array(FREQUENCIES.length);
  #hops = 0;
  #now: Tone | undefined;

  /** Takes one hop; returns the tone of the last complete block. */
  push(samples: Float64Array): Tone | undefined {
    this.#block.set(samples, this.#hops * HOP_SAMPLES);
    this.#hops = (this.#hops + 1) % 4;
    if (this.#hops === 0) this.#now = this.#name();
    return this.#now;
  }

  #name(): Tone | undefined {
    const block = this.#block;
    let whole = 0;
    for (let i = 0; i < block.length; i++) whole += (block[i] ?? 0) ** 2;
    if (10 * Math.log10(whole / block.length + 1e-12) < AUDIBLE_DB) return undefined;
    energies(block, this.#energies);
    const share = (hertz: number): number => (this.#energies[PLACES.get(hertz) ?? 0] ?? 0) / whole;
    if (FREQUENCIES.every((hertz) => share(hertz) < PURE_SHARE / 3)) return undefined;
    for (const [kind, a, b] of PAIRS) {
      const both = share(a) + share(b);
      if (both >= PURE_SHARE && Math.min(share(a), share(b)) >= WEAKER_SHARE * both) return { kind, hertz: a };
    }
    for (const [kind, hertz] of SINGLES) if (share(hertz) >= PURE_SHARE) return { kind, hertz };
    return undefined;
  }
}
