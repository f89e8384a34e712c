import type { Random } from '../../test/support/call-audio.js';
import type { Row } from './rows.js';

interface Unit {
  readonly bias: number;
  readonly weights: readonly number[];
}

/** The model as the ear keeps it. */
export interface Model {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly hidden: readonly Unit[];
  readonly output: readonly Unit[];
}

const OUTPUTS = 3;
const BATCH = 256;
const FASTEST = 0.004;
const SLOWEST = 0.0001;
/** Noise on the features, in deviations, and a pull of the weights to zero: both against learning by heart. */
const JITTER = 0.08;
const DECAY = 0.0002;
/** The ear clips its features here, too. */
const CLIP = 4;

/** One layer's parameters, a row a unit with its bias last, and Adam's running moments of their gradients. */
class Layer {
  readonly values: Float64Array;
  readonly slope: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly width: number;
  readonly units: number;

  constructor(units: number, inputs: number, spread: number, random: Random) {
    this.units = units;
    this.width = inputs + 1;
    const make = () => new Float64Array(units * this.width);
    this.values = make().map((_, i) => (i % this.width === inputs ? 0 : spread * normal(random)));
    this.slope = make();
    this.#first = make();
    this.#second = make();
  }

  run(input: Float64Array, into: Float64Array): void {
    for (let unit = 0; unit < this.units; unit++) {
      const row = unit * this.width;
      let sum = this.values[row + this.width - 1] ?? 0;
      for (let i = 0; i < this.width - 1; i++) sum += (this.values[row + i] ?? 0) * (input[i] ?? 0);
      into[unit] = sum;
    }
  }

  /** Adds what one example says of the parameters, given how wrong each unit was. */
  blame(input: Float64Array, wrong: Float64Array, share: number): void {
    for (let unit = 0; unit < this.units; unit++) {
      const row = unit * this.width;
      const part = (wrong[unit] ?? 0) * share;
      for (let i = 0; i < this.width - 1; i++)
        this.slope[row + i] = (this.slope[row + i] ?? 0) + part * (input[i] ?? 0);
      this.slope[row + this.width - 1] = (this.slope[row + this.width - 1] ?? 0) + part;
    }
  }

  /** One step of Adam (Kingma and Ba, 2015). */
  step(rate: number, count: number): void {
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] ?? 0;
      const slope = (this.slope[i] ?? 0) + (i % this.width === this.width - 1 ? 0 : DECAY * value);
      const first = 0.9 * (this.#first[i] ?? 0) + 0.1 * slope;
      const second = 0.999 * (this.#second[i] ?? 0) + 0.001 * slope * slope;
      this.#first[i] = first;
      this.#second[i] = second;
      this.values[i] = value - (rate * first) / (1 - 0.9 ** count) / (Math.sqrt(second / (1 - 0.999 ** count)) + 1e-8);
    }
    this.slope.fill(0);
  }

  toUnits(): Unit[] {
    return Array.from({ length: this.units }, (_, unit) => {
      const row = this.values.subarray(unit * this.width, (unit + 1) * this.width);
      return { bias: row[this.width - 1] ?? 0, weights: [...row.subarray(0, this.width - 1)] };
    });
  }
}

/** Fits one hidden layer and three outputs; the same rows and random numbers give the same model. */
export function fitModel(
  rows: readonly Row[],
  options: { readonly hidden: number; readonly rounds: number; readonly random: Random },
): Model {
  const { hidden: size, rounds, random } = options;
  const width = rows[0]?.features.length ?? 0;
  const means = Array.from({ length: width }, (_, i) => mean(rows.map(({ features }) => features[i] ?? 0)));
  const deviations = means.map((middle, i) =>
    Math.max(1e-6, Math.sqrt(mean(rows.map(({ features }) => ((features[i] ?? 0) - middle) ** 2)))),
  );
  const scaled = rows.map(({ features }) => scale(features, means, deviations));
  const hidden = new Layer(size, width, 0.25, random);
  const output = new Layer(OUTPUTS, size, 0.3, random);
  const order = rows.map((_, i) => i);
  const acts = new Float64Array(size);
  const wrong = new Float64Array(OUTPUTS);
  const wrongBelow = new Float64Array(size);
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    const rate = FASTEST * 0.5 * (1 + Math.cos((Math.PI * round) / rounds)) + SLOWEST;
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      for (const index of batch) {
        const input = (scaled[index] ?? acts).map((value) => value + JITTER * normal(random));
        hidden.run(input, acts);
        for (let unit = 0; unit < size; unit++) acts[unit] = Math.tanh(acts[unit] ?? 0);
        output.run(acts, wrong);
        soften(wrong);
        const right = rows[index]?.kind ?? 0;
        wrong[right] = (wrong[right] ?? 0) - 1;
        for (let unit = 0; unit < size; unit++) {
          let sum = 0;
          for (let o = 0; o < OUTPUTS; o++) sum += (wrong[o] ?? 0) * (output.values[o * output.width + unit] ?? 0);
          wrongBelow[unit] = sum * (1 - (acts[unit] ?? 0) ** 2);
        }
        output.blame(acts, wrong, 1 / batch.length);
        hidden.blame(input, wrongBelow, 1 / batch.length);
      }
      count++;
      output.step(rate, count);
      hidden.step(rate, count);
    }
  }
  return { means, deviations, hidden: hidden.toUnits(), output: output.toUnits() };
}

/** Which output the model gives for a row. */
export function guess(model: Model, features: Float64Array): number {
  const input = scale(features, model.means, model.deviations);
  const run = ({ bias, weights }: Unit, values: ArrayLike<number>) =>
    weights.reduce((sum, weight, i) => sum + weight * (values[i] ?? 0), bias);
  const acts = model.hidden.map((unit) => Math.tanh(run(unit, input)));
  const outputs = model.output.map((unit) => run(unit, acts));
  return outputs.indexOf(Math.max(...outputs));
}

function scale(features: Float64Array, means: readonly number[], deviations: readonly number[]): Float64Array {
  return features.map((value, i) => Math.max(-CLIP, Math.min(CLIP, (value - (means[i] ?? 0)) / (deviations[i] ?? 1))));
}

/** Outputs to likelihoods that add up to 1. */
function soften(values: Float64Array): void {
  const highest = Math.max(...values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp((values[i] ?? 0) - highest);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / sum;
}

function shuffle(order: number[], random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
