import type { AudioEnd, Frame } from '../media/frame.js';
import { FRAME_SAMPLES } from '../media/frame.js';
import { shareAt, tone } from '../media/tones.js';

const AGENT_HZ = 1020;
const TAKER_HZ = 1500;
const TONE_S = 1;
/** Tones are looked for in stretches of 100 ms, and count when they are there for half a second. */
const STRETCH_FRAMES = 5;
const STRETCHES_NEEDED = 5;

/** Says a tone first, then lets the person speak; tells when the other side's tone was measured. */
function withTone(inner: AudioEnd, sayHz: number, awaitHz: number, measured: () => void): AudioEnd {
  const clip = tone(sayHz, TONE_S);
  const stretch = new Uint8Array(STRETCH_FRAMES * FRAME_SAMPLES);
  let said = 0;
  let frames = 0;
  let found = 0;
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
      stretch.set(frame, frames * FRAME_SAMPLES);
      frames = (frames + 1) % STRETCH_FRAMES;
      if (frames !== 0) return;
      if (shareAt(awaitHz, stretch) > 0.6) found++;
      if (found === STRETCHES_NEEDED) measured();
    },
  };
}

/** Taker and agent with a tone each; `both` is called once each has measured the other's. */
export function talkTest(agent: AudioEnd, taker: AudioEnd, both: () => void): readonly [AudioEnd, AudioEnd] {
  let measured = 0;
  const one = (): void => {
    measured++;
    if (measured === 2) both();
  };
  return [withTone(agent, AGENT_HZ, TAKER_HZ, one), withTone(taker, TAKER_HZ, AGENT_HZ, one)];
}
