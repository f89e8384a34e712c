import {
  atLevel,
  join,
  made,
  music,
  noise,
  overTheLine,
  type Random,
  samplesOf,
  silence,
} from '../../test/support/call-audio.js';

/** What a moment of composed sound is; the first three are the model's outputs, in their order. */
export const KINDS = ['speech', 'music', 'noise', 'quiet'] as const;
export type Kind = (typeof KINDS)[number];

/** Recordings to compose from; music is mixed with music made from nothing. */
export interface Recordings {
  readonly speech: readonly Int16Array[];
  readonly music: readonly Int16Array[];
}

export interface Composed {
  readonly audio: Int16Array;
  /** Index into `KINDS` by sample. */
  readonly kinds: Uint8Array;
}

/** The line changes this often. */
const LINE_S = 20;
/** How often each kind is drawn, one after the other. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['speech', 0.42],
  ['music', 0.34],
  ['noise', 0.1],
  ['quiet', 0.14],
];

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

/** Strings speech, music, noises and pauses together, and sends them over lines of changing quality. */
export function compose(recordings: Recordings, minutes: number, random: Random): Composed {
  const parts: Int16Array[] = [];
  const kinds = new Uint8Array(samplesOf(minutes * 60));
  let at = 0;
  while (at < kinds.length) {
    const kind = draw(random);
    const part = soundOf(kind, recordings, random).subarray(0, kinds.length - at);
    kinds.fill(KINDS.indexOf(kind), at, at + part.length);
    parts.push(part);
    at += part.length;
  }
  const whole = join(...parts);
  const lines: Int16Array[] = [];
  for (let from = 0; from < whole.length; from += samplesOf(LINE_S)) {
    const quality = {
      gainDb: between(random, -6, 4),
      lossShare: random() < 0.4 ? between(random, 0, 0.03) : 0,
      noiseDb: random() < 0.5 ? between(random, -70, -48) : -80,
    };
    const piece = banded(whole.subarray(from, from + samplesOf(LINE_S)), random);
    lines.push(overTheLine(piece, quality, random));
  }
  return { audio: join(...lines), kinds };
}

function draw(random: Random): Kind {
  let left = random();
  for (const [kind, share] of SHARES) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'quiet';
}

function soundOf(kind: Kind, recordings: Recordings, random: Random): Int16Array {
  if (kind === 'quiet') return silence(between(random, 0.1, 2.5));
  if (kind === 'noise') return someNoise(between(random, 1, 6), random);
  if (kind === 'music') return someMusic(recordings, random);
  const level = between(random, -30, -16);
  const words = atLevel(excerpt(recordings.speech, between(random, 1, 8), random), level);
  const under = level - between(random, 10, 22);
  if (random() < 0.12) return mixed(words, atLevel(someMusic(recordings, random), under));
  return random() < 0.2 ? mixed(words, noise(words.length / 8000, random, under - 4)) : words;
}

/** A piece of a random recording, half of the time at another pace and pitch. */
function excerpt(from: readonly Int16Array[], seconds: number, random: Random): Int16Array {
  const whole = from[Math.floor(random() * from.length)] ?? silence(1);
  const start = Math.floor(random() * Math.max(0, whole.length - samplesOf(seconds)));
  const piece = whole.subarray(start, start + samplesOf(seconds));
  if (random() < 0.5) return piece;
  const pace = between(random, 0.88, 1.14);
  return Int16Array.from({ length: Math.floor((piece.length - 1) / pace) }, (_, i) => {
    const left = Math.floor(i * pace);
    const share = i * pace - left;
    return (piece[left] ?? 0) * (1 - share) + (piece[left + 1] ?? 0) * share;
  });
}

function someMusic(recordings: Recordings, random: Random): Int16Array {
  const level = between(random, -32, -14);
  const seconds = between(random, 3, 14);
  if (recordings.music.length === 0 || random() < 0.4) return music(seconds, Math.floor(random() * 1e9), level);
  return atLevel(excerpt(recordings.music, seconds, random), level);
}

/** Hiss, rumble, hum or crackle. */
function someNoise(seconds: number, random: Random): Int16Array {
  const level = between(random, -45, -22);
  const dull = random() < 0.5 ? 0 : between(random, 0.7, 0.98);
  let last = 0;
  const hiss = made(seconds, () => {
    last = dull * last + (1 - dull) * (2 * random() - 1);
    return last;
  });
  const humDb = random() < 0.25 ? between(random, -6, 6) : -90;
  const hum = made(seconds, (t) => {
    let sum = 0;
    for (let h = 1; h <= 7; h++) sum += Math.sin(2 * Math.PI * 60 * h * t) / h;
    return 0.2 * sum;
  });
  const clicks = random() < 0.25 ? between(random, 0.5, 10) : 0;
  const crackle = made(seconds, () => (random() < clicks / 8000 ? random() - 0.5 : 0));
  const sound = mixed(atLevel(hiss, -30), atLevel(hum, -30 + humDb));
  return atLevel(clicks > 0 ? mixed(sound, crackle) : sound, level);
}

function mixed(sound: Int16Array, under: Int16Array): Int16Array {
  return sound.map((sample, i) => clipped(sample + (under[i] ?? 0)));
}

/** A telephone's band: two high passes and two low passes of the first order. */
function banded(sound: Int16Array, random: Random): Int16Array {
  const low = Math.exp((-2 * Math.PI * between(random, 60, 320)) / 8000);
  const high = Math.exp((-2 * Math.PI * between(random, 2400, 3800)) / 8000);
  const state = [0, 0, 0, 0];
  return sound.map((sample) => {
    let value: number = sample;
    for (let i = 0; i < 4; i++) {
      const keep = i < 2 ? low : high;
      state[i] = (state[i] ?? 0) * keep + value * (1 - keep);
      value = i < 2 ? value - (state[i] ?? 0) : (state[i] ?? 0);
    }
    return clipped(value);
  });
}

const clipped = (sample: number): number => Math.max(-32768, Math.min(32767, Math.round(sample)));
