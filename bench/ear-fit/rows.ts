import { FEATURES, Features } from '../../src/ear/features.js';
import { Framer } from '../../src/ear/spectrum.js';
import { HOP_SAMPLES, hopsOf } from '../../src/ear/units.js';
import { type Composed, KINDS } from './compose.js';

/** One example: the numbers the ear would judge by, and which output is right. */
export interface Row {
  readonly features: Float64Array;
  readonly kind: number;
}

/** The windows look back: what they say at a hop is asked of the sound this long before. */
const LAG_SAMPLES = 1100;
/** The sound must have been the same for so long, or no answer is right. */
const SAME_SAMPLES = 500;
const EVERY_HOPS = hopsOf(128);
const FIRST_HOP = hopsOf(500);
/** Pauses inside speech or music teach nothing. */
const AUDIBLE_DB = -52;
const AUDIBLE_HOPS = hopsOf(256);

/** Runs composed sound through the ear's own features. */
export function rowsOf({ audio, kinds }: Composed): Row[] {
  const framer = new Framer();
  const features = new Features();
  const levels = new Float64Array(AUDIBLE_HOPS);
  const rows: Row[] = [];
  framer.push(audio, (frame) => {
    features.push(frame);
    levels[frame.hop % AUDIBLE_HOPS] = frame.levelDb;
    if (frame.hop < FIRST_HOP || frame.hop % EVERY_HOPS !== 0 || Math.max(...levels) <= AUDIBLE_DB) return;
    const at = frame.hop * HOP_SAMPLES - LAG_SAMPLES;
    const kind = kinds[at] ?? 0;
    if (KINDS[kind] === 'quiet' || kinds[at - SAME_SAMPLES] !== kind || kinds[at + SAME_SAMPLES] !== kind) return;
    const vector = new Float64Array(FEATURES);
    features.vector(vector);
    rows.push({ features: vector, kind });
  });
  return rows;
}
