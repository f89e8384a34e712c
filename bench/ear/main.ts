import { parseArgs } from 'node:util';
import { gatherSounds } from './gather.js';
import { runAll } from './jobs.js';
import type { Part } from './material.js';
import { reportsOf, table } from './report.js';
import type { SeriesOptions } from './series.js';

/**
 * `npm run bench:ear [-- --hours 1 --seeds 3 --part kept-out --json --verbose]`: composes calls, has the ear and two plain
 * voice detectors hear them, and prints one table.
 */
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '12' },
    seeds: { type: 'string', default: '3' },
    part: { type: 'string', default: 'tuning' },
    seed: { type: 'string' },
    group: { type: 'string' },
    detectors: { type: 'string', default: 'ear' },
    jobs: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** Seeds of the part that is kept out lie apart, so that no figure is ever mistaken for one of the other part. */
const FIRST_SEED: Readonly<Record<Part, number>> = { tuning: 1, 'kept-out': 1001 };

const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const part: Part = values.part === 'kept-out' ? 'kept-out' : 'tuning';
  const first = FIRST_SEED[part];
  const seeds =
    values.seed === undefined
      ? Array.from({ length: Number(values.seeds) }, (_, i) => first + i)
      : [Number(values.seed)];
  const all = seeds.map(
    (seed): SeriesOptions => ({
      part,
      seed,
      hours: Number(values.hours) / seeds.length,
      ...(values.group === undefined ? {} : { group: Number(values.group) }),
      detectors: values.detectors.split(','),
      verbose: values.verbose,
    }),
  );
  await gatherSounds(note);
  const reports = reportsOf(await runAll(all, Number(values.jobs)));
  process.stdout.write(`${values.json ? JSON.stringify({ part, seeds, reports }) : table(reports)}\n`);
}

await main();
