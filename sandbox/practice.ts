import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { type Redis, startRedis } from '../support/redis.js';
import { BotProcess } from './bot-process.js';
import { people } from './people.js';
import { startRingCentral } from './ringcentral/ringcentral.js';
import type { Scenario } from './scenario.js';
import { startSlack } from './slack/slack.js';
import type { Story } from './story.js';
import type { Person, RingCentral, Slack } from './world.js';

/** What hours are in the field are seconds here. */
const IMPATIENT: Readonly<Record<string, number>> = {
  staggerMs: 1_000,
  redialFirstMs: 2_000,
  redialMaxMs: 6_000,
  offerMs: 25_000,
  widenMs: 6_000,
  ringMs: 8_000,
};
const MAX_WAIT_MINUTES = '1.2';
/** By hand people take their time. */
const BY_HAND = { patience: { ringMs: 60_000, offerMs: 120_000 }, maxWaitMinutes: '60' };

export interface PracticeOptions {
  readonly story: Story;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly mode: 'socket' | 'http';
  /** Of the page; 0 = any free one. */
  readonly port: number;
  readonly folder: string;
  /** Settings on a human scale, phones that wait to be picked up. */
  readonly byHand?: boolean;
}

/** The practice world with the real bot in it. */
export interface Practice {
  readonly people: readonly Person[];
  readonly ringCentral: RingCentral;
  readonly slack: Slack;
  /** The process that Slack and people talk to. */
  readonly bot: BotProcess;
  /** All processes of the bot, `bot` first. */
  readonly processes: readonly BotProcess[];
  readonly botUrl: string;
  /** Where the scenario has one. */
  readonly redis: Redis | undefined;
  /** Everything is stopped, in the reverse order of its start; may be called twice. */
  stop(): Promise<void>;
}

/** Starts the world, then the bot; when one part fails to start, those before it are stopped. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { scenario, story, seed, mode, folder } = options;
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stopAll(stops);
    return stopping;
  };
  try {
    await mkdir(folder, { recursive: true });
    const everyone = people(scenario.people).map((person, place) =>
      scenario.otherAddress.includes(place) ? { ...person, directoryEmail: `former-${person.email}` } : person,
    );
    const redis = scenario.store === 'redis' ? await startRedis({ folder }) : undefined;
    if (redis) stops.push(() => redis.stop());
    const botPort = await freePort();
    const botUrl = `http://127.0.0.1:${botPort}`;
    const ringCentral = await startRingCentral({
      story,
      seed,
      people: everyone,
      lines: scenario.lines,
      destination: scenario.destination,
      faults: scenario.faults,
      beliefs: scenario.beliefs,
      manners: options.byHand ? { pickUp: ['never'] } : scenario.manners,
      redirectUris: [`${botUrl}/oauth/callback`],
      folder,
    });
    stops.push(() => ringCentral.stop());
    const slack = await startSlack({
      story,
      people: everyone,
      mode,
      botUrl,
      port: options.port,
      phoneOf: ringCentral.phoneOf,
      rateFactor: scenario.slackRateFactor,
    });
    stops.push(() => slack.stop());
    const env = {
      ...slack.env,
      ...ringCentral.env,
      ...storeSettings(redis),
      MAX_WAIT_MINUTES: options.byHand ? BY_HAND.maxWaitMinutes : MAX_WAIT_MINUTES,
      PRACTICE_PATIENCE: numbers({ ...IMPATIENT, ...(options.byHand && BY_HAND.patience), ...scenario.patience }),
      WEBHOOK_BASE_URL: botUrl,
      LOG_LEVEL: 'debug',
      ...scenario.settings,
      ...(await otherScript(scenario, ringCentral.env.DESTINATIONS_FILE, folder)),
    };
    const processes: BotProcess[] = [];
    for (const [index, role] of scenario.processes.entries()) {
      const port = index === 0 ? botPort : await freePort();
      const name = index === 0 ? 'bot' : `bot-${index + 1}`;
      const process = new BotProcess({ env, port, folder, role, name });
      stops.push(() => process.stop());
      processes.push(process);
    }
    await Promise.all(processes.map((process) => process.start()));
    const [bot] = processes;
    if (bot === undefined) throw new Error(`${scenario.name} names no process`);
    return { people: everyone, ringCentral, slack, bot, processes, botUrl, redis, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Numbers by name, as the bot's settings have them. */
export function numbers(named: Readonly<Record<string, number>>): string {
  return Object.entries(named)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'a part of the practice world did not stop');
}

function storeSettings(redis: Redis | undefined): Record<string, string> {
  if (redis === undefined) return { STORE: 'memory' };
  return { REDIS_URL: redis.url, TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('hex') };
}

/** A destinations file whose scripts press another first key than the destination wants, or none at all. */
async function otherScript(
  { wrongFirstKey, scriptless }: Scenario,
  file: string | undefined,
  folder: string,
): Promise<Record<string, string>> {
  if (wrongFirstKey === undefined && !scriptless) return {};
  if (file === undefined) throw new Error('the practice RingCentral gave no DESTINATIONS_FILE');
  const list = JSON.parse(await readFile(file, 'utf8')) as { menu: { press: string }[] }[];
  for (const destination of list) {
    const first = destination.menu[0];
    if (scriptless) destination.menu = [];
    else if (first && wrongFirstKey !== undefined) first.press = wrongFirstKey;
  }
  const changed = join(folder, 'destinations-other-script.json');
  await writeFile(changed, JSON.stringify(list, null, 2));
  return { DESTINATIONS_FILE: changed };
}
