import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { DANA, TestWorld } from '../../sandbox/ringcentral/world.js';
import { redisServer } from '../../store/redis-server.js';
import { signInOnThePage } from '../support/browser.js';
import { clockAhead, NEARLY_AN_HOUR_MS, practiceAccount, whoAmI } from '../support/practice-account.js';

const redis = await redisServer('processes killed while they refresh a token');
const REDIS_URL = redis?.url ?? '';
const CHILD = fileURLToPath(new URL('../support/dies-while-refreshing.js', import.meta.url));

const POINTS = [
  'before the lease',
  'after the lease',
  'request not sent',
  'request sent but answer not read',
  'answer read but not stored',
  'stored but lease held',
  'released but not used',
  'first use not sent',
  'first use sent',
];

let world: TestWorld;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await world?.stop();
});

function process_(prefix: string, jwt: boolean, aheadMs: number): RingCentralAccount {
  const store = createRedisStore({ url: REDIS_URL, retentionMs: 60_000, prefix });
  const account = practiceAccount({ env: world.rc.env, store, jwt, clock: clockAhead(() => aheadMs) });
  closing.push(async () => {
    account.stop();
    await store.close();
  });
  return account;
}

/** The signal that ended the child. */
async function refreshAndDie(at: string, prefix: string, jwt: boolean): Promise<unknown> {
  const env = { ...process.env, ...world.rc.env, DIE_AT: at, REDIS_URL, PREFIX: prefix, WITH_JWT: jwt ? 'yes' : '' };
  const child = spawn(process.execPath, ['--enable-source-maps', CHILD], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? `exit ${code}`;
}

const grants = () => world.story.all().filter(({ what, path }) => what === 'rest' && path === '/restapi/oauth/token');

describe.skipIf(redis === undefined)(
  'a process killed with -9 while it refreshes: the next one is signed in without a person',
  () => {
    describe.each([
      ['by JWT', true],
      ['by OAuth alone', false],
    ])('%s', (_, jwt) => {
      it.each(POINTS)('%s', async (at) => {
        world = await TestWorld.start();
        const prefix = `{${at}/${jwt}}:`;
        const first = process_(prefix, jwt, 0);
        await first.start();
        if (!jwt) await first.connections.keep('account', await signInOnThePage(first.connections, DANA));
        await first.rest.send(whoAmI);
        expect(await refreshAndDie(at, prefix, jwt)).toBe('SIGKILL');

        const next = process_(prefix, jwt, NEARLY_AN_HOUR_MS);
        const lost: unknown[] = [];
        next.connections.onLost((whose) => lost.push(whose));
        await next.start();
        expect(await next.rest.send(whoAmI)).toMatchObject({ id: Number(DANA.extensionId) });
        if (!jwt) expect(await next.connections.of('account')).toMatchObject({ state: 'working' });
        expect(lost).toEqual([]);
        expect(grants().map(({ status }) => status)).not.toContain(429);
        // At most one for the start, one that was killed and one by the next; the same refresh token gave the same pair.
        expect(grants().length).toBeLessThanOrEqual(3);
        expect(grants().every(({ status }) => status === 200)).toBe(true);
      });
    });
  },
);
