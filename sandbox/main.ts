import { MissingTool } from '../support/redis.js';
import { readArgs, USAGE, UsageError } from './args.js';
import { liveByHand } from './by-hand.js';
import { playScenario } from './play-scenario.js';
import { DEFAULT_SCENARIO, SCENARIOS } from './scenarios/index.js';

const NAMES = SCENARIOS.map(({ name }) => name);

/** Exit codes: 0 as expected, 1 otherwise, 2 when it could not be tried (command line, missing program). */
async function main(): Promise<number> {
  const args = readArgs(process.argv.slice(2), NAMES);
  if (args.help) return print(USAGE);
  if (args.list) return print(NAMES.join('\n'));
  const scenario = SCENARIOS.find(({ name }) => name === args.scenario) ?? DEFAULT_SCENARIO;
  return args.play ? playScenario(scenario, args) : liveByHand(scenario, args);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof MissingTool;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(expected ? 2 : 1);
  },
);
