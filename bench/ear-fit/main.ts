import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FEATURES } from '../../src/ear/signal/features.js';
import { FRONT_END_MODEL } from '../../src/ear/voice/front-end-model.js';
import { Recurrent, type RecurrentModel } from '../../src/ear/voice/recurrent.js';
import { seeded } from '../../test/support/call-audio.js';
import { gatherSounds } from '../ear/gather.js';
import { compose, KINDS, materialOf } from './compose.js';
import { fitRecurrent } from './fit.js';
import { type Stream, streamOf } from './streams.js';
import { sourceOf } from './write.js';

/** Refits the ear's front end to one half of the bench's material; the other half tests it. The result is written to `--out FILE`. */
const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    minutes: { type: 'string', default: '8' },
    streams: { type: 'string', default: '32' },
    units: { type: 'string', default: '32' },
    rounds: { type: 'string', default: '14' },
    seed: { type: 'string', default: '1' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Shares of the steps told as what they are, and of music told as speech. */
function report(name: string, model: RecurrentModel, streams: readonly Stream[]): void {
  const told = KINDS.slice(0, 3).map(() => [0, 0, 0]);
  for (const { steps, inputs, kinds } of streams) {
    const network = new Recurrent(model, FEATURES);
    const input = new Float64Array(FEATURES);
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < FEATURES; i++) input[i] = inputs[step * FEATURES + i] ?? 0;
      network.step(input);
      const row = told[kinds[step] ?? -1];
      if (row === undefined) continue;
      const likely = network.likelihoods();
      const best = likely.indexOf(Math.max(...likely));
      row[best] = (row[best] ?? 0) + 1;
    }
  }
  for (const [kind, row] of told.entries()) {
    const sum = Math.max(
      1,
      row.reduce((a, b) => a + b, 0),
    );
    const shares = row.map((count, i) => `${KINDS[i]} ${((100 * count) / sum).toFixed(2)} %`);
    say(`${name}: ${KINDS[kind]} is told as ${shares.join(', ')}`);
  }
}

async function main(): Promise<void> {
  const { out } = options;
  if (out === undefined) {
    say('usage: node build/bench/ear-fit/main.js --out FILE [--minutes 8] [--streams 32] [--units 32] [--rounds 14]');
    process.exitCode = 2;
    return;
  }
  const sounds = await gatherSounds(say);
  const random = seeded(Number(options.seed));
  const minutes = Number(options.minutes);
  const streamsOf = (half: 0 | 1, count: number) => {
    const material = materialOf(sounds, half);
    return Array.from({ length: count }, () => streamOf(compose(material, minutes, random)));
  };
  const streams = streamsOf(0, Number(options.streams));
  const test = streamsOf(1, 6);
  say(`${streams.length} streams of ${minutes} minutes`);
  const began = performance.now();
  const model = fitRecurrent(streams, FEATURES, {
    units: Number(options.units),
    outputs: 3,
    rounds: Number(options.rounds),
    random,
    onRound: (round, loss) =>
      say(`round ${round + 1}: loss ${loss.toFixed(4)}, ${((performance.now() - began) / 1000).toFixed(0)} s`),
  });
  writeFileSync(out, sourceOf(model, `${minutes * streams.length} minutes of composed telephone sound`));
  if (FRONT_END_MODEL.gates.length > 0) report('the model in use', FRONT_END_MODEL, test);
  report('the new model', model, test);
}

await main();
