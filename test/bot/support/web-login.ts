import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { freePort } from '../../../sandbox/free-port.js';
import { startRingCentral } from '../../../sandbox/ringcentral/ringcentral.js';
import { Story } from '../../../sandbox/story.js';
import type { Person, RingCentral } from '../../../sandbox/world.js';
import { startHttp } from '../../../src/http.js';
import { T0 } from '../../hunter/fixtures.js';
import { QUICK } from '../../sandbox/ringcentral/world.js';
import { PracticeConnections } from '../../support/practice-connections.js';
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
  readonly connections: PracticeConnections;
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
  const botUrl = `http://127.0.0.1:${await freePort()}`;
  const folder = await mkdtemp(join(tmpdir(), 'web-login-'));
  const ringCentral = await startRingCentral({
    ...{ story: new Story(), seed: 3, people: ACCOUNT, lines: 1, destination: QUICK, folder },
    faults: { callOutNumber: 'refused' },
    manners: { pickUp: ['never'] },
    redirectUris: [wrongRedirect ? 'https://elsewhere.example.com/oauth/callback' : `${botUrl}/oauth/callback`],
  });
  const connections = new PracticeConnections(ringCentral.env, now);
  const w = await world({ now, signIn: { connections, ...(noBaseUrl ? {} : { baseUrl: botUrl }) } });
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
      await ringCentral.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
