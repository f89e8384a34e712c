import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Redeemed, Whose } from '../../../src/hunter/office/people-ports.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { accountOn, memory } from '../support/account.js';
import { jumpingClock } from '../support/clocks.js';
import { letPeopleSignIn, type RcPeople } from '../support/rc-people.js';
import { type RcServer, startRcServer } from '../support/rc-server.js';

const ping = {
  method: 'GET',
  path: '/restapi/v1.0/account/~/extension/~',
  group: 'light',
  priority: 'normal',
  doing: 'to read an extension',
} as const;
const DANA = { user: 'U0DANA' };
const HOUR = 3_600_000;

let server: RcServer;
let people: RcPeople;
const stops: (() => void)[] = [];
beforeEach(async () => {
  server = await startRcServer();
  people = letPeopleSignIn(server);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await server.close();
});

/** A process, started. */
async function started(options: Parameters<typeof accountOn>[1] = {}) {
  const account = accountOn(server, { jwt: false, ...options });
  stops.push(() => account.stop());
  await account.start();
  return account;
}
type Started = Awaited<ReturnType<typeof started>>;

const redeem = ({ connections }: Started, extensionId: string): Promise<Redeemed> =>
  connections.redeem({
    code: `code-${extensionId}`,
    verifier: 'v'.repeat(43),
    redirectUri: 'https://bot/oauth/callback',
  });
const connect = async (account: Started, whose: Whose, extensionId: string) =>
  account.connections.keep(whose, await redeem(account, extensionId));

describe('signing in in the browser', () => {
  it('leads to the authorize page with state, redirect address and an S256 challenge', async () => {
    const { connections } = await started();
    const ask = { state: 'a b&c', challenge: 'ch', redirectUri: 'https://bot.example.com/oauth/callback' };
    const url = new URL(connections.authorizeUrl(ask));
    expect(url.origin + url.pathname).toBe(`${server.url}/restapi/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: ask.redirectUri,
      state: 'a b&c',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    });
  });

  it('a code is exchanged with its verifier, and it is read whose it is', async () => {
    const account = await started();
    expect(await redeem(account, '101')).toEqual({
      extensionId: '101',
      extensionNumber: '101',
      name: 'Person 101',
      email: '101@example.com',
      admin: true,
    });
    const { form, authorization } = server.asked[0] ?? {};
    expect(Object.fromEntries(form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'code-101',
      code_verifier: 'v'.repeat(43),
      redirect_uri: 'https://bot/oauth/callback',
    });
    expect(authorization).toMatch(/^Basic /);
  });

  it('a public app names itself in the form instead of a secret', async () => {
    await redeem(await started({ publicApp: true }), '101');
    expect(server.asked[0]?.form.get('client_id')).toBe('client');
    expect(server.asked[0]?.authorization).toBe('');
  });

  it('says in words why a code cannot be exchanged', async () => {
    people.dead.add('101');
    await expect(redeem(await started(), '101')).rejects.toThrow('start again with /irs-hunt connect');
    server.on('POST', '/restapi/oauth/token', { status: 401, json: { error: 'invalid_client', errorCode: 'OAU-146' } });
    await expect(redeem(await started(), '102')).rejects.toThrow('An admin checks RC_CLIENT_ID');
  });

  it('a sign-in without a refresh token is revoked at once, with the switch to turn on', async () => {
    people = letPeopleSignIn(server, { refreshTokens: false });
    await expect(redeem(await started(), '101')).rejects.toThrow('Issue refresh tokens');
    expect(people.revoked()).toEqual(['access-101-1']);
  });
});

describe('the account without a JWT', () => {
  it('says who has to do what, and goes on by itself once somebody has signed in, in every process', async () => {
    const store = memory();
    const one = await started({ store });
    const other = await started({ store });
    const sentence = 'Nobody has signed in to RingCentral yet: an admin types /irs-hunt connect account.';
    await expect(one.rest.send(ping)).rejects.toThrow(sentence);
    expect(one.signIn.problem()).toBe(sentence);
    const told: string[] = [];
    other.onAccountChange(() => told.push('other'));
    await connect(one, 'account', '101');
    await expect.poll(() => told).toEqual(['other']);
    for (const account of [one, other]) expect(await account.rest.send(ping)).toMatchObject({ id: 101 });
    expect(one.signIn.problem()).toBeUndefined();
    expect(people.grants()).toEqual(['authorization_code 101']);
    expect(await (await started({ store })).rest.send(ping)).toMatchObject({ id: 101 });
  });

  it('a process that starts later learns who has connected, and takes it for no change', async () => {
    const store = memory();
    await connect(await started({ store }), 'account', '101');
    const later = accountOn(server, { store, jwt: false });
    stops.push(() => later.stop());
    let changes = 0;
    later.onAccountChange(() => changes++);
    await later.start();
    expect(await later.rest.send(ping)).toMatchObject({ id: 101 });
    expect(changes).toBe(0);
  });

  it('what an admin connected is preferred to the JWT, which takes over when it dies, and nobody is bothered', async () => {
    const account = await started({ jwt: true });
    const lost: Whose[] = [];
    account.connections.onLost((whose) => lost.push(whose));
    await connect(account, 'account', '101');
    expect(await account.rest.send(ping)).toMatchObject({ id: 101 });
    people.dead.add('101');
    server.tokens.valid.clear();
    expect(await account.rest.send(ping)).toMatchObject({ id: 62000001 });
    expect(people.grants()).toEqual(['authorization_code 101', 'refresh_token 101', 'jwt']);
    expect(await account.connections.of('account')).toMatchObject({ extensionId: '101', state: 'lost' });
    expect(lost).toEqual([]);
    expect(account.signIn.problem()).toBeUndefined();
  });

  it('a wrong client secret loses nothing: it is healed in the settings', async () => {
    const clock = createVirtualClock();
    const account = await started({ clock });
    await connect(account, 'account', '101');
    server.on('POST', '/restapi/oauth/token', { status: 401, json: { error: 'invalid_client', errorCode: 'OAU-146' } });
    clock.skip(HOUR + 1);
    await expect(account.rest.send(ping)).rejects.toThrow('RC_CLIENT_SECRET');
    expect(await account.connections.of('account')).toMatchObject({ state: 'working' });
  });
});

describe('only RingCentral itself says that a sign-in is over', () => {
  it.each([
    ['a proxy answers with a page', { status: 403, text: '<html>blocked</html>' }],
    ['the service is down', { status: 503, json: { errorCode: 'CMN-201' } }],
    ['there are too many requests', { status: 429, json: { errorCode: 'CMN-301' } }],
    ['the answer holds no token', { status: 200, json: { hello: 'there' } }],
    ['nobody answers', 'break'],
  ] as const)('not when %s', async (_, answer) => {
    const clock = jumpingClock();
    const account = await started({ clock, store: memory(clock) });
    await connect(account, DANA, '102');
    server.on('POST', '/restapi/oauth/token', answer);
    clock.jump(5 * 24 * HOUR);
    await account.connections.tend();
    expect(await account.connections.of(DANA)).toMatchObject({ state: 'working' });
    people = letPeopleSignIn(server);
    clock.jump(2 * 60_000);
    await account.connections.tend();
    expect(await account.connections.of(DANA)).toMatchObject({ state: 'working' });
    expect(people.grants().at(-1)).toBe('refresh_token 102');
  });

  it('not when our clock says that its refresh token is too old', async () => {
    const clock = jumpingClock();
    const account = await started({ clock });
    await connect(account, 'account', '101');
    clock.jump(40 * 24 * HOUR);
    expect(await account.rest.send(ping)).toMatchObject({ id: 101 });
  });
});

describe('a sign-in that is no longer accepted', () => {
  it('is told once over all processes and restarts, until they connect again', async () => {
    const [clock, store] = [jumpingClock(), memory()];
    const told: Whose[] = [];
    const listening = async () => {
      const account = await started({ clock, store });
      account.connections.onLost((whose) => told.push(whose));
      return account;
    };
    const [one, other] = [await listening(), await listening()];
    await connect(one, 'account', '101');
    await one.rest.send(ping);
    people.dead.add('101');
    clock.jump(HOUR + 1);
    const both = [one.rest.send(ping), other.rest.send(ping)].map((asked) =>
      asked.catch((error: Error) => error.message),
    );
    for (const sentence of await Promise.all(both))
      expect(sentence).toContain('an admin types /irs-hunt connect account');
    await expect.poll(() => told).toEqual(['account']);
    expect(await other.connections.of('account')).toMatchObject({ extensionId: '101', state: 'lost' });
    expect(one.signIn.problem()).toContain('no longer accepts');

    const restarted = await listening();
    await restarted.connections.tend();
    clock.jump(3 * HOUR);
    await expect(restarted.rest.send(ping)).rejects.toThrow('/irs-hunt connect account');
    expect(told).toEqual(['account']);

    people.dead.clear();
    await connect(other, 'account', '101');
    expect(await restarted.connections.of('account')).toMatchObject({ state: 'working' });
    expect(await one.rest.send(ping)).toMatchObject({ id: 101 });
    people.dead.add('101');
    clock.jump(HOUR + 1);
    await expect(one.rest.send(ping)).rejects.toThrow();
    await expect.poll(() => told).toEqual(['account', 'account']);
  });

  it('that was lost while nobody listened is told as soon as somebody does', async () => {
    const [clock, store] = [createVirtualClock(), memory()];
    const deaf = await started({ clock, store });
    await connect(deaf, DANA, '102');
    people.dead.add('102');
    clock.skip(5 * 24 * HOUR);
    await deaf.connections.tend();
    const told: Whose[] = [];
    (await started({ clock, store })).connections.onLost((whose) => told.push(whose));
    await expect.poll(() => told).toEqual([DANA]);
  });
});

describe('a sign-in that is kept', () => {
  it('lives on though nobody uses it: it is renewed long before its refresh token ends', async () => {
    const clock = createVirtualClock();
    const account = await started({ clock });
    await connect(account, DANA, '102');
    for (let day = 0; day < 30; day++) {
      clock.skip(24 * HOUR);
      await account.connections.tend();
    }
    expect(await account.connections.of(DANA)).toMatchObject({ extensionId: '102', state: 'working' });
    expect(people.grants().slice(1).length).toBeGreaterThanOrEqual(30 / 7);
    expect(new Set(people.grants().slice(1))).toEqual(new Set(['refresh_token 102']));
  });

  it('is revoked when it is ended, replaced or not kept at all', async () => {
    const account = await started();
    const { connections } = account;
    await connections.discard(await redeem(account, '103'));
    await connect(account, DANA, '102');
    await connect(account, DANA, '104');
    expect(await connections.of(DANA)).toMatchObject({ extensionId: '104' });
    expect(await connections.end(DANA)).toBe(true);
    expect(await connections.end(DANA)).toBe(false);
    expect(await connections.of(DANA)).toBeUndefined();
    expect(people.revoked()).toEqual(['refresh-103-1', 'refresh-102-2', 'refresh-104-3']);
  });

  it('ends for all processes, and a failing revocation holds nobody up', async () => {
    const store = memory();
    const [one, other] = [await started({ store }), await started({ store })];
    await connect(one, 'account', '101');
    await other.rest.send(ping);
    server.on('POST', '/restapi/oauth/revoke', { status: 500 });
    expect(await one.connections.end('account')).toBe(true);
    await expect
      .poll(() => other.rest.send(ping).catch((error: Error) => error.message))
      .toContain('Nobody has signed in');
    expect(server.count('POST', '/restapi/oauth/revoke')).toBe(1);
  });

  it('can be kept once: what was dealt with is told to begin again', async () => {
    const account = await started();
    const redeemed = await redeem(account, '101');
    await account.connections.keep('account', redeemed);
    await expect(account.connections.keep(DANA, redeemed)).rejects.toThrow('Start again with /irs-hunt connect.');
  });
});

describe('a store that fails while a new pair is saved', () => {
  /** A store that refuses to write sign-ins while `failing` says so. */
  const fragile = (clock: Clock, failing: () => boolean): Store => {
    const store = memory(clock);
    return {
      ...store,
      set: (key, value, ttlMs) =>
        failing() && key.includes(':sign-in:')
          ? Promise.reject(new Error('store is down'))
          : store.set(key, value, ttlMs),
    };
  };

  it('loses nothing: the pair is not used before it is stored, and stored as soon as that works, without asking again', async () => {
    let failing = false;
    const clock = jumpingClock();
    const account = await started({ clock, store: fragile(clock, () => failing) });
    await connect(account, 'account', '101');
    await account.rest.send(ping);
    failing = true;
    clock.jump(HOUR);
    await expect(account.rest.send(ping)).rejects.toThrow('could not be stored, so it is not used yet');
    expect(people.askedBy('GET', /extension/)).toHaveLength(2);
    failing = false;
    expect(await account.rest.send(ping)).toMatchObject({ id: 101 });
    expect(people.grants()).toEqual(['authorization_code 101', 'refresh_token 101']);
  });

  it('a moment is not noticed', async () => {
    let failures = 0;
    const clock = jumpingClock();
    const account = await started({ clock, store: fragile(clock, () => failures-- > 0) });
    await connect(account, 'account', '101');
    failures = 2;
    clock.jump(HOUR);
    expect(await account.rest.send(ping)).toMatchObject({ id: 101 });
  });
});

describe('a person who connects anew while a renewal is under way', () => {
  it('wins: the renewal keeps nothing, and who waited for it goes on with the new sign-in', async () => {
    const clock = jumpingClock();
    const store = memory(clock);
    const [one, other] = [await started({ clock, store }), await started({ clock, store })];
    await connect(one, 'account', '101');
    await one.rest.send(ping);
    let answer: () => void = () => {};
    const gate = new Promise<void>((resume) => {
      answer = resume;
    });
    const asked = new Promise<void>((resume) => {
      server.on('POST', '/restapi/oauth/token', async ({ form }) => {
        if (form.get('grant_type') === 'refresh_token') {
          resume();
          await gate;
          return { status: 200, json: { access_token: 'access-101-late', expires_in: 3600, refresh_token: 'late' } };
        }
        server.tokens.valid.add('access-105-new');
        return {
          status: 200,
          json: { access_token: 'access-105-new', expires_in: 3600, owner_id: 105, refresh_token: 'r' },
        };
      });
    });
    clock.jump(HOUR);
    const waiting = one.rest.send(ping);
    await asked;
    await connect(other, 'account', '105');
    answer();
    expect(await waiting).toMatchObject({ id: 105 });
    expect(await other.rest.send(ping)).toMatchObject({ id: 105 });
    expect(await one.connections.of('account')).toMatchObject({ extensionId: '105', state: 'working' });
  });
});
