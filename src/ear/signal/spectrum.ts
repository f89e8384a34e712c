import { RealFft } from './fft.js';
import { BINS, HOP_SAMPLES, WINDOW_SAMPLES } from './units.js';

/** Levels below this are treated as digital silence. */
export const QUIETEST_DB = -90;

/** One hop of audio and the spectrum of the window that ends with it. */
export interface Frame {
  /** The hop's number; 0 starts at the first sample heard. */
  readonly hop: number;
  /** Level of this hop's 16 ms, in dB relative to full scale. */
  readonly levelDb: number;
  /** Power per bin; valid only until the next frame. */
  readonly power: Float64Array;
  /** Strength (0–1) of the strongest period between 80 and 400 Hz. */
  readonly periodicity: number;
  /** That period's lag, in samples. */
  readonly periodSamples: number;
  /** This hop's samples; valid only until the next frame. */
  readonly samples: Float64Array;
}

const SHORTEST_PERIOD = 20; // 400 Hz, a high voice
const LONGEST_PERIOD = 100; // 80 Hz, a low voice

/** Cuts audio that arrives in chunks of any length into frames. */
export class Framer {
  readonly #fft = new RealFft(WINDOW_SAMPLES);
  readonly #shape = Float64Array.from(
    { length: WINDOW_SAMPLES },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW_SAMPLES),
  );
  /** The window's own autocorrelation at each lag; divided out, because otherwise long periods would look weak. */
  readonly #shapeCorrelation: Float64Array;
  readonly #window = new Float64Array(WINDOW_SAMPLES);
  readonly #shaped = new Float64Array(WINDOW_SAMPLES);
  readonly #power = new Float64Array(BINS);
  readonly #samples = new Float64Array(HOP_SAMPLES);
  #filled = 0;
  #hop = 0;

  constructor() {
    const shape = this.#shape;
    const at = (lag: number) => shape.reduce((sum, w, i) => sum + w * (shape[i + lag] ?? 0), 0);
    const whole = at(0);
    this.#shapeCorrelation = Float64Array.from({ length: LONGEST_PERIOD + 2 }, (_, lag) => at(lag) / whole);
  }

  push(chunk: Int16Array, each: (frame: Frame) => void): void {
    for (let i = 0; i < chunk.length; i++) {
      this.#samples[this.#filled++] = (chunk[i] ?? 0) / 32768;
      if (this.#filled === HOP_SAMPLES) {
        this.#filled = 0;
        each(this.#frame());
      }
    }
  }

  #frame(): Frame {
    this.#window.copyWithin(0, HOP_SAMPLES);
    this.#window.set(this.#samples, WINDOW_SAMPLES - HOP_SAMPLES);
    let energy = 0;
    for (let i = 0; i < HOP_SAMPLES; i++) energy += (this.#samples[i] ?? 0) ** 2;
    const { periodicity, periodSamples } = this.#spectrum();
    return {
      hop: this.#hop++,
      levelDb: Math.max(QUIETEST_DB, 10 * Math.log10(energy / HOP_SAMPLES + 1e-12)),
      power: this.#power,
      periodicity,
      periodSamples,
      samples: this.#samples,
    };
  }

  #spectrum(): { periodicity: number; periodSamples: number } {
    const { re, im } = this.#fft;
    const shaped = this.#shaped;
    const power = this.#power;
    for (let i = 0; i < WINDOW_SAMPLES; i++) shaped[i] = (this.#window[i] ?? 0) * (this.#shape[i] ?? 0);
    this.#fft.transform(shaped);
    for (let i = 0; i < BINS; i++) power[i] = (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2;
    // Transforming the power spectrum gives the autocorrelation. It wraps around at the window's length (512), which
    // does little harm for lags up to 100 because the window is near zero at its ends.
    shaped[0] = power[0] ?? 0;
    shaped[BINS] = 0;
    for (let i = 1; i < BINS; i++) {
      const p = power[i] ?? 0;
      shaped[i] = p;
      shaped[WINDOW_SAMPLES - i] = p;
    }
    this.#fft.transform(shaped);
    const whole = (re[0] ?? 0) + 1e-9;
    let periodicity = 0;
    let periodSamples = 0;
    for (let lag = SHORTEST_PERIOD; lag <= LONGEST_PERIOD; lag++) {
      const here = re[lag] ?? 0;
      if (here <= (re[lag - 1] ?? 0) || here < (re[lag + 1] ?? 0)) continue;
      const strength = here / whole / (this.#shapeCorrelation[lag] ?? 1);
      if (strength > periodicity) {
        periodicity = Math.min(1, strength);
        periodSamples = lag;
      }
    }
    return { periodicity, periodSamples };
  }
}
