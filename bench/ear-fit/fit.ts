import type { RecurrentModel } from '../../src/ear/voice/recurrent.js';
import type { Random } from '../../test/support/call-audio.js';
import { Adam, normals } from './adam.js';
import type { Stream } from './streams.js';

/** Errors are traced back over this many steps (3.2 s); the state is carried on beyond. */
const TRACE_STEPS = 100;
const FASTEST = 0.005;
const SLOWEST = 0.0003;
/** Noise on the inputs and a pull of the weights to zero: both against learning by heart. */
const JITTER = 0.1;
const DECAY = 1e-5;
/** Longer slopes are cut to this length: recurrent slopes may explode. */
const LONGEST_SLOPE = 1;

export interface FitOptions {
  readonly units: number;
  readonly outputs: number;
  readonly rounds: number;
  readonly random: Random;
  readonly onRound: (round: number, loss: number) => void;
}

/** Fits a gated recurrent layer to streams by back-propagation through time; the same streams and numbers give the same model. */
export function fitRecurrent(streams: readonly Stream[], inputs: number, options: FitOptions): RecurrentModel {
  const { units, outputs, rounds, random, onRound } = options;
  const width = inputs + units + 1;
  const gates = new Adam(normals(3 * units * width, 1 / Math.sqrt(inputs + units), random), DECAY);
  const out = new Adam(normals(outputs * (units + 1), 1 / Math.sqrt(units), random), DECAY);
  // A unit forgets slowly at first.
  for (let unit = 0; unit < units; unit++) gates.values[unit * width + width - 1] = 1;
  const shortest = Math.min(...streams.map(({ steps }) => steps));
  const chunks = Math.floor(shortest / TRACE_STEPS);
  const tracers = streams.map(() => new Tracer(inputs, units, outputs));
  const all = chunks * rounds;
  for (let round = 0, done = 0; round < rounds; round++) {
    let loss = 0;
    let count = 0;
    for (const tracer of tracers) tracer.forget();
    for (let chunk = 0; chunk < chunks; chunk++, done++) {
      let chunkCount = 0;
      for (const [i, stream] of streams.entries()) {
        const told = tracers[i]?.trace(stream, chunk * TRACE_STEPS, TRACE_STEPS, gates, out, random);
        loss += told?.loss ?? 0;
        chunkCount += told?.count ?? 0;
      }
      count += chunkCount;
      if (chunkCount === 0) continue;
      const rate = SLOWEST + (FASTEST - SLOWEST) * 0.5 * (1 + Math.cos((Math.PI * done) / all));
      const scale = 1 / chunkCount;
      const length = Math.sqrt(gates.length(scale) ** 2 + out.length(scale) ** 2);
      const cut = scale * Math.min(1, LONGEST_SLOPE / (length + 1e-12));
      gates.step(rate, cut);
      out.step(rate, cut);
    }
    onRound(round, loss / Math.max(1, count));
  }
  return { units, outputs, gates: gates.values, out: out.values };
}

/** Runs one stream a stretch at a time and adds up what it says of the weights. */
class Tracer {
  readonly #state: Float32Array;
  #kept: { x: Float32Array; h: Float32Array; z: Float32Array; r: Float32Array; c: Float32Array; wrong: Float32Array };

  constructor(
    readonly inputs: number,
    readonly units: number,
    readonly outputs: number,
  ) {
    this.#state = new Float32Array(units);
    const room = (count: number) => new Float32Array(TRACE_STEPS * count);
    this.#kept = {
      x: room(inputs),
      h: room(units),
      z: room(units),
      r: room(units),
      c: room(units),
      wrong: room(outputs),
    };
  }

  forget(): void {
    this.#state.fill(0);
  }

  trace(
    stream: Stream,
    from: number,
    steps: number,
    gates: Adam,
    out: Adam,
    random: Random,
  ): { loss: number; count: number } {
    const { inputs, units, outputs } = this;
    const { x, h, z, r, c, wrong } = this.#kept;
    const width = inputs + units + 1;
    const W = gates.values;
    const V = out.values;
    const state = this.#state;
    const gated = new Float32Array(units);
    let loss = 0;
    let count = 0;
    wrong.fill(0);
    const row = (gate: number, unit: number, t: number, past: Float32Array): number => {
      let at = (gate * units + unit) * width;
      let sum = W[at + width - 1] as number;
      const xt = t * inputs;
      for (let i = 0; i < inputs; i++) sum += (W[at + i] as number) * (x[xt + i] as number);
      at += inputs;
      for (let i = 0; i < units; i++) sum += (W[at + i] as number) * (past[i] as number);
      return sum;
    };
    for (let t = 0; t < steps; t++) {
      for (let i = 0; i < inputs; i++)
        x[t * inputs + i] =
          (stream.inputs[(from + t) * inputs + i] as number) + JITTER * (random() + random() - 1) * 1.7;
      h.set(state, t * units);
      for (let u = 0; u < units; u++) {
        z[t * units + u] = 1 / (1 + Math.exp(-row(0, u, t, state)));
        r[t * units + u] = 1 / (1 + Math.exp(-row(1, u, t, state)));
        gated[u] = (r[t * units + u] as number) * (state[u] as number);
      }
      for (let u = 0; u < units; u++) {
        c[t * units + u] = Math.tanh(row(2, u, t, gated));
      }
      for (let u = 0; u < units; u++) {
        const keep = z[t * units + u] as number;
        state[u] = keep * (state[u] as number) + (1 - keep) * (c[t * units + u] as number);
      }
      const kind = stream.kinds[from + t] as number;
      if (kind < 0) continue;
      let sum = 0;
      for (let o = 0; o < outputs; o++) {
        let value = V[o * (units + 1) + units] as number;
        for (let u = 0; u < units; u++) value += (V[o * (units + 1) + u] as number) * (state[u] as number);
        sum += wrong[t * outputs + o] = Math.exp(value);
      }
      for (let o = 0; o < outputs; o++) wrong[t * outputs + o] = (wrong[t * outputs + o] as number) / sum;
      loss -= Math.log((wrong[t * outputs + kind] as number) + 1e-9);
      wrong[t * outputs + kind] = (wrong[t * outputs + kind] as number) - 1;
      count++;
    }
    this.#back(steps, gates, out);
    return { loss, count };
  }

  #back(steps: number, gates: Adam, out: Adam): void {
    const { inputs, units, outputs } = this;
    const { x, h, z, r, c, wrong } = this.#kept;
    const width = inputs + units + 1;
    const W = gates.values;
    const V = out.values;
    const dW = gates.slopes;
    const dV = out.slopes;
    const dh = new Float32Array(units);
    const before = new Float32Array(units);
    const dGated = new Float32Array(units);
    const pre = new Float32Array(3 * units);
    for (let t = steps - 1; t >= 0; t--) {
      for (let o = 0; o < outputs; o++) {
        const off = wrong[t * outputs + o] as number;
        if (off === 0) continue;
        const at = o * (units + 1);
        for (let u = 0; u < units; u++) {
          const keep = z[t * units + u] as number;
          const now = keep * (h[t * units + u] as number) + (1 - keep) * (c[t * units + u] as number);
          dV[at + u] = (dV[at + u] as number) + off * now;
          dh[u] = (dh[u] as number) + off * (V[at + u] as number);
        }
        dV[at + units] = (dV[at + units] as number) + off;
      }
      dGated.fill(0);
      for (let u = 0; u < units; u++) {
        const i = t * units + u;
        const keep = z[i] as number;
        const cand = c[i] as number;
        const d = dh[u] as number;
        pre[u] = d * ((h[i] as number) - cand) * keep * (1 - keep);
        pre[2 * units + u] = d * (1 - keep) * (1 - cand * cand);
        before[u] = d * keep;
      }
      for (let u = 0; u < units; u++) {
        const d = pre[2 * units + u] as number;
        const at = (2 * units + u) * width + inputs;
        for (let i = 0; i < units; i++) dGated[i] = (dGated[i] as number) + d * (W[at + i] as number);
      }
      for (let u = 0; u < units; u++) {
        const i = t * units + u;
        const reset = r[i] as number;
        pre[units + u] = (dGated[u] as number) * (h[i] as number) * reset * (1 - reset);
        before[u] = (before[u] as number) + (dGated[u] as number) * reset;
      }
      for (let row = 0; row < 3 * units; row++) {
        const d = pre[row] as number;
        let at = row * width;
        const xt = t * inputs;
        for (let i = 0; i < inputs; i++) dW[at + i] = (dW[at + i] as number) + d * (x[xt + i] as number);
        at += inputs;
        const ht = t * units;
        if (row < 2 * units) {
          for (let i = 0; i < units; i++) {
            dW[at + i] = (dW[at + i] as number) + d * (h[ht + i] as number);
            before[i] = (before[i] as number) + d * (W[at + i] as number);
          }
        } else {
          for (let i = 0; i < units; i++)
            dW[at + i] = (dW[at + i] as number) + d * (r[ht + i] as number) * (h[ht + i] as number);
        }
        dW[at + units] = (dW[at + units] as number) + d;
      }
      dh.set(before);
    }
  }
}
