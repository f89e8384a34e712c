import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { startRingCentral } from '../../../sandbox/ringcentral/ringcentral.js';
import { Story } from '../../../sandbox/story.js';
import type { Person, RingCentral } from '../../../sandbox/world.js';
import { startHttp } from '../../../src/http.js';
import type { Clock } from '../../../src/hunter/base/clock.js';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import type { Connections } from '../../../src/hunter/office/people-ports.js';
import { createRingCentral } from '../../../src/phone/account/ringcentral.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { freePort } from '../../../support/free-port.js';
import { T0 } from '../../hunter/support/fixtures.js';
import { QUICK } from '../../sandbox/ringcentral/world.js';
import { ALEX, DANA, SAM, type World, world } from './world.js';

const ACCOUNT: readonly Person[] = [
  { slackId: DANA, name: 'Dana Reyes', email: 'dana@example.com', extensionId: '101101', extensionNumber: '101' },
  { slackId: SAM, name: 'Sam Ortiz', email: 'Sam@Example.com', extensionId: '102102', extensionNumber: '102' },
  { slackId: ALEX, name: 'Alex Kim', email: 'ALEX@example.com', extensionId: '103103', extensionNumber: '103' },
];

/** A practice Slack and RingCentral with the real bot and its pages between them, and a clock a test can move. */
export interface WebLogin extends World {
  readonly botUrl: string;
  readonly ringCentral: RingCentral;
  readonly connections: Connections;
  /** Time goes by for the bot: what waits for longer than a minute is done then. RingCentral keeps its own time. */
  pass(ms: number): void;
  /** Types the command; the private link of the answer. */
  link(person: string, command?: string): Promise<string>;
}

export interface WebLoginOptions {
  /** Registers another redirect address than the bot's. */
  readonly wrongRedirect?: boolean;
  readonly noBaseUrl?: boolean;
}

export async function webLogin({ wrongRedirect, noBaseUrl }: WebLoginOptions = {}): Promise<WebLogin> {
  let passed = 0;
  const now = () => T0 + passed;
  const waiting = new Set<{ readonly at: number; readonly act: () => void }>();
  const clock: Clock = {
    now,
    setTimer(act, delayMs) {
      if (delayMs < 60_000) return systemClock.setTimer(act, delayMs);
      const entry = { at: now() + delayMs, act };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
  };
  const botUrl = `http://127.0.0.1:${await freePort()}`;
  const folder = await mkdtemp(join(tmpdir(), 'web-login-'));
  const ringCentral = await startRingCentral({
    ...{ story: new Story(), seed: 3, people: ACCOUNT, lines: 1, destination: QUICK, folder },
    faults: { callOutNumber: 'refused' },
    manners: { pickUp: ['never'] },
    redirectUris: [wrongRedirect ? 'https://elsewhere.example.com/oauth/callback' : `${botUrl}/oauth/callback`],
  });
  const store = createMemoryStore({ retentionMs: 86_400_000, now });
  const { RC_SERVER_URL = '', RC_CLIENT_ID = '', RC_CLIENT_SECRET = '' } = ringCentral.env;
  const account = createRingCentral({
    ...{ server: RC_SERVER_URL, clientId: RC_CLIENT_ID, clientSecret: RC_CLIENT_SECRET, store, clock },
    ...{ log: pino({ level: 'silent' }), signInRetryPauseMs: 20 },
    encryptionKeys: [randomBytes(32)],
  });
  await account.start();
  const { connections } = account;
  const w = await world({ now, store, signIn: { connections, ...(noBaseUrl ? {} : { baseUrl: botUrl }) } });
  const http = await startHttp({
    port: Number(new URL(botUrl).port),
    readiness: async () => ({}),
    metrics: new Registry(),
    ...(w.bot.signInRoutes ? { signIn: w.bot.signInRoutes } : {}),
    log: pino({ level: 'silent' }),
  });
  let links = 0;
  return {
    ...w,
    ...{ botUrl, ringCentral, connections },
    pass(ms) {
      passed += ms;
      for (const entry of [...waiting]) {
        if (entry.at > now() || !waiting.delete(entry)) continue;
        entry.act();
      }
    },
    async link(person, command = '/irs-hunt connect') {
      await w.slack.hands.command(person, command);
      links++;
      const fits = ({ ephemeralFor, text }: { ephemeralFor?: string; text: string }) =>
        ephemeralFor !== undefined && /oauth\/start/.test(text);
      await w.slack.hands.awaitMessage(() => w.slack.hands.messages().filter(fits).length >= links, 8_000);
      const text = w.slack.hands.messages().filter(fits).at(-1)?.text ?? '';
      return /<(http[^|>]+)\|/.exec(text)?.[1] ?? 'no link';
    },
    async stop() {
      await http.stop();
      await w.stop();
      account.stop();
      await ringCentral.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
