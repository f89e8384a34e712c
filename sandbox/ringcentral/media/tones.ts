import { type AudioEnd, FRAME_SAMPLES, type Frame, SAMPLE_RATE } from './frame.js';
import { encode, LINEAR } from './mulaw.js';

/** A US call-progress tone: two frequencies, on and off times in seconds. */
function cadence(low: number, high: number, on: number, off: number, level: number): Uint8Array {
  const samples = new Float64Array(Math.round((on + off) * SAMPLE_RATE));
  for (let i = 0; i < on * SAMPLE_RATE; i++) {
    const t = (2 * Math.PI * i) / SAMPLE_RATE;
    samples[i] = level * (Math.sin(low * t) + Math.sin(high * t));
  }
  return encode(samples);
}

export const RINGBACK = cadence(440, 480, 2, 4, 2600);
export const BUSY = cadence(480, 620, 0.5, 0.5, 2600);

/** Plays a clip round and round. */
export function looped(clip: Uint8Array): AudioEnd {
  let at = 0;
  return {
    hear: () => undefined,
    speak: (): Frame => {
      const frame = clip.subarray(at, at + FRAME_SAMPLES);
      at = (at + FRAME_SAMPLES) % clip.length;
      return frame;
    },
  };
}

/** A plain tone, in whole frames. */
export function tone(hz: number, seconds: number): Uint8Array {
  const length = Math.round((seconds * SAMPLE_RATE) / FRAME_SAMPLES) * FRAME_SAMPLES;
  return encode(Float64Array.from({ length }, (_, i) => 6000 * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE)));
}

/** Goertzel: the share (0–1) of a clip's power that lies at one frequency; 0 when it is all but silent. */
export function shareAt(hz: number, bytes: Uint8Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE);
  let s1 = 0;
  let s2 = 0;
  let power = 0;
  for (const byte of bytes) {
    const value = LINEAR[byte] ?? 0;
    power += value * value;
    const s0 = value + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  if (power / Math.max(1, bytes.length) < 100 * 100) return 0;
  const atHz = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  return (2 * atHz) / (bytes.length * power);
}
