import { parseArgs } from 'node:util';
import { UsageError } from '../args.js';
import type { Role } from '../bot-process.js';

export interface ChaosOptions {
  readonly seed: number;
  /** This many are started in all. */
  readonly hunts: number;
  /** This many run side by side. */
  readonly atOnce: number;
  /** After this nothing new is started, and what runs has to come to its end. */
  readonly minutes: number;
  readonly processes: readonly Role[];
  /** How long an agent waits to be answered before “hello?”, and again after it. */
  readonly patienceS: number;
  /** One kill and one rolling restart, one after the other, instead of disasters at random. */
  readonly brief: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run chaos     hunts in several processes while processes, Redis and the network fail
  --seed N        draws what happens and when (1); the same seed draws the same plan
  --hunts N       hunts in all (50)
  --at-once N     hunts side by side (6)
  --minutes N     nothing new is started after this (20)
  --processes P   roles of the processes, separated by commas (all,all,all); bot,hunter,hunter for roles apart
  --patience S    seconds an agent waits for an answer before “hello?”, and again before hanging up (20)
  --brief         4 hunts, one kill, one rolling restart`;

const ROLES: readonly Role[] = ['all', 'bot', 'hunter'];

/** Reads the command line; throws a `UsageError` that says what to write instead. */
export function readChaosOptions(argv: readonly string[]): ChaosOptions {
  const values = parse(argv);
  const brief = values.brief ?? false;
  return {
    seed: whole('seed', values.seed, 1, [0, 2 ** 31 - 1]),
    hunts: whole('hunts', values.hunts, brief ? 4 : 50, [1, 1000]),
    atOnce: whole('at-once', values['at-once'], brief ? 4 : 6, [1, 10]),
    minutes: whole('minutes', values.minutes, 20, [1, 600]),
    processes: rolesOf(values.processes ?? (brief ? 'all,all' : 'all,all,all')),
    patienceS: whole('patience', values.patience, 20, [1, 60]),
    brief,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = {
      ...{ seed: text, hunts: text, 'at-once': text, minutes: text, processes: text, patience: text },
      ...{ brief: flag, help: flag },
    };
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function whole(
  name: string,
  given: string | undefined,
  otherwise: number,
  [from, to]: readonly [number, number],
): number {
  const value = Number(given ?? otherwise);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new UsageError(`--${name} must be a whole number from ${from} to ${to}, not “${given}”.`);
}

function rolesOf(list: string): readonly Role[] {
  const roles = list.split(',').map((name) => ROLES.find((role) => role === name.trim()));
  const known = roles.filter((role) => role !== undefined);
  const talks = known.some((role) => role !== 'hunter');
  const hunts = known.filter((role) => role !== 'bot').length;
  if (known.length < roles.length)
    throw new UsageError(`--processes may name only ${ROLES.join(', ')}, not “${list}”.`);
  if (!talks || hunts < 2)
    throw new UsageError('--processes needs one that talks (all or bot) and two that hunt (all or hunter).');
  return known;
}
