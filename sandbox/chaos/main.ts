import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../support/package-root.js';
import { MissingTool } from '../../support/redis.js';
import { UsageError } from '../args.js';
import { Play } from '../play.js';
import { scenario } from '../scenario.js';
import { stopped } from '../signals.js';
import { Story } from '../story.js';
import { until } from '../until.js';
import { Callers } from './callers.js';
import { type ChaosWorld, startChaosWorld } from './chaos-world.js';
import { rage } from './disasters.js';
import { type ChaosOptions, readChaosOptions, USAGE } from './options.js';
import { isSound, reportOf } from './report.js';
import { progress } from './tell.js';
import { verdictOf } from './verdict.js';

/** After the last hunt is over, calls have this long to be gone. */
const CALLS_GONE_WITHIN_MS = 62_000;
const STOP_WITHIN_MS = 10_000;

/** Exit codes: 0 when nothing happened that must never happen, 1 otherwise, 2 when it could not be tried. */
async function main(): Promise<number> {
  const options = readChaosOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const story = new Story();
  story.onTold((each) => {
    const line = progress(each);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  });
  const folder = join(packageRoot(), 'sandbox-output', 'chaos', `${options.seed}-${process.pid}`);
  const world = await startChaosWorld(options, story, folder);
  try {
    return await Promise.race([run(world, options, story, folder), stopped().then(() => 130)]);
  } finally {
    await Promise.race([world.stop(), pause(STOP_WITHIN_MS)]);
  }
}

async function run(world: ChaosWorld, options: ChaosOptions, story: Story, folder: string): Promise<number> {
  const form = scenario({ name: 'chaos', about: '', expected: 'connected', act: async () => undefined });
  const play = new Play(world, form, story);
  const callers = new Callers(play, world, options);
  const closing = new AbortController();
  const stopAt = story.now() + options.minutes * 60_000;
  const raging = rage(world, options, story, closing.signal);
  // A process that does not start again ends the run at once.
  await Promise.race([callers.run(() => story.now() > stopAt), raging.then(() => new Promise(() => undefined))]);
  closing.abort();
  await raging;
  await until(
    story,
    () => (world.ringCentral.callsAlive() === 0 ? true : undefined),
    CALLS_GONE_WITHIN_MS,
    'calls to be gone',
  ).catch(() => undefined);
  story.tell('all-over');
  const verdict = verdictOf(story.all(), callers.boards());
  process.stdout.write(reportOf(verdict, options, story.now(), story.all()));
  const sound = isSound(verdict);
  const file = join(folder, 'story.jsonl');
  await writeFile(
    file,
    `${story
      .all()
      .map((each) => JSON.stringify(each))
      .join('\n')}\n`,
  );
  process.stdout.write(`The story and the logs of the processes: ${folder}\n`);
  return sound ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof MissingTool;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(expected ? 2 : 1);
  },
);
