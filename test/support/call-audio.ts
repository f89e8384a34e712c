/** Synthetic sounds of a telephone call; all 8 kHz mono, levels in dB below full scale. */

export const RATE_HZ = 8000;
export type Random = () => number;

/** A small seeded generator (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const samplesOf = (seconds: number): number => Math.round(seconds * RATE_HZ);
export const silence = (seconds: number): Int16Array => new Int16Array(samplesOf(seconds));

export function join(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function made(seconds: number, wave: (t: number) => number): Int16Array {
  return Int16Array.from({ length: samplesOf(seconds) }, (_, i) =>
    Math.max(-32768, Math.min(32767, Math.round(32767 * wave(i / RATE_HZ)))),
  );
}

const amplitude = (db: number): number => 10 ** (db / 20);

export function tone(seconds: number, hertz: readonly number[], db = -19): Int16Array {
  return made(seconds, (t) => hertz.reduce((sum, f) => sum + amplitude(db) * Math.sin(2 * Math.PI * f * t), 0));
}

/** A tone that goes on and off. */
export function cadence(times: number, onS: number, offS: number, hertz: readonly number[], db = -19): Int16Array {
  return join(...Array.from({ length: times }, () => join(tone(onS, hertz, db), silence(offS))));
}

export const ringback = (times: number): Int16Array => cadence(times, 2, 4, [440, 480]);
export const busy = (times: number): Int16Array => cadence(times, 0.5, 0.5, [480, 620]);
export const reorder = (times: number): Int16Array => cadence(times, 0.25, 0.25, [480, 620]);

export function noise(seconds: number, random: Random, db = -40): Int16Array {
  return made(seconds, () => amplitude(db) * 1.73 * (2 * random() - 1));
}

const SCALE = [0, 2, 4, 5, 7, 9, 11];

/** A piece with chords, a bass and a melody; `seed` chooses key, tempo, timbre and notes. */
export function music(seconds: number, seed: number, db = -20): Int16Array {
  const random = seeded(seed);
  const beatS = 60 / (60 + 70 * random());
  const root = 110 * 2 ** (Math.floor(12 * random()) / 12);
  const partials = 2 + Math.floor(6 * random());
  const decayS = random() < 0.4 ? 0.5 : 4;
  const bars = Math.ceil(seconds / (4 * beatS));
  const degrees = Array.from({ length: bars }, () => Math.floor(7 * random()));
  const tune = Array.from({ length: bars * 8 }, () => (random() < 0.25 ? -1 : Math.floor(10 * random())));
  const pitch = (degree: number, octave: number) =>
    root * 2 ** (octave + Math.floor(degree / 7) + (SCALE[degree % 7] ?? 0) / 12);
  const note = (t: number, hertz: number, s: number) => {
    let sum = 0;
    for (let h = 1; h <= partials && hertz * h < 3700; h++) sum += Math.sin(2 * Math.PI * hertz * h * t) / h;
    return sum * Math.min(1, s / 0.02) * Math.exp(-s / decayS);
  };
  const wave = made(seconds, (t) => {
    const bar = Math.floor(t / (4 * beatS));
    const sBar = t - bar * 4 * beatS;
    const degree = degrees[bar] ?? 0;
    let sum = 0.8 * note(t, pitch(degree, 0), sBar);
    for (const third of [0, 2, 4]) sum += 0.5 * note(t, pitch(degree + third, 1), sBar);
    const eighth = Math.floor(t / (beatS / 2));
    const step = tune[eighth] ?? -1;
    if (step >= 0) sum += 0.6 * note(t, pitch(step, 2), t - (eighth * beatS) / 2);
    return sum * 0.1;
  });
  return atLevel(wave, db);
}

/** Sets the root-mean-square level. */
export function atLevel(samples: Int16Array, db: number): Int16Array {
  const power = samples.reduce((sum, s) => sum + (s / 32768) ** 2, 0) / Math.max(1, samples.length);
  const gain = amplitude(db) / Math.sqrt(power + 1e-12);
  return samples.map((s) => Math.max(-32768, Math.min(32767, Math.round(s * gain))));
}

/** Encodes to µ-law and back (G.711's curve, seven bits and a sign). */
function muLaw(sample: number): number {
  const x = Math.abs(sample) / 32768;
  const code = Math.round((127 * Math.log1p(255 * x)) / Math.log(256));
  return Math.sign(sample) * Math.round((32768 * (256 ** (code / 127) - 1)) / 255);
}

export interface LineQuality {
  readonly gainDb: number;
  readonly lossShare: number;
  readonly noiseDb: number;
}

/** What a telephone line does to sound: level, line noise, PCMU, and lost 20 ms packets (heard as silence). */
export function overTheLine(samples: Int16Array, quality: LineQuality, random: Random): Int16Array {
  const gain = amplitude(quality.gainDb);
  const hiss = amplitude(quality.noiseDb) * 1.73 * 32768;
  const out = samples.map((s) => Math.max(-32768, Math.min(32767, muLaw(s * gain + hiss * (2 * random() - 1)))));
  for (let at = 0; at + 160 <= out.length; at += 160) if (random() < quality.lossShare) out.fill(0, at, at + 160);
  return out;
}

export const CLEAN: LineQuality = { gainDb: 0, lossShare: 0, noiseDb: -75 };
