/** `npm run simulate -- [--runs N] [--seed S] [--story] [--mutants]`: the hunter against everything that can go wrong. */
import { availableParallelism } from 'node:os';
import { INVARIANTS } from './invariants/index.js';
import { checkMutants } from './mutants.js';
import { type Options, readOptions } from './options.js';
import { playRuns } from './pool.js';
import { createProgress } from './progress.js';
import { type Breach, run } from './run.js';
import { tellStory } from './story.js';
import { createTally } from './tally.js';

async function tell({ seed, runs }: Options): Promise<boolean> {
  let held = true;
  for (let each = seed; each < seed + runs; each += 1) {
    const result = await run(each, { keep: true });
    process.stdout.write(`${tellStory(result)}\n`);
    held &&= result.breach === undefined;
  }
  return held;
}

async function simulate({ seed, runs, workers }: Options): Promise<boolean> {
  const tally = createTally();
  const progress = createProgress((line) => process.stderr.write(`… ${line}\n`));
  let failed: { readonly seed: number; readonly breach: Breach } | undefined;
  await playRuns({
    ...{ seed, runs, workers, script: new URL('./run-worker.js', import.meta.url) },
    onResults(results) {
      tally.add(results);
      progress.note(`${tally.runs} of ${runs} runs`);
      for (const { seed: of, breach } of results) {
        if (breach !== undefined && (failed === undefined || of < failed.seed)) failed = { seed: of, breach };
      }
      return failed !== undefined;
    },
  });
  if (failed !== undefined) {
    process.stdout.write(`${tellStory(await run(failed.seed, { keep: true }))}\n\n`);
    process.stdout.write(`Seed ${failed.seed} breaks “${failed.breach.invariant}”: ${failed.breach.how}.\n`);
    process.stdout.write(`Again: npm run simulate -- --seed ${failed.seed} --runs 1 --story\n`);
    return false;
  }
  const held = INVARIANTS.map(({ name }) => `  ${name}`).join('\n');
  process.stdout.write(
    `${tally.table()}\n\nIn ${tally.runs} runs from seed ${seed} on, in ${progress.seconds()} s (${processorSeconds()} s of a core), these held:\n${held}\n`,
  );
  return true;
}

/** Over all threads. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1_000_000);
}

const options = readOptions(process.argv.slice(2), availableParallelism());
const held = options.mutants
  ? await checkMutants(options)
  : options.story
    ? await tell(options)
    : await simulate(options);
process.exit(held ? 0 : 1);
