import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { TokenVault } from '../../../src/phone/sign-in/token-vault.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { DANA, SAM, TestWorld } from '../../sandbox/ringcentral/world.js';
import { redisDump } from '../../store/redis-dump.js';
import { redisServer } from '../../store/redis-server.js';
import { KEY, silent } from '../support/account.js';
import { signInOnThePage } from '../support/browser.js';
import { clockAhead, NEARLY_AN_HOUR_MS, practiceAccount, whoAmI } from '../support/practice-account.js';

const redis = await redisServer('signing in over Redis');
const url = redis?.url ?? '';
const NEW_KEY = Buffer.alloc(32, 9);

let world: TestWorld;
let tests = 0;
let aheadMs = 0;
const closing: (() => Promise<void>)[] = [];

/** A process with a connection of its own. */
function process_(options: { readonly jwt?: boolean; readonly keys?: readonly Buffer[] } = {}): RingCentralAccount {
  const { jwt = false, keys = [KEY] } = options;
  const store = createRedisStore({ url, retentionMs: 60_000, prefix: `{${tests}}:` });
  const account = practiceAccount({ env: world.rc.env, store, jwt, keys, clock: clockAhead(() => aheadMs) });
  closing.push(async () => {
    account.stop();
    await store.close();
  });
  return account;
}

/** What is kept at a place, opened. */
async function opened(place: string, keys: readonly Buffer[]) {
  const store = createRedisStore({ url, retentionMs: 60_000, prefix: `{${tests}}:` });
  const { RC_SERVER_URL, RC_CLIENT_ID } = world.rc.env;
  const scope = createHash('sha256').update(`${RC_SERVER_URL}\n${RC_CLIENT_ID}\n`).digest('hex').slice(0, 16);
  const found = await new TokenVault({ store, log: silent, scope, keys }).load(place);
  await store.close();
  return found;
}

const tokenCalls = () =>
  world.story.all().filter(({ what, path }) => what === 'rest' && path === '/restapi/oauth/token');

describe.skipIf(redis === undefined)('signing in over a real Redis', () => {
  beforeEach(async () => {
    tests += 1;
    aheadMs = 0;
    world = await TestWorld.start({ faults: { lightPerMinute: 2_000 } });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await world.stop();
  });

  it('200 requests of two processes that find the token stale at once cause one refresh', async () => {
    const both = [process_(), process_()];
    for (const account of both) await account.start();
    const [one, other] = both;
    await one?.connections.keep('account', await signInOnThePage(one.connections, DANA));
    // The first answers tell the limits, and that the list has reached the other process.
    for (const account of both) await expect.poll(() => account.rest.send(whoAmI).catch(() => undefined)).toBeDefined();
    const before = tokenCalls().length;
    aheadMs = NEARLY_AN_HOUR_MS;
    const asked = both.flatMap((account) => Array.from({ length: 100 }, () => account.rest.send(whoAmI)));
    expect(asked).toHaveLength(200);
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ id: Number(DANA.extensionId) });
    expect(tokenCalls().length - before).toBe(1);
    expect(await other?.connections.of('account')).toMatchObject({ state: 'working' });
  });

  it('200 requests that are refused with 401 at once cause one refresh', async () => {
    const both = [process_({ jwt: true }), process_({ jwt: true })];
    const tokens = await Promise.all(both.map((account) => account.signIn.token()));
    expect(new Set(tokens).size).toBe(1);
    const before = tokenCalls().length;
    const asked = both.flatMap((account) => Array.from({ length: 100 }, () => account.signIn.replace(tokens[0] ?? '')));
    const fresh = new Set(await Promise.all(asked));
    expect(fresh.size).toBe(1);
    expect(fresh).not.toContain(tokens[0]);
    expect(tokenCalls().length - before).toBe(1);
  });

  it('Redis holds no readable token: not the JWT, no access token, no refresh token, of anybody', async () => {
    const account = process_({ jwt: true });
    await account.start();
    const byJwt = await account.signIn.token();
    await account.connections.keep('account', await signInOnThePage(account.connections, DANA));
    await account.connections.keep({ user: SAM.slackId }, await signInOnThePage(account.connections, SAM));
    await account.rest.send(whoAmI);
    await account.restOf(SAM.extensionId).send(whoAmI);
    const secrets = [byJwt, world.rc.env.RC_JWT_TOKEN ?? ''];
    for (const place of ['account', `user-${SAM.slackId}`]) {
      const found = await opened(place, [KEY]);
      if (found.is !== 'kept' || !found.kept.tokens) throw new Error(`${place} is not kept`);
      secrets.push(found.kept.tokens.accessToken, found.kept.tokens.refreshToken ?? '');
    }
    expect(secrets.every((secret) => secret.length > 20)).toBe(true);
    const dump = await redisDump(url);
    expect(dump).toContain(':sign-in:account');
    for (const secret of secrets)
      for (const spelt of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')])
        expect(dump.includes(spelt)).toBe(false);
  });

  it('a new key: what the former one sealed is still read, and sealed anew', async () => {
    const before = process_({ keys: [KEY] });
    await before.start();
    await before.connections.keep('account', await signInOnThePage(before.connections, DANA));
    expect(await opened('account', [NEW_KEY])).toEqual({ is: 'unreadable' });

    const after = process_({ keys: [NEW_KEY, KEY] });
    await after.start();
    expect(await after.rest.send(whoAmI)).toMatchObject({ id: Number(DANA.extensionId) });
    await expect.poll(async () => (await opened('account', [NEW_KEY])).is).toBe('kept');

    const later = process_({ keys: [NEW_KEY] });
    await later.start();
    expect(await later.rest.send(whoAmI)).toMatchObject({ id: Number(DANA.extensionId) });
    expect(await later.connections.of('account')).toMatchObject({ state: 'working' });
  });

  it('without the former key it is not thrown away: it comes back with the key', async () => {
    const before = process_({ keys: [KEY] });
    await before.start();
    await before.connections.keep('account', await signInOnThePage(before.connections, DANA));
    const without = process_({ keys: [NEW_KEY] });
    await without.start();
    await expect(without.rest.send(whoAmI)).rejects.toThrow('TOKEN_ENCRYPTION_KEYS_OLD');
    const again = process_({ keys: [NEW_KEY, KEY] });
    await again.start();
    expect(await again.rest.send(whoAmI)).toMatchObject({ id: Number(DANA.extensionId) });
  });
});
