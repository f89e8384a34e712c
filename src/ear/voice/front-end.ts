import { BANDS, FEATURES, Features } from '../signal/features.js';
import type { Frame } from '../signal/spectrum.js';
import { FRONT_END_MODEL } from './front-end-model.js';
import { Recurrent } from './recurrent.js';

/** How likely the current sound is speech, music or noise; the three add up to 1. */
export interface Likelihood {
  readonly speech: number;
  readonly music: number;
  readonly noise: number;
}

/** The network runs every other hop (32 ms), since successive windows overlap by three quarters. */
export const STEP_HOPS = 2;

/** Classifies sound as speech, music or noise: a small recurrent network over the features of each 32 ms. */
export class FrontEnd {
  readonly #features = new Features();
  readonly #network = new Recurrent(FRONT_END_MODEL, FEATURES);

  push(frame: Frame): void {
    this.#features.push(frame);
    if (frame.hop % STEP_HOPS === STEP_HOPS - 1) this.#network.step(this.#features.values);
  }

  /** The newest hop's mel band levels. */
  get bands(): Float64Array {
    return this.#features.values.subarray(0, BANDS);
  }

  judge(): Likelihood {
    const [speech = 0, music = 0, noise = 0] = this.#network.likelihoods();
    return { speech, music, noise };
  }
}
