import { parseArgs } from 'node:util';
import type { Part } from './material.js';
import { DETECTORS, type SeriesOptions } from './series.js';

export const USAGE = `npm run bench:ear -- [options]
  --hours 12           hours of hold, over all seeds
  --seeds 3            how many seeds
  --part tuning        which half of the recordings: tuning, or kept-out (voices, prompts and music the other never uses)
  --seed 2 --group 0   one seed only; of it one destination only
  --detectors ear,silero-v5,webrtc
  --jobs 1             seeds at once, each in a process of its own
  --json               figures for machines
  --verbose            on stderr, what was heard wrongly, late or not at all
  --write DIR          writes the calls of one destination (--seed, --group) as WAV files instead
  --picture FILE.png   draws one call (--seed, --group, --call 2) instead`;

/** Seeds of the part that is kept out lie apart, so that no figure is ever mistaken for one of the other part. */
const FIRST_SEED: Readonly<Record<Part, number>> = { tuning: 1, 'kept-out': 1001 };

/** What a run of the bench is to do. */
export interface BenchOptions {
  readonly part: Part;
  readonly series: readonly SeriesOptions[];
  readonly jobs: number;
  readonly json: boolean;
  readonly write: string | undefined;
  readonly picture: string | undefined;
  /** From 1. */
  readonly call: number;
}

/** Reads the command line; `problem` says in a sentence what is wrong with it. Undefined when only help is asked for. */
export function readOptions(args: readonly string[]): BenchOptions | { readonly problem: string } | undefined {
  try {
    return understood(args);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function understood(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      hours: { type: 'string', default: '12' },
      seeds: { type: 'string', default: '3' },
      part: { type: 'string', default: 'tuning' },
      seed: { type: 'string' },
      group: { type: 'string' },
      call: { type: 'string', default: '2' },
      detectors: { type: 'string', default: Object.keys(DETECTORS).join(',') },
      jobs: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      write: { type: 'string' },
      picture: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { part, json, verbose, write, picture } = values;
  if (part !== 'tuning' && part !== 'kept-out') throw new Error(`--part must be tuning or kept-out, not “${part}”.`);
  const detectors = values.detectors.split(',');
  const unknown = detectors.find((name) => !(name in DETECTORS));
  if (unknown !== undefined) {
    throw new Error(`--detectors must name some of ${Object.keys(DETECTORS).join(', ')}, not “${unknown}”.`);
  }
  const seed = values.seed === undefined ? undefined : whole('--seed', values.seed, 0);
  const group = values.group === undefined ? undefined : whole('--group', values.group, 0);
  const many = whole('--seeds', values.seeds, 1);
  const seeds = seed === undefined ? Array.from({ length: many }, (_, i) => FIRST_SEED[part] + i) : [seed];
  const hours = Number(values.hours);
  if (!(hours > 0)) throw new Error(`--hours must be a number above 0, not “${values.hours}”.`);
  return {
    part,
    series: seeds.map((each) => ({
      part,
      seed: each,
      hours: hours / seeds.length,
      ...(group === undefined ? {} : { group }),
      detectors,
      verbose,
    })),
    jobs: whole('--jobs', values.jobs, 1),
    json,
    write,
    picture,
    call: whole('--call', values.call, 1),
  };
}

function whole(name: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) {
    throw new Error(`${name} must be a whole number from ${least} on, not “${value}”.`);
  }
  return number;
}
