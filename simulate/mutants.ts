import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MUTANTS, type Mutant } from './mutant-list.js';
import type { Options } from './options.js';
import { playRuns } from './pool.js';
import type { Breach } from './run.js';

interface Caught {
  readonly afterRuns: number;
  readonly seed: number;
  readonly breach: Breach;
}

/** The compiled code: this file is in its `simulate` folder. */
const BUILD = fileURLToPath(new URL('..', import.meta.url));
const PARTS = ['simulate', 'support', ...['hunter', 'bot', 'store', 'phone'].map((part) => join('src', part))];

/**
 * Runs the simulation against each mutant, a copy of the compiled build with one fault in our own rules, until an invariant breaks. True
 * when every mutant is found. Throws when a mutant's text no longer occurs.
 */
export async function checkMutants({ seed, runs, workers }: Options): Promise<boolean> {
  let survivors = 0;
  for (const mutant of MUTANTS) {
    const caught = await hunt(mutant, { seed, runs, workers });
    if (caught === undefined) survivors += 1;
    const words =
      caught === undefined
        ? `SURVIVED ${runs} runs`
        : `caught after ${String(caught.afterRuns).padStart(4)} runs by “${caught.breach.invariant}” (seed ${caught.seed})`;
    process.stdout.write(`${mutant.fault.padEnd(72)} ${words}\n`);
  }
  process.stdout.write(`\n${MUTANTS.length - survivors} of ${MUTANTS.length} faults are found.\n`);
  return survivors === 0;
}

/** Undefined when the mutant survives. */
export async function hunt(
  mutant: Mutant,
  { seed, runs, workers }: Pick<Options, 'seed' | 'runs' | 'workers'>,
): Promise<Caught | undefined> {
  const folder = mkdtempSync(join(BUILD, 'mutant-'));
  try {
    make(mutant, folder);
    let played = 0;
    let caught: Caught | undefined;
    await playRuns({
      ...{ seed, runs, workers, script: pathToFileURL(join(folder, 'simulate', 'run-worker.js')) },
      onResults(results) {
        for (const result of results) {
          played += 1;
          if (result.breach !== undefined) caught ??= { afterRuns: played, seed: result.seed, breach: result.breach };
        }
        return caught !== undefined;
      },
    });
    return caught;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function make({ fault, edits }: Mutant, folder: string): void {
  for (const part of PARTS) {
    const isCode = (path: string) => !path.endsWith('.map') || path.endsWith(sep);
    cpSync(join(BUILD, part), join(folder, part), { recursive: true, filter: isCode });
  }
  for (const { file, text, replacement } of edits) {
    const path = join(folder, file);
    const code = readFileSync(path, 'utf8');
    if (code.split(text).length !== 2)
      throw new Error(`Mutant “${fault}”: ${file} does not contain “${text}” exactly once; update the mutant.`);
    writeFileSync(
      path,
      code.replace(text, () => replacement),
    );
  }
}
