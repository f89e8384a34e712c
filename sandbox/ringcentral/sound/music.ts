import { FRAME_SAMPLES, SAMPLE_RATE } from '../media/frame.js';
import { encode } from '../media/mulaw.js';
import type { Chance } from '../random.js';
import { highPass, level } from './filter.js';

const MUSIC_RMS = 2600;
/** Semitones above the key of four-chord rounds that hold music lives on. */
const ROUNDS: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 9, 5, 7],
  [0, 5, 9, 7],
  [9, 5, 0, 7],
  [0, 4, 5, 7],
];
const SCALE = [0, 2, 4, 7, 9, 12, 14, 16];
const BARS = 16;

interface Score {
  readonly out: Float64Array;
  readonly chance: Chance;
}

const hertz = (semitones: number): number => 220 * 2 ** (semitones / 12);

/** A plucked or bowed note: a few harmonics under an envelope. */
function note({ out }: Score, hz: number, atS: number, lengthS: number, loud: number, bright: number): void {
  const first = Math.round(atS * SAMPLE_RATE);
  const count = Math.round(lengthS * SAMPLE_RATE);
  for (let i = 0; i < count && first + i < out.length; i++) {
    const t = i / SAMPLE_RATE;
    const envelope = Math.min(1, t / 0.015) * Math.exp((-2.2 * t) / lengthS);
    const w = 2 * Math.PI * hz * t;
    const value =
      Math.sin(w) + bright * Math.sin(2 * w) + 0.5 * bright * Math.sin(3 * w) + 0.2 * bright * Math.sin(4 * w);
    out[first + i] = (out[first + i] ?? 0) + loud * envelope * value;
  }
}

/** Brushes: a burst of noise that dies quickly. */
function brush({ out, chance }: Score, atS: number, loud: number): void {
  const first = Math.round(atS * SAMPLE_RATE);
  for (let i = 0; i < 600 && first + i < out.length; i++)
    out[first + i] = (out[first + i] ?? 0) + loud * (chance.next() * 2 - 1) * Math.exp(-i / 140);
}

/** A piece of hold music, about half a minute: chords, a melody over them, bass and brushes. It is meant to be looped. */
export function holdMusic(chance: Chance): Uint8Array {
  const beatS = 60 / chance.between(76, 116);
  const key = Math.round(chance.between(-3, 6));
  const round = chance.pick(ROUNDS);
  const bright = chance.between(0.2, 0.6);
  const score: Score = { out: new Float64Array(Math.round(BARS * 4 * beatS * SAMPLE_RATE)), chance };
  for (let bar = 0; bar < BARS; bar++) {
    const root = key + (round[bar % round.length] ?? 0);
    const third = [0, 5, 7].includes(root - key) ? 4 : 3;
    const at = bar * 4 * beatS;
    for (const step of [0, third, 7]) note(score, hertz(root + step), at, 4 * beatS, 0.22, bright);
    for (const beat of [0, 2]) note(score, hertz(root - 12), at + beat * beatS, 2 * beatS, 0.5, bright);
    for (let beat = 0; beat < 4; beat++) {
      brush(score, at + beat * beatS, beat % 2 === 0 ? 0.12 : 0.25);
      if (chance.next() < 0.75) melody(score, key, at + beat * beatS, beatS, bright);
    }
  }
  const whole = score.out.length - (score.out.length % FRAME_SAMPLES);
  return encode(level(highPass(score.out.subarray(0, whole)), MUSIC_RMS));
}

function melody(score: Score, key: number, atS: number, beatS: number, bright: number): void {
  const degree = SCALE[Math.floor(score.chance.next() * SCALE.length)] ?? 0;
  const split = score.chance.next() < 0.4;
  note(score, hertz(key + 12 + degree), atS, split ? beatS * 0.6 : beatS * 1.1, 0.5, bright);
  if (split) note(score, hertz(key + 12 + degree + 2), atS + beatS / 2, beatS * 0.6, 0.4, bright);
}
