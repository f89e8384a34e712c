import { FRAME_MS, FRAME_SAMPLES, type Frame, SAMPLE_RATE } from '../media/frame.js';
import { LINEAR, loudness } from '../media/mulaw.js';
import type { Voice } from '../sound/voices.js';

/** Closes a gap: a code spoken on a phone must be understood from the sound alone, or nobody could type it. */

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
/** The voice in which the ten words are known; others are understood less well, as with people. */
const VOICE: Voice = { name: 'en-us+f3', speed: 150, pitch: 50 };

/** Quieter is a pause. Words of one sentence are closer together than this many frames, and no stop inside a word is as long. */
const PAUSE_RMS = 200;
const WORD_ENDS_AFTER = 200 / FRAME_MS;
const SHORTEST_WORD = 140 / FRAME_MS;
const LONGEST_WORD = 900 / FRAME_MS;
/** So long a pause begins another reading. */
const READING_ENDS_AFTER = 1_300 / FRAME_MS;
/** The same word said by the same voice is at 0.6 to 1.0, other words at 1.4 and more. */
const SAME_WORD = 1.25;
const CLEARER_THAN_NEXT = 1.15;

const BANDS = 20;
const LOWEST_HZ = 200;
const BAND_STEP_HZ = 165;
/** Keeps what is only line noise from looking like sound. */
const FLOOR = 2e6;

type Shape = Float64Array;

const waves = Array.from({ length: BANDS }, (_, band) => {
  const turn = (2 * Math.PI * (LOWEST_HZ + band * BAND_STEP_HZ)) / SAMPLE_RATE;
  const wave = (at: (angle: number) => number) =>
    Float64Array.from({ length: FRAME_SAMPLES }, (_, i) => {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / FRAME_SAMPLES);
      return window * at(turn * i);
    });
  return [wave(Math.cos), wave(Math.sin)] as const;
});

/** The shape of a frame's spectrum, however loud it is. */
function shapeOf(frame: Frame): Shape {
  const shape = Float64Array.from(waves, ([cos, sin]) => {
    let [real, imaginary] = [0, 0];
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const sample = LINEAR[frame[i] ?? 0xff] ?? 0;
      real += sample * (cos[i] ?? 0);
      imaginary += sample * (sin[i] ?? 0);
    }
    return Math.log(real * real + imaginary * imaginary + FLOOR);
  });
  const mean = shape.reduce((sum, value) => sum + value, 0) / BANDS;
  return shape.map((value) => value - mean);
}

function apart(one: Shape, other: Shape): number {
  let sum = 0;
  for (let i = 0; i < BANDS; i++) sum += ((one[i] ?? 0) - (other[i] ?? 0)) ** 2;
  return Math.sqrt(sum / BANDS);
}

/** How unlike two words are, each stretched so that they fit best (dynamic time warping). */
function unlikeness(one: readonly Shape[], other: readonly Shape[]): number {
  let row = new Float64Array(other.length + 1).fill(Number.POSITIVE_INFINITY);
  row[0] = 0;
  for (const shape of one) {
    const next = new Float64Array(other.length + 1).fill(Number.POSITIVE_INFINITY);
    other.forEach((otherShape, j) => {
      next[j + 1] = apart(shape, otherShape) + Math.min(row[j] ?? 0, row[j + 1] ?? 0, next[j] ?? 0);
    });
    row = next;
  }
  return (row[other.length] ?? Number.POSITIVE_INFINITY) / Math.max(one.length, other.length);
}

/** The digit this word is, if it is one. */
function digitOf(word: readonly Shape[], known: readonly (readonly Shape[])[]): number | undefined {
  const found = known.map((each, digit) => ({ digit, far: unlikeness(word, each) })).sort((a, b) => a.far - b.far);
  const [best, next] = found;
  if (best === undefined || next === undefined) return undefined;
  return best.far < SAME_WORD && next.far > best.far * CLEARER_THAN_NEXT ? best.digit : undefined;
}

/** Knows the ten words, synthesised when the first phone hears a word. */
export class DigitWords {
  #known: Promise<readonly (readonly Shape[])[]> | undefined;

  constructor(private readonly speech: { say(voice: Voice, text: string, soon: boolean): Promise<Uint8Array> }) {}

  async digitOf(word: readonly Shape[]): Promise<number | undefined> {
    this.#known ??= Promise.all(WORDS.map(async (text) => this.#shapes(await this.speech.say(VOICE, text, false))));
    return digitOf(word, await this.#known);
  }

  #shapes(clip: Uint8Array): readonly Shape[] {
    const frames = Array.from({ length: Math.floor(clip.length / FRAME_SAMPLES) }, (_, i) =>
      clip.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES),
    );
    const sounds = (frame: Frame) => loudness(frame) > PAUSE_RMS;
    return frames.slice(frames.findIndex(sounds), frames.findLastIndex(sounds) + 1).map(shapeOf);
  }
}

/** Listens to one call for single digits with a pause on either side. */
export class DigitEar {
  #word: Shape[] = [];
  #quiet = 0;
  #chain = Promise.resolve();
  #readings: string[] = [];
  #ended = true;

  constructor(private readonly words: DigitWords) {}

  /** What was understood so far: digits with spaces, readings with a line between them. */
  get heard(): string {
    return this.#readings.map((digits) => [...digits].join(' ')).join(' | ');
  }

  hear(frame: Frame): void {
    if (loudness(frame) > PAUSE_RMS) {
      this.#quiet = 0;
      if (this.#word.length <= LONGEST_WORD) this.#word.push(shapeOf(frame));
      return;
    }
    this.#quiet++;
    if (this.#quiet === READING_ENDS_AFTER) this.#then(undefined);
    if (this.#word.length === 0) return;
    if (this.#quiet < WORD_ENDS_AFTER) this.#word.push(shapeOf(frame));
    else this.#finish();
  }

  #finish(): void {
    const word = this.#word.slice(0, this.#word.length - (WORD_ENDS_AFTER - 1));
    this.#word = [];
    if (word.length >= SHORTEST_WORD && word.length <= LONGEST_WORD) this.#then(word);
    // A sentence: what comes next is another reading.
    else if (word.length > LONGEST_WORD) this.#then(undefined);
  }

  /** In the order in which it was said, however long the words take to be known. A synthesis that was stopped ends the listening. */
  #then(word: readonly Shape[] | undefined): void {
    this.#chain = this.#chain
      .then(async () => {
        const digit = word === undefined ? undefined : await this.words.digitOf(word);
        if (word === undefined) this.#ended = true;
        if (digit === undefined) return;
        if (this.#ended) this.#readings.push('');
        this.#ended = false;
        this.#readings.push(`${this.#readings.pop() ?? ''}${digit}`);
      })
      .catch(() => undefined);
  }
}
