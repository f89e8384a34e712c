import { Activity } from '../../src/ear/signal/activity.js';
import { FEATURES, Features } from '../../src/ear/signal/features.js';
import { Framer } from '../../src/ear/signal/spectrum.js';
import { HOP_SAMPLES } from '../../src/ear/signal/units.js';
import { STEP_HOPS } from '../../src/ear/voice/front-end.js';
import { type Composed, KINDS } from './compose.js';

/** One stream of examples: what the network is given step by step, and what it should say (−1: nothing is right or wrong). */
export interface Stream {
  readonly steps: number;
  readonly inputs: Float32Array;
  readonly kinds: Int8Array;
}

/** The window ends with the hop: what it shows best is this long ago. */
const LAG_SAMPLES = 480;

/** Runs composed sound through the ear's own features. */
export function streamOf({ audio, kinds }: Composed): Stream {
  const framer = new Framer();
  const features = new Features();
  const activity = new Activity();
  const steps = Math.floor(audio.length / HOP_SAMPLES / STEP_HOPS);
  const stream = { steps, inputs: new Float32Array(steps * FEATURES), kinds: new Int8Array(steps).fill(-1) };
  let step = 0;
  framer.push(audio, (frame) => {
    features.push(frame);
    activity.push(frame);
    if (frame.hop % STEP_HOPS !== STEP_HOPS - 1 || step >= steps) return;
    stream.inputs.set(features.values, step * FEATURES);
    const kind = kinds[Math.max(0, (frame.hop + 1) * HOP_SAMPLES - LAG_SAMPLES)] ?? 3;
    if (activity.active && KINDS[kind] !== 'quiet') stream.kinds[step] = kind;
    step++;
  });
  return stream;
}
