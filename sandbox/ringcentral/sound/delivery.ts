import { encode, LINEAR } from '../media/mulaw.js';
import type { Chance } from '../random.js';

/** How far a voice's pace and pitch may lie from the synthesised one; more sounds unnatural. */
const BASE = 0.06;
/** How far it sways while a sentence is spoken, and how often a second. */
const SWAY = { by: 0.025, from: 0.4, to: 1.6 } as const;
const RATE = 8_000;

/**
 * A clip as one person says it once. No person says a thing twice sample for sample, and a synthesiser always does: without this,
 * agents would be recordings. Pace and pitch sway together, as on a tape that is held and let go.
 */
export function delivered(clip: Uint8Array, chance: Chance): Uint8Array {
  const base = 1 + chance.between(-BASE, BASE);
  const sways = [0, 1].map(() => ({
    turn: (2 * Math.PI * chance.between(SWAY.from, SWAY.to)) / RATE,
    phase: chance.between(0, 2 * Math.PI),
  }));
  const samples: number[] = [];
  for (let at = 0; at < clip.length - 1; ) {
    const whole = Math.floor(at);
    const before = LINEAR[clip[whole] ?? 0xff] ?? 0;
    const after = LINEAR[clip[whole + 1] ?? 0xff] ?? 0;
    samples.push(before + (after - before) * (at - whole));
    at += base + sways.reduce((sum, { turn, phase }) => sum + SWAY.by * Math.sin(turn * samples.length + phase), 0);
  }
  return encode(samples);
}
