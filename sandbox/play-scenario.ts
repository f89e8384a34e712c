import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.js';
import { MissingTool } from '../support/redis.js';
import type { Args } from './args.js';
import { type Judgement, judge } from './judge.js';
import { type Evidence, offersOf } from './outcome.js';
import { Play } from './play.js';
import { type Practice, startPractice } from './practice.js';
import type { Outcome, Scenario } from './scenario.js';
import { stopped } from './signals.js';
import { Story } from './story.js';
import { type Summary, summarise } from './summary.js';
import { readable, readableSummary } from './tell.js';
import type { RingCentralCounts } from './world.js';

/** After people have done their part, the hunt has this long to end. */
const OVER_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 6_000;

const NO_COUNTS: RingCentralCounts = {
  requests: { light: 0, medium: 0, heavy: 0, auth: 0 },
  tooMany: 0,
  callsDialled: 0,
  callsDropped: 0,
};
const NO_EVIDENCE: Evidence = { happenings: [], messages: [], boards: [], callsAlive: 0 };

/** Plays one scenario from start to summary; resolves with the exit code: 0 when it came out as expected and no call is left. */
export async function playScenario(scenario: Scenario, args: Args): Promise<number> {
  const story = new Story();
  const print = (line: string | undefined): void => {
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
  story.onTold((each) => print(args.json ? JSON.stringify(each) : readable(each)));
  const folder = join(packageRoot(), 'sandbox-output', 'plays', `${scenario.name}-${args.seed}-${process.pid}`);
  let practice: Practice | undefined;
  let play: Play | undefined;

  const perform = async (): Promise<'performed'> => {
    practice = await startPractice({
      story,
      scenario,
      seed: args.seed,
      mode: args.http ? 'http' : 'socket',
      port: args.port,
      folder,
    });
    story.tell('ready', { page: practice.slack.pageUrl });
    play = new Play(practice, scenario, story);
    await scenario.act(play);
    story.tell('people-done');
    await play.allOver(OVER_WITHIN_MS);
    return 'performed';
  };
  const end = await ending(perform, story, scenario.withinMs);

  const evidence = play?.evidence() ?? NO_EVIDENCE;
  const { outcome, missing } = verdict(end, evidence, scenario);
  for (const { at, ts, spokeAt } of offersOf(evidence)) {
    if (spokeAt === undefined) story.tell('offer-without-agent', { ts, offered_t_ms: at });
  }
  for (const check of missing) story.tell('not-shown', { check });
  const summary = summarise(
    { scenario: scenario.name, seed: args.seed, outcome, expected: scenario.expected },
    evidence,
    practice?.ringCentral.counts() ?? NO_COUNTS,
  );
  const good = outcome === scenario.expected && summary.calls_alive === 0;
  if (practice) await within(practice.stop(), STOP_WITHIN_MS);
  if (good && !args.keep) await rm(folder, { recursive: true, force: true });
  else process.stderr.write(`${good ? '' : 'Not as expected. '}The bot's log: ${join(folder, 'bot.log')}\n`);
  finish(summary, args, print);
  return good ? 0 : 1;
}

type Ending = 'performed' | 'interrupted' | 'timed-out' | 'failed';

/** Runs the play against the clock and the person at the keyboard. A missing program is passed on. */
async function ending(perform: () => Promise<'performed'>, story: Story, withinMs: number): Promise<Ending> {
  let timer: NodeJS.Timeout | undefined;
  const clock = new Promise<'timed-out'>((resolve) => {
    timer = setTimeout(() => resolve('timed-out'), withinMs);
  });
  const surprise = new Promise<never>((_, reject) => {
    process.once('uncaughtException', reject);
    process.once('unhandledRejection', reject);
  });
  try {
    return await Promise.race([perform(), clock, stopped(), surprise]);
  } catch (error) {
    if (error instanceof MissingTool) throw error;
    story.tell('failed', { reason: error instanceof Error ? error.message : String(error) });
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

function verdict(end: Ending, evidence: Evidence, scenario: Scenario): Judgement {
  const failed = (outcome: Outcome): Judgement => ({ outcome, missing: [] });
  if (end === 'timed-out') return failed('timed-out');
  if (end !== 'performed') return failed('failed');
  return judge(evidence, scenario);
}

function finish(summary: Summary, args: Args, print: (line: string) => void): void {
  print(args.json ? JSON.stringify(summary) : readableSummary(summary));
}

/** A part that does not stop in time is left to the exit hooks. */
async function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const clock = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise.catch(() => undefined), clock]);
  clearTimeout(timer);
}
