import { parseArgs } from 'node:util';

export interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly story: boolean;
  readonly mutants: boolean;
  readonly workers: number;
}

const USAGE =
  'npm run simulate -- [--runs N] [--seed S] [--workers W] plays the runs of seeds S, S+1, …; --story tells them; --mutants checks that faults in our rules are found.';

/** Throws an error with a message meant for people. */
export function readOptions(args: readonly string[], cores: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(cores) },
      story: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
    },
  });
  const count = (name: string, text: string, least: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new Error(`--${name} must be a whole number from ${least} up, not “${text}”. ${USAGE}`);
  };
  const { story, mutants } = values;
  return {
    runs: count('runs', values.runs ?? (story ? '1' : mutants ? '2000' : '1000'), 1),
    seed: count('seed', values.seed, 0),
    workers: count('workers', values.workers, 1),
    story,
    mutants,
  };
}
