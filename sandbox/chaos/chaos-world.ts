import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { freePort } from '../../support/free-port.js';
import { type Redis, startRedis } from '../../support/redis.js';
import { BotProcess, type Role } from '../bot-process.js';
import { MOST_PEOPLE, people } from '../people.js';
import { numbers, type Practice } from '../practice.js';
import { startRingCentral } from '../ringcentral/ringcentral.js';
import { startSlack } from '../slack/slack.js';
import type { Story } from '../story.js';
import type { DestinationPlan } from '../world.js';
import type { ChaosOptions } from './options.js';
import { TcpProxy } from './tcp-proxy.js';

/** A hunt takes two; some more, so that a line whose last call is not over yet can be left alone. */
export const LINES_PER_HUNT = 2;
const SPARE_LINES = 4;
/** Boards and offers of a channel full of hunts are beyond what Slack allows a single app. */
const SLACK_RATE_FACTOR = 20;
/** What an hour on hold would spread out happens within a minute here. */
const LIGHT_PER_MINUTE = 600;
const STOP_GRACE_S = 8;
/** A supervisor's patience: the grace, and what the docs ask for beyond. */
const STOP_WITHIN_MS = (STOP_GRACE_S + 25) * 1000;

/** What hours are in the field are seconds here. */
const SETTINGS: Readonly<Record<string, string>> = {
  PRACTICE_PATIENCE: numbers({
    staggerMs: 1_000,
    redialFirstMs: 3_000,
    redialMaxMs: 10_000,
    offerMs: 40_000,
    widenMs: 1_000,
    ringMs: 8_000,
    maxDials: 40,
  }),
  MAX_WAIT_MINUTES: '4',
  STOP_GRACE_SECONDS: String(STOP_GRACE_S),
  FIRST_LIMITS: numbers({
    ...{ hunts: 100, lines: 100, starts: 1_000 },
    ...{ huntsPerPerson: 20, linesPerPerson: 100, startsPerPerson: 1_000 },
    ...{ huntsPerChannel: 100, startsPerChannel: 1_000 },
  }),
  LOG_LEVEL: 'debug',
};

/** The service notices a dead client late, as the real one does: a call that is forgotten stands for minutes. */
const LATE = { refreshAfterMs: 150_000, mediaTimeoutMs: 180_000 };

/** A process and the way it reaches Redis. */
export interface Slot {
  readonly name: string;
  readonly role: Role;
  readonly redis: TcpProxy;
  process: BotProcess;
  /** Another process of the same kind, on a port of its own; not started yet. */
  another(): Promise<BotProcess>;
}

/** The practice world with several bot processes, a Redis that persists, and a network in between that can fail. */
export interface ChaosWorld extends Practice {
  readonly slots: readonly Slot[];
  readonly network: { readonly slack: TcpProxy; readonly rest: TcpProxy; readonly sip: TcpProxy };
  readonly lines: readonly string[];
  /** Keeps its data when it is killed. */
  readonly redis: Redis;
}

function destination({ patienceS, brief }: ChaosOptions): DestinationPlan {
  return {
    ringMs: 1_500,
    menu: 'order-a',
    disclosuresMs: 3_000,
    tooBusy: [0],
    holdMs: brief ? [34_000, 44_000] : [12_000, 50_000],
    music: true,
    announcementEveryMs: 6_000,
    agentPatienceMs: patienceS * 1000,
    briefAgents: true,
  };
}

export async function startChaosWorld(options: ChaosOptions, story: Story, folder: string): Promise<ChaosWorld> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each().catch(() => undefined);
  };
  const proxyTo = async (port: number): Promise<TcpProxy> => {
    const proxy = await TcpProxy.before(port);
    stops.push(() => proxy.stop());
    return proxy;
  };
  try {
    await mkdir(folder, { recursive: true });
    const redis = await startRedis({ folder, durable: true });
    stops.push(() => redis.stop());
    const everyone = people(MOST_PEOPLE);
    const lines = options.atOnce * LINES_PER_HUNT + SPARE_LINES;
    const network: Partial<Record<'slack' | 'rest' | 'sip', TcpProxy>> = {};
    const between = async (what: 'slack' | 'rest' | 'sip', port: number): Promise<number> => {
      const proxy = await proxyTo(port);
      network[what] = proxy;
      return proxy.port;
    };
    const ringCentral = await startRingCentral(
      {
        ...{ story, seed: options.seed, people: everyone, lines, destination: destination(options), folder, between },
        faults: { callOutNumber: 'refused', lightPerMinute: LIGHT_PER_MINUTE },
        manners: { pickUp: [900] },
      },
      LATE,
    );
    stops.push(() => ringCentral.stop());
    const slack = await startSlack({
      ...{ story, people: everyone, mode: 'socket', port: 0, phoneOf: ringCentral.phoneOf },
      rateFactor: SLACK_RATE_FACTOR,
      between: (port) => between('slack', port),
    });
    stops.push(() => slack.stop());
    const env = {
      ...slack.env,
      ...ringCentral.env,
      ...SETTINGS,
      TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      // Members call from lines of their pools; here everybody may use all of them.
      ADMIN_USERS: everyone.map(({ slackId }) => slackId).join(','),
    };
    let started = 0;
    const slots = await Promise.all(
      options.processes.map(async (role, index): Promise<Slot> => {
        const proxy = await proxyTo(redis.port);
        const another = async (): Promise<BotProcess> => {
          const process = new BotProcess({
            env: { ...env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
            ...{ port: await freePort(), folder, role, name: `bot-${++started}`, stopWithinMs: STOP_WITHIN_MS },
          });
          stops.push(() => process.kill());
          return process;
        };
        return { name: `process ${index + 1}`, role, redis: proxy, process: await another(), another };
      }),
    );
    await Promise.all(slots.map(({ process }) => process.start()));
    const [first] = slots;
    const { slack: toSlack, rest, sip } = network;
    if (!first || !toSlack || !rest || !sip)
      throw new Error('a part of the practice world did not say where it listens');
    return {
      ...{ people: everyone, ringCentral, slack, stop, slots },
      network: { slack: toSlack, rest, sip },
      lines: Array.from({ length: lines }, (_, index) => String(201 + index)),
      get bot() {
        return first.process;
      },
      get processes() {
        return slots.map(({ process }) => process);
      },
      botUrl: '',
      redis,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
