import type { AudioEnd, Frame } from '../media/frame.js';
import { FRAME_MS, FRAME_SAMPLES } from '../media/frame.js';
import { shareAt, tone } from '../media/tones.js';

const AGENT_HZ = 1020;
const TAKER_HZ = 1500;
const TONE_S = 1;
/** Tones are looked for in stretches of 100 ms, and count when they are there for half a second. */
const STRETCH_FRAMES = 5;
const STRETCHES_NEEDED = 5;

/** When a tone was measured, in frames since the two were joined. */
interface Measured {
  readonly beganAt: number;
  readonly now: number;
}

/** Says a tone first, then lets the person speak; tells when the other side's tone was measured. */
function withTone(inner: AudioEnd, sayHz: number, awaitHz: number, measured: (when: Measured) => void): AudioEnd {
  const clip = tone(sayHz, TONE_S);
  const stretch = new Uint8Array(STRETCH_FRAMES * FRAME_SAMPLES);
  let said = 0;
  let frames = 0;
  let found = 0;
  let beganAt = 0;
  return {
    speak: (): Frame | undefined => {
      const person = inner.speak();
      if (said >= clip.length) return person;
      const frame = clip.subarray(said, said + FRAME_SAMPLES);
      said += FRAME_SAMPLES;
      return frame;
    },
    hear: (frame) => {
      inner.hear(frame);
      if (found >= STRETCHES_NEEDED) return;
      stretch.set(frame, (frames % STRETCH_FRAMES) * FRAME_SAMPLES);
      frames++;
      if (frames % STRETCH_FRAMES !== 0 || shareAt(awaitHz, stretch) <= 0.6) return;
      if (found === 0) beganAt = frames - STRETCH_FRAMES;
      found++;
      if (found === STRETCHES_NEEDED) measured({ beganAt, now: frames });
    },
  };
}

/** Taker and agent with a tone each; `both` is called once each has measured the other's, and told for how long both have been heard. */
export function talkTest(
  agent: AudioEnd,
  taker: AudioEnd,
  both: (forMs: number) => void,
): readonly [AudioEnd, AudioEnd] {
  let first: Measured | undefined;
  const one = (when: Measured): void => {
    if (first === undefined) first = when;
    else both((when.now - Math.max(first.beganAt, when.beganAt)) * FRAME_MS);
  };
  return [withTone(agent, AGENT_HZ, TAKER_HZ, one), withTone(taker, TAKER_HZ, AGENT_HZ, one)];
}
