import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEncryptionKey, seal, unseal } from '../../../src/phone/api/sealing.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { accountOn, KEY, memory } from '../support/account.js';
import { fastClock } from '../support/clocks.js';
import { type RcServer, startRcServer } from '../support/rc-server.js';

const TOKEN = '/restapi/oauth/token';
const PING = '/restapi/v1.0/account/~/extension/~';
const ping = { method: 'GET', path: PING, group: 'light', priority: 'normal', doing: 'to read an extension' } as const;

describe('signing in', () => {
  let server: RcServer;
  beforeEach(async () => {
    server = await startRcServer();
    server.on('GET', PING, { status: 200, json: { id: 1 } });
  });
  afterEach(() => server.close());
  const grants = () =>
    server.asked.filter((one) => one.path === TOKEN).map((one) => one.form.get('grant_type')?.split(':').at(-1));

  it('signs in once with the JWT and Basic authentication, however many requests begin at once', async () => {
    const { rest } = accountOn(server);
    await Promise.all(Array.from({ length: 8 }, () => rest.send(ping)));
    expect(grants()).toEqual(['jwt-bearer']);
    const [asked] = server.asked;
    expect(asked?.form.get('assertion')).toBe('the-jwt');
    expect(asked?.authorization).toBe(`Basic ${Buffer.from('client:secret').toString('base64')}`);
  });

  it('keeps the tokens in the store, encrypted, and a second process uses them', async () => {
    const store = memory();
    const kept: string[] = [];
    const spying = {
      ...store,
      set: (key: string, value: string, ttl?: number) => store.set(key, value, ttl).then(() => void kept.push(value)),
    };
    await accountOn(server, { store: spying }).rest.send(ping);
    await accountOn(server, { store }).rest.send(ping);
    expect(grants()).toHaveLength(1);
    expect(kept.join()).not.toContain('access-1');
    expect(kept.join()).not.toContain('refresh-1');
  });

  it('two processes that start at once sign in once', async () => {
    const store = memory();
    await Promise.all([accountOn(server, { store }).rest.send(ping), accountOn(server, { store }).rest.send(ping)]);
    expect(grants()).toHaveLength(1);
  });

  it('refreshes before the end, with the newest refresh token', async () => {
    const clock = createVirtualClock();
    const { rest } = accountOn(server, { clock });
    await rest.send(ping);
    clock.skip(3_500_000);
    await rest.send(ping);
    expect(grants()).toEqual(['jwt-bearer', 'refresh_token']);
    expect(server.asked.at(-2)?.form.get('refresh_token')).toBe('refresh-1');
    expect(server.asked.at(-1)?.authorization).toBe('Bearer access-2');
  });

  it('signs in with the JWT again when the refresh token is dead', async () => {
    const clock = createVirtualClock();
    const { rest } = accountOn(server, { clock });
    await rest.send(ping);
    const issue = () => {
      server.tokens.valid = new Set(['fresh']);
      return { status: 200, json: { access_token: 'fresh', expires_in: 3600 } };
    };
    server.on('POST', TOKEN, ({ form }) =>
      form.get('grant_type') === 'refresh_token' ? { status: 400, json: { error: 'invalid_grant' } } : issue(),
    );
    clock.skip(3_500_000);
    await rest.send(ping);
    expect(grants()).toEqual(['jwt-bearer', 'refresh_token', 'jwt-bearer']);
  });

  it('signs in with the JWT again when there is no refresh token', async () => {
    server.tokens.refresh = false;
    const clock = createVirtualClock();
    const { rest } = accountOn(server, { clock });
    await rest.send(ping);
    clock.skip(3_700_000);
    await rest.send(ping);
    expect(grants()).toEqual(['jwt-bearer', 'jwt-bearer']);
  });

  it('a 401 in the middle is healed once, unseen by the caller, for all requests under way', async () => {
    const { rest } = accountOn(server);
    await rest.send(ping);
    server.tokens.valid.clear();
    await expect(Promise.all([rest.send(ping), rest.send(ping), rest.send(ping)])).resolves.toHaveLength(3);
    expect(grants()).toEqual(['jwt-bearer', 'refresh_token']);
  });

  it('a refused JWT is told in plain words, and not tried again at once', async () => {
    server.on('POST', TOKEN, { status: 400, json: { error: 'invalid_grant', errors: [{ errorCode: 'OAU-213' }] } });
    const { rest, signIn } = accountOn(server);
    await expect(rest.send(ping)).rejects.toThrow('refused the sign-in (OAU-213). Check RC_CLIENT_ID');
    await expect(rest.send(ping)).rejects.toMatchObject({ code: 'sign-in', retryable: false });
    expect(grants()).toHaveLength(1);
    expect(signIn.problem()).toContain('RC_JWT_TOKEN');
  });

  it('is never tried more than 4 times a minute, however many processes start', async () => {
    const clock = fastClock();
    const store = memory(clock);
    server.on('POST', TOKEN, { status: 503 });
    for (let process = 0; process < 5; process++)
      await expect(accountOn(server, { store, clock }).rest.send(ping)).rejects.toThrow();
    expect(server.count('POST', TOKEN)).toBeLessThanOrEqual(4);
  });

  it('the old token is still used when renewing it early fails', async () => {
    const clock = createVirtualClock();
    const { rest } = accountOn(server, { clock });
    await rest.send(ping);
    clock.skip(3_000_000);
    server.on('POST', TOKEN, { status: 429, headers: { 'Retry-After': '60' } });
    await expect(rest.send(ping)).resolves.toEqual({ id: 1 });
    expect(server.asked.at(-1)?.authorization).toBe('Bearer access-1');
  });

  it('a token box opens only with its key and in its place', () => {
    const box = seal(KEY, 'here', 'secret');
    expect(unseal(KEY, 'here', box)).toBe('secret');
    expect(unseal(KEY, 'there', box)).toBeUndefined();
    expect(unseal(Buffer.alloc(32, 8), 'here', box)).toBeUndefined();
    expect(unseal(KEY, 'here', 'v1.AAAA')).toBeUndefined();
    expect(parseEncryptionKey('07'.repeat(32))).toEqual(KEY);
    expect(parseEncryptionKey(KEY.toString('base64'))).toEqual(KEY);
    expect(() => parseEncryptionKey('short')).toThrow('TOKEN_ENCRYPTION_KEY');
  });
});
