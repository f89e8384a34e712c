import { atLevel, cadence, made, type Random, tone } from '../../test/support/call-audio.js';
import { between, pick } from '../ear/draw.js';
import { clipped, mixInto } from '../ear/level.js';

/** Plays a sound faster and higher (over 1), or slower and lower. */
export function repaced(sound: Int16Array, pace: number): Int16Array {
  return Int16Array.from({ length: Math.max(0, Math.floor((sound.length - 1) / pace)) }, (_, i) => {
    const left = Math.floor(i * pace);
    const share = i * pace - left;
    return (sound[left] ?? 0) * (1 - share) + (sound[left + 1] ?? 0) * share;
  });
}

/** Brighter (over 0) or duller: one zero at the band's edge. */
export function tilted(sound: Int16Array, by: number): Int16Array {
  let before = 0;
  return sound.map((sample) => {
    const value = (sample - by * before) / (1 + Math.abs(by));
    before = sample;
    return clipped(value);
  });
}

/** Hiss, rumble, hum or crackle. */
export function someNoise(seconds: number, random: Random): Int16Array {
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
  const sound = atLevel(hiss, -30);
  mixInto(sound, atLevel(hum, -30 + humDb));
  if (clicks > 0)
    mixInto(
      sound,
      made(seconds, () => (random() < clicks / 8000 ? random() - 0.5 : 0)),
    );
  return atLevel(sound, level);
}

const KEYS = [697, 770, 852, 941].flatMap((row) => [1209, 1336, 1477, 1633].map((column) => [row, column] as const));

/** A signal of the network: none of it is a voice or music. */
export function someTone(random: Random): Int16Array {
  const db = between(random, -28, -12);
  switch (Math.floor(6 * random())) {
    case 0:
      return cadence(2, 2, between(random, 0.5, 4), [440, 480], db);
    case 1:
      return cadence(6, 0.5, 0.5, [480, 620], db);
    case 2:
      return cadence(8, 0.25, 0.25, [480, 620], db);
    case 3:
      return tone(between(random, 0.3, 3), [random() < 0.5 ? 1100 : 2100], db);
    case 4:
      return tone(between(random, 0.5, 3), [350, 440], db);
    default:
      return tone(between(random, 0.08, 0.6), pick(random, KEYS), db);
  }
}

/** A telephone's band: two high passes and two low passes of the first order. */
export function banded(sound: Int16Array, random: Random): Int16Array {
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
