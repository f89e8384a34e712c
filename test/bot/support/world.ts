import { pino } from 'pino';
import { startSlack } from '../../../sandbox/slack/slack.js';
import { Story } from '../../../sandbox/story.js';
import type { Slack, SlackMessage, SlackOptions } from '../../../sandbox/world.js';
import { type Bot, createBot } from '../../../src/bot/bot.js';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { loadDestinations } from '../../../src/hunter/destinations/destinations.js';
import { createOwnDestinations } from '../../../src/hunter/destinations/own-destinations.js';
import { type Audit, createAudit } from '../../../src/hunter/office/audit.js';
import { createHouse, type House } from '../../../src/hunter/office/house.js';
import type { Limits } from '../../../src/hunter/office/house-rules.js';
import type { Connections } from '../../../src/hunter/office/people-ports.js';
import type { Pool } from '../../../src/hunter/office/rights.js';
import type { Directory, Extension } from '../../../src/hunter/ports/directory.js';
import type { CodeRequest, SpokenOutcome } from '../../../src/hunter/ports/phone.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { direct, line, policy, destination as practice, T0 } from '../../hunter/support/fixtures.js';
import { type HuntsByHand, huntsByHand } from './hunts-by-hand.js';

export const DANA = 'U0DANA';
export const SAM = 'U0SAM';
/** An admin of the workspace. */
export const KIM = 'U0KIM';
/** A guest of the workspace, and somebody of another organisation in a shared channel. */
export const GUEST = 'U0GUS';
export const STRANGER = 'U0ZOE';
/** Somebody without an extension. */
export const ALEX = 'U0ALEX';
export const CALLS = 'C0CALLS';
/** Bounds what never comes; a busy machine may be this slow. */
export const WITHIN_MS = 60_000;

/** So wide that only those a test sets are met; but for the lines of a hunt and of the workspace. */
const LIMITS: Limits = {
  ...{ linesPerHunt: 5, lines: 8, hunts: 100, starts: 1_000 },
  ...{ huntsPerPerson: 100, linesPerPerson: 100, startsPerPerson: 1_000 },
  ...{ huntsPerChannel: 100, linesPerChannel: 100, startsPerChannel: 1_000 },
};

const DAY_MS = 86_400_000;

function outsider(slackId: string, name: string, kind: 'guest' | 'stranger'): SlackOptions['people'][number] {
  const email = `${kind}@elsewhere.example`;
  return { slackId, name, email, extensionId: '0', extensionNumber: '0', outsider: kind };
}

const PEOPLE: SlackOptions['people'] = [
  { slackId: DANA, name: 'Dana Reyes', email: 'dana@example.com', extensionId: '101101', extensionNumber: '101' },
  { slackId: SAM, name: 'Sam Ortiz', email: 'Sam@Example.com', extensionId: '102102', extensionNumber: '102' },
  {
    slackId: KIM,
    name: 'Kim Adler',
    email: 'kim@example.com',
    extensionId: '0',
    extensionNumber: '0',
    admin: true,
  },
  outsider(GUEST, 'Gus Hale', 'guest'),
  outsider(STRANGER, 'Zoe Novak', 'stranger'),
  { slackId: ALEX, name: 'Alex Kim', email: 'alex@example.com', extensionId: '0', extensionNumber: '0' },
];

function person(number: string, name: string, email: string): Extension {
  const cannotCall = 'it has no device that can be listened to; add one of the kind “existing phone”.';
  return { id: `${number}${number}`, number, name, email, enabled: true, cannotCall };
}

/** A directory with two people, `count` lines, a call queue and the firm's number. */
export function directoryOf(count: number, problem?: string): Directory {
  const lines = Array.from({ length: count }, (_, index): Extension => {
    const each = { ...line(index + 1), number: `+12025550${String(110 + (index % 80)).padStart(3, '0')}` };
    return { id: each.extensionId, number: each.extensionNumber, name: each.name, enabled: true, line: each };
  });
  return {
    extensions: () => [
      person('101', 'Dana Reyes', 'dana@example.com'),
      person('102', 'Sam Ortiz', 'sam@example.com'),
      ...lines,
    ],
    callQueues: () => [{ extensionId: '300300', extensionNumber: '300', name: 'Tax calls' }],
    numbers: () => [{ number: '+18005550100', name: 'Main number' }],
    refreshedAt: () => T0,
    problem: () => problem,
    refresh: async () => undefined,
    progress: () => undefined,
    lastSync: () => undefined,
    lookAgain: async () => undefined,
    lookFirst: () => undefined,
  };
}

/** Members who have no extension that can call hunt from a pool. */
function everybodys(count: number): Pool {
  const lineIds = Array.from({ length: count }, (_, index) => line(index + 1).id);
  return { id: 'everybody', name: 'Everybody', lineIds, members: [SAM, ALEX], groups: [] };
}

export interface World {
  readonly slack: Slack;
  readonly story: Story;
  readonly store: Store;
  readonly hunts: HuntsByHand;
  readonly bot: Bot;
  readonly audit: Audit;
  readonly house: House;
  /** Lines of the bot's log, parsed. */
  readonly logged: readonly Record<string, unknown>[];
  /** Another bot on the same store and Slack, as after a restart. */
  anotherBot(): Bot;
  /** Fills in and sends the form; answers the field errors. */
  start(
    person?: string,
    fill?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<Readonly<Record<string, string>>>;
  /** The newest text only this person saw, once there is one that fits. */
  whisper(person: string, fits: RegExp): Promise<string>;
  message(fits: RegExp): Promise<SlackMessage>;
  /** What the audit holds, oldest first: who, act, outcome, about, why. */
  audited(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly slack?: Partial<SlackOptions>;
  readonly lines?: number;
  readonly limits?: Partial<Limits>;
  readonly directory?: Directory;
  /** By default one with all lines that is open to the members. */
  readonly pools?: readonly Pool[];
  readonly speakCode?: (request: CodeRequest) => Promise<SpokenOutcome>;
  /** By default the hunts' own day, going on at the real pace. */
  readonly now?: () => number;
  readonly start?: boolean;
  /** Signing in to RingCentral in a browser. */
  readonly signIn?: { readonly connections: Connections; readonly baseUrl?: string };
  readonly store?: Store;
}

/** A practice Slack, the real bot on it, and hunts told by hand. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const story = new Story();
  const slack = await startSlack({ story, people: PEOPLE, mode: 'socket', port: 0, ...options.slack });
  const began = Date.now();
  const store = options.store ?? createMemoryStore({ retentionMs: 86_400_000 });
  const lineCount = options.lines ?? 6;
  const pools = JSON.stringify(options.pools ?? [everybodys(lineCount)]);
  await (options.pools === undefined ? store.setIfAbsent('shared:pools', pools) : store.set('shared:pools', pools));
  const hunts = huntsByHand(store, T0);
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (text: string) => void logged.push(JSON.parse(text)) });
  const now = options.now ?? (() => T0 + Date.now() - began);
  const audit = createAudit({ store, log, keepDays: 7, clock: { ...systemClock, now } });
  const house = createHouse({
    ...{ store, log, clock: { ...systemClock, now } },
    defaults: { ...LIMITS, ...options.limits },
  });
  const base = loadDestinations(JSON.stringify([practice, direct]));
  const ownDestinations = createOwnDestinations({ base, store, log });
  await Promise.all([house.start(), ownDestinations.start()]);
  const bots: Bot[] = [];
  const anotherBot = (): Bot => {
    const bot = createBot({
      config: {
        botToken: slack.env.SLACK_BOT_TOKEN ?? '',
        appToken: slack.env.SLACK_APP_TOKEN,
        signingSecret: slack.env.SLACK_SIGNING_SECRET,
        apiUrl: slack.env.SLACK_API_URL,
        adminUsers: [DANA],
        baseUrl: options.signIn?.baseUrl,
        keepMs: 86_400_000,
      },
      hunts,
      directory: options.directory ?? directoryOf(lineCount),
      destinations: ownDestinations,
      ...{ ownDestinations, house },
      store,
      policy,
      knowledge: async () => ({ calls: 1, callsNeeded: 2, seconds: 95, recordings: [] }),
      speakCode: options.speakCode ?? (async () => ({ outcome: 'spoken' })),
      audit,
      log,
      now,
      ...(options.signIn ? { connections: options.signIn.connections } : {}),
    });
    bots.push(bot);
    return bot;
  };
  const bot = anotherBot();
  if (options.start !== false) await bot.start();
  return {
    ...{ slack, story, store, hunts, bot, audit, house, logged, anotherBot },
    async start(by = DANA, fill = {}) {
      await slack.hands.command(by, '/irs-hunt');
      const modal = await slack.hands.awaitModal(by, WITHIN_MS, 'Start a hunt');
      for (const [label, value] of Object.entries(fill)) await modal.fill(label, value);
      return modal.submit();
    },
    async whisper(to, fits) {
      const found = await slack.hands.awaitMessage(
        ({ ephemeralFor, text }) => ephemeralFor === to && fits.test(text),
        WITHIN_MS,
      );
      return found.text;
    },
    message: (fits) =>
      slack.hands.awaitMessage(({ text, ephemeralFor }) => !ephemeralFor && fits.test(text), WITHIN_MS),
    async audited() {
      await audit.flush();
      const entries = await audit.read({ from: T0 - DAY_MS, to: T0 + DAY_MS, limit: 1_000 });
      return entries
        .map(({ by, act, outcome, about = '', why = '' }) => [by, act, outcome, about, why].join('|'))
        .reverse();
    },
    async stop() {
      await Promise.all(bots.map((each) => each.stop()));
      house.stop();
      ownDestinations.stop();
      await slack.stop();
    },
  };
}
