import type { Store } from '../../../src/hunter/ports/store.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { clockAhead, NEARLY_AN_HOUR_MS, practiceAccount, whoAmI } from './practice-account.js';

/**
 * A process of its own that finds its token stale, refreshes it, uses it, and kills itself (SIGKILL) at the point that
 * DIE_AT names. It exits with 3 when it never came by there.
 */
const { DIE_AT = '', REDIS_URL = '', PREFIX = '', WITH_JWT = '' } = process.env;

async function point(name: string): Promise<void> {
  if (name !== DIE_AT) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

function watched(store: Store): Store {
  const isSignIn = (name: string) => name.includes(':sign-in:');
  return {
    ...store,
    async acquire(name, token, ttlMs) {
      if (isSignIn(name)) await point('before the lease');
      const held = await store.acquire(name, token, ttlMs);
      if (isSignIn(name) && held) await point('after the lease');
      return held;
    },
    async set(key, value, ttlMs) {
      if (isSignIn(key)) await point('answer read but not stored');
      await store.set(key, value, ttlMs);
      if (isSignIn(key)) await point('stored but lease held');
    },
    async release(name, token) {
      await store.release(name, token);
      if (isSignIn(name)) await point('released but not used');
    },
  };
}

const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const asksForTokens = url.includes('/oauth/token');
  await point(asksForTokens ? 'request not sent' : 'first use not sent');
  const reply = await send(input, init);
  await point(asksForTokens ? 'request sent but answer not read' : 'first use sent');
  return reply;
};

const store = createRedisStore({ url: REDIS_URL, retentionMs: 60_000, prefix: PREFIX });
const account = practiceAccount({
  env: process.env,
  store: watched(store),
  jwt: WITH_JWT === 'yes',
  clock: clockAhead(() => NEARLY_AN_HOUR_MS),
});
await account.start();
await account.rest.send(whoAmI);
process.exit(3);
