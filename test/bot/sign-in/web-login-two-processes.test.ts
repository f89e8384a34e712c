import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { createWebSignIn } from '../../../src/bot/sign-in/web-sign-in.js';
import type { Connections, Redeemed } from '../../../src/hunter/office/people-ports.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { redisServer } from '../../store/redis-server.js';

const redis = await redisServer('sign-in links used in two processes');
const log = pino({ level: 'silent' });
const stores = redis ? [0, 1].map(() => createRedisStore({ url: redis.url, retentionMs: 1_000, log })) : [];
afterAll(() => Promise.all(stores.map((store) => store.close())));

const SAM: Redeemed = { extensionId: '102', extensionNumber: '102', name: 'Sam', admin: false };

it.skipIf(redis === undefined)(
  'two processes that are asked at once use a link, and a return, once between them',
  async () => {
    const redeemed: string[] = [];
    const kept: unknown[] = [];
    const connections: Connections = {
      authorizeUrl: ({ state, challenge }) => `https://rc.example.com/?state=${state}&challenge=${challenge}`,
      redeem: async ({ code }) => {
        redeemed.push(code);
        return SAM;
      },
      keep: async (whose) => void kept.push(whose),
      discard: async () => undefined,
      of: async () => undefined,
      end: async () => false,
      onLost: () => () => undefined,
    };
    const processes = stores.map((store) =>
      createWebSignIn({
        ...{ connections, store, log, now: Date.now, baseUrl: 'https://bot.example.com' },
        people: {
          extensionOf: async () => ({ kind: 'extension', extensionId: '102', extensionNumber: '102', name: 'Sam' }),
        },
        link: async () => undefined,
        gate: { refusal: async () => undefined },
        emailOf: async () => undefined,
        audit: { record: () => undefined },
        connected: async () => undefined,
      }),
    );
    const [one] = processes;
    if (one === undefined) throw new Error('there is no process');
    for (let round = 0; round < 20; round++) {
      const link = await one.invite(`U${round}`, 'person');
      const ticket = new URL(link ?? '').searchParams.get('ticket') ?? '';
      const begun = await Promise.all([...processes, ...processes].map((each) => each.begin(ticket)));
      const departures = begun.filter((each) => 'to' in each);
      expect(departures).toHaveLength(1);
      const [departure] = departures;
      if (departure === undefined) return;
      const back = { state: departure.state, browser: departure.browser, code: `code-${round}` };
      const pages = await Promise.all([...processes, ...processes].map((each) => each.finish(back)));
      expect(pages.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
    }
    expect(redeemed).toEqual(Array.from({ length: 20 }, (_, round) => `code-${round}`));
    expect(kept).toHaveLength(20);
  },
);
