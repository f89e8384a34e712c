import { RATE_HZ } from '../../test/support/call-audio.js';

const WINDOW = RATE_HZ / 50;
/** Sound this far below the loudest 20 ms of a clip is not part of it. */
const TRIM_DB = -35;

export const amplitude = (db: number): number => 10 ** (db / 20);

/** Root mean square by 20 ms, in full scale. */
export function loudness(samples: Int16Array): Float64Array {
  const levels = new Float64Array(Math.ceil(samples.length / WINDOW));
  for (let window = 0; window < levels.length; window++) {
    let sum = 0;
    const end = Math.min(samples.length, (window + 1) * WINDOW);
    for (let i = window * WINDOW; i < end; i++) sum += ((samples[i] ?? 0) / 32768) ** 2;
    levels[window] = Math.sqrt(sum / WINDOW);
  }
  return levels;
}

/** Cuts the quiet off both ends, so that a clip begins with its first sound. */
export function trimmed(samples: Int16Array): Int16Array {
  const levels = loudness(samples);
  const floor = levels.reduce((highest, level) => Math.max(highest, level), 0) * amplitude(TRIM_DB);
  const first = levels.findIndex((level) => level > floor);
  if (first < 0) return new Int16Array(0);
  const last = levels.findLastIndex((level) => level > floor);
  return samples.slice(first * WINDOW, (last + 1) * WINDOW);
}

/** Parts a recording of speech at its pauses. */
export function phrases(samples: Int16Array, pauseMs = 300): Int16Array[] {
  const levels = loudness(samples);
  const floor = levels.reduce((highest, level) => Math.max(highest, level), 0) * amplitude(TRIM_DB);
  const found: Int16Array[] = [];
  let from = -1;
  let quiet = 0;
  for (let window = 0; window <= levels.length; window++) {
    const loud = (levels[window] ?? 0) > floor;
    quiet = loud ? 0 : quiet + 1;
    if (loud && from < 0) from = window;
    if (from >= 0 && (quiet * 20 >= pauseMs || window === levels.length)) {
      found.push(samples.slice(from * WINDOW, (window - quiet + 1) * WINDOW));
      from = -1;
    }
  }
  return found;
}

/** Brings the audible part of a clip to a level in dB below full scale; its pauses do not count. */
export function levelled(samples: Int16Array, db: number): Int16Array {
  const levels = loudness(samples);
  const floor = levels.reduce((highest, level) => Math.max(highest, level), 0) * amplitude(-30);
  let sum = 0;
  let count = 0;
  for (const level of levels) {
    if (level < floor) continue;
    sum += level * level;
    count++;
  }
  return scaled(samples, amplitude(db) / Math.sqrt(sum / Math.max(1, count) + 1e-12));
}

export function scaled(samples: Int16Array, gain: number): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = clipped((samples[i] ?? 0) * gain);
  return out;
}

/** Adds one sound to another, in place. */
export function mixInto(target: Int16Array, sound: Int16Array, at = 0): void {
  for (let i = 0; i < sound.length && at + i < target.length; i++) {
    target[at + i] = clipped((target[at + i] ?? 0) + (sound[i] ?? 0));
  }
}

export const clipped = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)));
