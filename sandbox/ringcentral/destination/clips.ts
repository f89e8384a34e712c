import { bytesOf, SILENCE_BYTE } from '../media/frame.js';
import { encode, LINEAR } from '../media/mulaw.js';

/** Joins clips with equal pauses. */
export function joined(clips: readonly Uint8Array[], gapMs: number): Uint8Array {
  const gap = new Uint8Array(bytesOf(gapMs)).fill(SILENCE_BYTE);
  const parts = clips.flatMap((clip, i) => (i === 0 ? [clip] : [gap, clip]));
  return new Uint8Array(Buffer.concat(parts));
}

/** The click of a line being switched. */
export function click(): Uint8Array {
  const samples = new Float64Array(bytesOf(40));
  for (let i = 0; i < 60; i++) samples[i] = 9000 * Math.sin(i * 1.9) * Math.exp(-i / 14);
  return encode(samples);
}

/** Turns the end of a clip down to nothing. */
export function fadedOut(clip: Uint8Array, ms: number): Uint8Array {
  const count = Math.min(clip.length, bytesOf(ms));
  const from = clip.length - count;
  return encode(Float64Array.from(clip, (byte, i) => (LINEAR[byte] ?? 0) * (i < from ? 1 : (clip.length - i) / count)));
}
