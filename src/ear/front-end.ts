import { FEATURES, Features } from './features.js';
import { FRONT_END_MODEL as model } from './front-end-model.js';
import type { Frame } from './spectrum.js';

/** How likely the newest quarter of a second is speech, music or noise; adds up to 1. */
export interface Likelihood {
  readonly speech: number;
  readonly music: number;
  readonly noise: number;
}

/** A network of one hidden layer over the features: 29 numbers in, three likelihoods out. */
export class FrontEnd {
  readonly #features = new Features();
  readonly #vector = new Float64Array(FEATURES);

  push(frame: Frame): void {
    this.#features.push(frame);
  }

  judge(): Likelihood {
    this.#features.vector(this.#vector);
    const scaled = this.#vector.map((value, i) =>
      Math.max(-4, Math.min(4, (value - (model.means[i] ?? 0)) / (model.deviations[i] ?? 1))),
    );
    const hidden = model.hidden.map(({ bias, weights }) => Math.tanh(bias + dot(weights, scaled)));
    const [speech = 0, music = 0, noise = 0] = model.output.map(({ bias, weights }) =>
      Math.exp(bias + dot(weights, hidden)),
    );
    const sum = speech + music + noise;
    return { speech: speech / sum, music: music / sum, noise: noise / sum };
  }

  /** For fitting the model: the numbers it judges by. */
  vector(): Float64Array {
    this.#features.vector(this.#vector);
    return this.#vector;
  }
}

function dot(weights: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}
