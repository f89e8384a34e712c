import { SAMPLE_RATE } from '../media/frame.js';

/** Half the taps of the low-pass used for resampling; enough for a telephone's edge at 3.4 kHz. */
const HALF_TAPS = 40;
const TELEPHONE_TOP_HZ = 3400;
const TELEPHONE_BOTTOM_HZ = 300;

/** Resamples to 8 kHz through a windowed-sinc low-pass at the top of the telephone band. */
export function toTelephoneRate(samples: ArrayLike<number>, rate: number): Float64Array {
  const step = rate / SAMPLE_RATE;
  const cutoff = TELEPHONE_TOP_HZ / rate;
  const out = new Float64Array(Math.floor(samples.length / step));
  for (let n = 0; n < out.length; n++) {
    const centre = n * step;
    const first = Math.max(0, Math.ceil(centre - HALF_TAPS));
    const last = Math.min(samples.length - 1, Math.floor(centre + HALF_TAPS));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const x = i - centre;
      const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
      sum += (samples[i] ?? 0) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / HALF_TAPS));
    }
    out[n] = sum;
  }
  return out;
}

/** Takes away what lies below the telephone band: a second-order high-pass. */
export function highPass(samples: Float64Array): Float64Array {
  const w = (2 * Math.PI * TELEPHONE_BOTTOM_HZ) / SAMPLE_RATE;
  const alpha = Math.sin(w) / Math.SQRT2;
  const cos = Math.cos(w);
  const a0 = 1 + alpha;
  const out = new Float64Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] ?? 0;
    const y = (((1 + cos) / 2) * (x - 2 * x1 + x2) + 2 * cos * y1 - (1 - alpha) * y2) / a0;
    out[i] = y;
    [x2, x1, y2, y1] = [x1, x, y1, y];
  }
  return out;
}

/** Brings the sounding parts to a loudness (root mean square, linear units) without clipping. */
export function level(samples: Float64Array, rms: number): Float64Array {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  let sum = 0;
  let count = 0;
  for (const value of samples) {
    if (Math.abs(value) < peak / 50) continue;
    sum += value * value;
    count++;
  }
  const gain = Math.min(rms / Math.sqrt(sum / Math.max(1, count) || 1), 30000 / Math.max(1, peak));
  return samples.map((value) => value * gain);
}

/** Cuts silence off both ends, leaving 20 ms. */
export function trim(samples: Float64Array): Float64Array {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  const sounds = (value: number): boolean => Math.abs(value) > peak / 60;
  const first = samples.findIndex(sounds);
  const last = samples.findLastIndex(sounds);
  return first < 0 ? new Float64Array(0) : samples.slice(Math.max(0, first - 160), last + 160);
}
