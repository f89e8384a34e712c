/**
 * The spectrum of real samples: one complex transform of half the size (even samples as real parts, odd ones as
 * imaginary parts), then separated. Tables and buffers are allocated once.
 */
export class RealFft {
  /** Real and imaginary parts of bins 0 to size / 2, valid until the next transform. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly #half: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint16Array;

  /** `size` is a power of two, at least 8. */
  constructor(size: number) {
    const half = size / 2;
    const bits = Math.log2(half);
    this.#half = half;
    this.re = new Float64Array(half + 1);
    this.im = new Float64Array(half + 1);
    this.#cos = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.#sin = Float64Array.from({ length: half }, (_, i) => Math.sin((2 * Math.PI * i) / size));
    this.#reversed = Uint16Array.from({ length: half }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
      return reversed;
    });
  }

  transform(samples: Float64Array): void {
    this.#deal(samples);
    for (let reach = 4; reach < this.#half; reach <<= 1) this.#stage(reach);
    this.#takeApart();
  }

  /** Puts the samples in bit-reversed order and does the first two stages along the way: their factors are 1 and −i. */
  #deal(samples: Float64Array): void {
    const { re, im } = this;
    const reversed = this.#reversed;
    for (let k = 0; k < this.#half; k += 4) {
      const a = 2 * (reversed[k] ?? 0);
      const b = 2 * (reversed[k + 1] ?? 0);
      const c = 2 * (reversed[k + 2] ?? 0);
      const d = 2 * (reversed[k + 3] ?? 0);
      const ar = samples[a] ?? 0;
      const ai = samples[a + 1] ?? 0;
      const br = samples[b] ?? 0;
      const bi = samples[b + 1] ?? 0;
      const cr = samples[c] ?? 0;
      const ci = samples[c + 1] ?? 0;
      const dr = samples[d] ?? 0;
      const di = samples[d + 1] ?? 0;
      re[k] = ar + br + (cr + dr);
      im[k] = ai + bi + (ci + di);
      re[k + 1] = ar - br + (ci - di);
      im[k + 1] = ai - bi - (cr - dr);
      re[k + 2] = ar + br - (cr + dr);
      im[k + 2] = ai + bi - (ci + di);
      re[k + 3] = ar - br - (ci - di);
      im[k + 3] = ai - bi + (cr - dr);
    }
  }

  #stage(reach: number): void {
    const { re, im } = this;
    const half = this.#half;
    // The tables are for the full size.
    const step = half / reach;
    for (let k = 0; k < reach; k++) {
      const c = this.#cos[k * step] ?? 0;
      const s = this.#sin[k * step] ?? 0;
      for (let a = k; a < half; a += 2 * reach) {
        const b = a + reach;
        const br = re[b] ?? 0;
        const bi = im[b] ?? 0;
        const tr = br * c + bi * s;
        const ti = bi * c - br * s;
        const ar = re[a] ?? 0;
        const ai = im[a] ?? 0;
        re[b] = ar - tr;
        im[b] = ai - ti;
        re[a] = ar + tr;
        im[a] = ai + ti;
      }
    }
  }

  #takeApart(): void {
    const { re, im } = this;
    const half = this.#half;
    const first = re[0] ?? 0;
    const last = im[0] ?? 0;
    re[0] = first + last;
    im[0] = 0;
    re[half] = first - last;
    im[half] = 0;
    for (let k = 1, j = half - 1; k <= j; k++, j--) {
      const zr = re[k] ?? 0;
      const zi = im[k] ?? 0;
      const yr = re[j] ?? 0;
      const yi = im[j] ?? 0;
      const evenR = (zr + yr) / 2;
      const evenI = (zi - yi) / 2;
      const oddR = (zi + yi) / 2;
      const oddI = (yr - zr) / 2;
      const c = this.#cos[k] ?? 0;
      const s = this.#sin[k] ?? 0;
      const tr = oddR * c + oddI * s;
      const ti = oddI * c - oddR * s;
      re[k] = evenR + tr;
      im[k] = evenI + ti;
      re[j] = evenR - tr;
      im[j] = ti - evenI;
    }
  }
}
