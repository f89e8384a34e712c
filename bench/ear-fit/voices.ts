import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BANDS, FEATURES } from '../../src/ear/signal/features.js';
import { CEPSTRA, Cepstrum } from '../../src/ear/voice/voice.js';
import { seeded } from '../../test/support/call-audio.js';
import { gatherSounds } from '../ear/gather.js';
import { compose, KINDS, materialOf } from './compose.js';
import { streamOf } from './streams.js';

/** Fits the mixture of all voices to one half of the bench's voices, by expectation and maximisation. Written to `--out FILE`. */
const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    minutes: { type: 'string', default: '40' },
    components: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '15' },
    seed: { type: 'string', default: '2' },
  },
});

const NARROWEST = 0.15;

interface Mixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function fitMixture(
  frames: readonly Float64Array[],
  components: number,
  rounds: number,
  random: () => number,
): Mixture {
  const weights = new Float64Array(components).fill(1 / components);
  const means = new Float64Array(components * CEPSTRA);
  const deviations = new Float64Array(components * CEPSTRA).fill(1);
  for (let k = 0; k < components; k++)
    means.set(frames[Math.floor(random() * frames.length)] ?? new Float64Array(CEPSTRA), k * CEPSTRA);
  const logs = new Float64Array(components);
  for (let round = 0; round < rounds; round++) {
    const counts = new Float64Array(components).fill(1e-6);
    const sums = new Float64Array(components * CEPSTRA);
    const squares = new Float64Array(components * CEPSTRA);
    for (const frame of frames) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < components; k++) {
        let log = Math.log(weights[k] ?? 0);
        for (let i = 0; i < CEPSTRA; i++) {
          const spread = deviations[k * CEPSTRA + i] ?? 1;
          log -= Math.log(spread) + 0.5 * (((frame[i] ?? 0) - (means[k * CEPSTRA + i] ?? 0)) / spread) ** 2;
        }
        logs[k] = log;
        highest = Math.max(highest, log);
      }
      let sum = 0;
      for (let k = 0; k < components; k++) sum += logs[k] = Math.exp((logs[k] ?? 0) - highest);
      for (let k = 0; k < components; k++) {
        const share = (logs[k] ?? 0) / sum;
        counts[k] = (counts[k] ?? 0) + share;
        for (let i = 0; i < CEPSTRA; i++) {
          const at = k * CEPSTRA + i;
          const value = frame[i] ?? 0;
          sums[at] = (sums[at] ?? 0) + share * value;
          squares[at] = (squares[at] ?? 0) + share * value * value;
        }
      }
    }
    for (let k = 0; k < components; k++) {
      const count = counts[k] ?? 1;
      weights[k] = count / frames.length;
      for (let i = 0; i < CEPSTRA; i++) {
        const at = k * CEPSTRA + i;
        const mean = (sums[at] ?? 0) / count;
        means[at] = mean;
        deviations[at] = Math.max(NARROWEST, Math.sqrt(Math.max(0, (squares[at] ?? 0) / count - mean * mean)));
      }
    }
  }
  return { weights, means, deviations };
}

async function main(): Promise<void> {
  const { out } = options;
  if (out === undefined) throw new Error('usage: node build/bench/ear-fit/voices.js --out FILE');
  const sounds = await gatherSounds((line) => process.stderr.write(`${line}\n`));
  const random = seeded(Number(options.seed));
  const { steps, inputs, kinds } = streamOf(compose(materialOf(sounds, 0), Number(options.minutes), random));
  const cepstrum = new Cepstrum(BANDS);
  const frames: Float64Array[] = [];
  for (let step = 0; step < steps; step++) {
    if (KINDS[kinds[step] ?? 3] !== 'speech') continue;
    const frame = new Float64Array(CEPSTRA);
    cepstrum.of(inputs.subarray(step * FEATURES, step * FEATURES + BANDS), frame);
    frames.push(frame);
  }
  const { weights, means, deviations } = fitMixture(frames, Number(options.components), Number(options.rounds), random);
  const list = (values: Float64Array) => `[${Array.from(values, (value) => Number(value.toPrecision(4))).join(', ')}]`;
  writeFileSync(
    out,
    `/** A mixture of the sounds of all voices, fitted (bench/ear-fit/voices.ts) to ${frames.length} frames of speech; a component after the other. */
export const UNIVERSAL_VOICE: {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
} = {
  weights: ${list(weights)},
  means: ${list(means)},
  deviations: ${list(deviations)},
};
`,
  );
  process.stdout.write(`${frames.length} frames of speech\n`);
}

await main();
