import type { Random } from '../../test/support/call-audio.js';

/** Weights, their slopes, and Adam's running moments of those (Kingma and Ba, 2015). */
export class Adam {
  readonly slopes: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps = 0;

  constructor(
    readonly values: Float32Array,
    readonly decay: number,
  ) {
    this.slopes = new Float32Array(values.length);
    this.#first = new Float32Array(values.length);
    this.#second = new Float32Array(values.length);
  }

  /** Length of the slopes after scaling. */
  length(scale: number): number {
    let sum = 0;
    for (const slope of this.slopes) sum += (slope * scale) ** 2;
    return Math.sqrt(sum);
  }

  /** Goes down by the slopes times `scale`, and forgets them. */
  step(rate: number, scale: number): void {
    this.#steps++;
    const one = 1 - 0.9 ** this.#steps;
    const two = 1 - 0.999 ** this.#steps;
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] as number;
      const slope = (this.slopes[i] as number) * scale + this.decay * value;
      const first = 0.9 * (this.#first[i] as number) + 0.1 * slope;
      const second = 0.999 * (this.#second[i] as number) + 0.001 * slope * slope;
      this.#first[i] = first;
      this.#second[i] = second;
      this.values[i] = value - (rate * first) / one / (Math.sqrt(second / two) + 1e-8);
    }
    this.slopes.fill(0);
  }
}

export function normals(count: number, spread: number, random: Random): Float32Array {
  return Float32Array.from(
    { length: count },
    () => spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
