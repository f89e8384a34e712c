/** The weights of a network with one gated recurrent layer (GRU; Cho et al., 2014) and a softmax on top. */
export interface RecurrentModel {
  readonly units: number;
  readonly outputs: number;
  /** Three gates (update, reset, candidate), one row per unit: its input weights, its state weights, then its bias. */
  readonly gates: ArrayLike<number>;
  /** One row per output: its state weights, then its bias. */
  readonly out: ArrayLike<number>;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Runs a model over a stream, one step at a time; keeps only the state. */
export class Recurrent {
  readonly #gates: Float64Array;
  readonly #out: Float64Array;
  readonly #units: number;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #state: Float64Array;
  readonly #update: Float64Array;
  readonly #reset: Float64Array;
  readonly #likelihoods: Float64Array;

  constructor({ units, outputs, gates, out }: RecurrentModel, inputs: number) {
    this.#units = units;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#gates = Float64Array.from(gates);
    this.#out = Float64Array.from(out);
    this.#state = new Float64Array(units);
    this.#update = new Float64Array(units);
    this.#reset = new Float64Array(units);
    this.#likelihoods = new Float64Array(outputs);
  }

  step(input: Float64Array): void {
    const units = this.#units;
    const state = this.#state;
    for (let unit = 0; unit < units; unit++) this.#update[unit] = sigmoid(this.#row(unit, input, state));
    // The state must not change until every unit's reset is computed.
    for (let unit = 0; unit < units; unit++)
      this.#reset[unit] = sigmoid(this.#row(units + unit, input, state)) * (state[unit] ?? 0);
    for (let unit = 0; unit < units; unit++) {
      const candidate = Math.tanh(this.#row(2 * units + unit, input, this.#reset));
      const keep = this.#update[unit] ?? 0;
      state[unit] = keep * (state[unit] ?? 0) + (1 - keep) * candidate;
    }
  }

  /** One likelihood per output for the current state; valid until the next call. */
  likelihoods(): Float64Array {
    const width = this.#units + 1;
    let sum = 0;
    for (let output = 0; output < this.#outputs; output++) {
      let value = this.#out[output * width + this.#units] ?? 0;
      for (let unit = 0; unit < this.#units; unit++)
        value += (this.#out[output * width + unit] ?? 0) * (this.#state[unit] ?? 0);
      sum += this.#likelihoods[output] = Math.exp(value);
    }
    for (let output = 0; output < this.#outputs; output++)
      this.#likelihoods[output] = (this.#likelihoods[output] ?? 0) / sum;
    return this.#likelihoods;
  }

  #row(row: number, input: Float64Array, state: Float64Array): number {
    const gates = this.#gates;
    const inputs = this.#inputs;
    const units = this.#units;
    let at = row * (inputs + units + 1);
    let sum = gates[at + inputs + units] ?? 0;
    for (let i = 0; i < inputs; i++) sum += (gates[at + i] ?? 0) * (input[i] ?? 0);
    at += inputs;
    for (let i = 0; i < units; i++) sum += (gates[at + i] ?? 0) * (state[i] ?? 0);
    return sum;
  }
}
