import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';

/** What the person at the keyboard asked for. */
export interface Args {
  readonly play: boolean;
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
  readonly http: boolean;
  /** Keep the bot's log after a play that came out as expected, too. */
  readonly keep: boolean;
  readonly scenario: string;
  readonly seed: number;
  readonly port: number;
}

/** A command line that cannot be followed; the message says what to do. */
export class UsageError extends Error {}

const MOST_TYPOS = 4;

const OPTIONS = {
  play: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  http: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  port: { type: 'string' },
} as const;

export const USAGE = `npm run sandbox                        the practice world and its page, to try by hand
npm run sandbox -- --play              plays a scenario without a person, and tells what happens
  --scenario NAME   which one (--list names them; the default is first-agent)
  --seed N          draws other waits, voices and music; the same seed draws the same
  --json            one JSON line for each thing that happens, a summary last
  --http            Slack's HTTP mode instead of Socket Mode
  --port N          port of the page (any free one when left out)
  --keep            keeps the bot's log of a play that came out well, too
  --list            the scenarios' names`;

/** Reads the command line; throws a `UsageError` that names the option and, for a near miss, what was probably meant. */
export function readArgs(argv: readonly string[], scenarios: readonly string[]): Args {
  const values = parse(argv);
  const scenario = values.scenario ?? scenarios[0] ?? '';
  if (!scenarios.includes(scenario))
    throw new UsageError(unknown('scenario', scenario, scenarios, '--list names them all.'));
  return {
    play: values.play,
    json: values.json,
    list: values.list,
    help: values.help,
    http: values.http,
    keep: values.keep,
    scenario,
    seed: whole('--seed', values.seed, 1, [0, 2 ** 31 - 1]),
    port: whole('--port', values.port, 0, [0, 65_535]),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const option = /Unknown option '--([^']+)'/.exec(message)?.[1];
    if (option === undefined) throw new UsageError(message);
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UsageError(unknown('option', `--${option}`, names, '--help explains them.'));
  }
}

function unknown(what: string, given: string, known: readonly string[], instead: string): string {
  const near = closest(given, known);
  const meant = distance(given, near) <= MOST_TYPOS ? ` Did you mean “${near}”?` : '';
  return `There is no ${what} “${given}”.${meant} ${instead}`;
}

function whole(
  option: string,
  given: string | undefined,
  fallback: number,
  [from, to]: readonly [number, number],
): number {
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < from || value > to) {
    throw new UsageError(`${option} must be a whole number from ${from} to ${to}, not “${given}”.`);
  }
  return value;
}
