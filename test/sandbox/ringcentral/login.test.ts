import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiError } from '../../../sandbox/ringcentral/rest/api-error.js';
import { OAuth } from '../../../sandbox/ringcentral/rest/oauth.js';
import { CALLBACK, DANA, type Json, SAM, TestWorld } from './world.js';

const VERIFIER = 'v'.repeat(50);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.start();
});
afterAll(() => world?.stop());

const base = () => ({
  response_type: 'code',
  client_id: world.rc.env.RC_CLIENT_ID ?? '',
  redirect_uri: CALLBACK,
  state: 'a&b=c',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
});

function authorize(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({ ...base(), ...changes });
  return fetch(`${world.rc.env.RC_SERVER_URL}/restapi/oauth/authorize?${query}`, { redirect: 'manual' });
}

/** Opens the login page and presses a button on it; where that leads. */
async function press(decision: 'allow' | 'deny', user = SAM, changes: Record<string, string> = {}): Promise<URL> {
  const page = await (await authorize(changes)).text();
  const login = /name="login" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(`${world.rc.env.RC_SERVER_URL}/restapi/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login, user: user.extensionId, decision }),
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}

const redeem = (code: string | null, changes: Record<string, string> = {}) =>
  world.tokenCall({
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...changes,
  });

async function as(token: Json | string | undefined, path: string, method = 'GET', body?: unknown) {
  const answer = await fetch(`${world.rc.env.RC_SERVER_URL}/restapi/v1.0/account/~/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const reply = (await answer.json()) as Json;
  return { status: answer.status, body: reply, told: `${answer.status} ${reply.errorCode ?? 'fine'}` };
}

it('a login in the browser ends with a code that signs in its user once, and with the state as it was given', async () => {
  const back = await press('allow');
  expect(back.origin + back.pathname).toBe(CALLBACK);
  expect(back.searchParams.get('state')).toBe('a&b=c');
  const code = back.searchParams.get('code');
  const tokens = await redeem(code);
  expect(tokens.status).toBe(200);
  expect(tokens.body.owner_id).toBe(SAM.extensionId);
  const me = await as(tokens.body.access_token, 'extension/~');
  expect(me.body.id).toBe(Number(SAM.extensionId));
  expect((await redeem(code)).body.errorCode).toBe('OAU-106');
});

it('who denies is led back with access_denied', async () => {
  const back = await press('deny');
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.get('code')).toBeNull();
});

it('an unknown app or redirect address leads nowhere', async () => {
  for (const changes of [
    { client_id: 'other' },
    { redirect_uri: `${CALLBACK}/` },
    { redirect_uri: `${CALLBACK}?x=1` },
    { redirect_uri: 'https://evil.example.com/oauth/callback' },
  ]) {
    const answer = await authorize(changes);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  }
});

it('a code is no good with another redirect address or verifier, or without one', async () => {
  const code = async () => (await press('allow', DANA)).searchParams.get('code');
  expect((await redeem(await code(), { redirect_uri: 'https://bot.example.com/' })).body.errorCode).toBe('OAU-109');
  const wrong = await redeem(await code(), { code_verifier: 'w'.repeat(50) });
  expect([wrong.status, wrong.body.error]).toEqual([403, 'invalid_grant']);
});

it('who is no administrator reads their own and nobody else’s', async () => {
  const back = await press('allow', SAM, { code_challenge: VERIFIER, code_challenge_method: 'plain' });
  const { body } = await redeem(back.searchParams.get('code'));
  const sam = (path: string, method?: string, ask?: unknown) => as(body.access_token, path, method, ask);
  // A desk phone and an “Existing Phone”.
  expect((await sam('extension/~/device')).body.paging?.totalElements).toBe(2);
  expect((await sam(`extension/${DANA.extensionId}`)).told).toBe('403 CMN-419');
  expect((await sam('extension')).told).toBe('403 CMN-408');
  expect((await sam('device/802500000101/sip-info')).told).toBe('403 CMN-419');
  expect((await sam('telephony/sessions/s-unknown')).status).toBe(404);
  const from = { deviceId: '802500000101' };
  expect((await sam('telephony/call-out', 'POST', { from, to: { extensionNumber: '102' } })).told).toBe('403 CMN-404');
  const numbers = (await sam('phone-number')).body.records as unknown as readonly { usageType: string }[];
  expect(new Set(numbers.map(({ usageType }) => usageType))).toEqual(new Set(['DirectNumber']));
});

function service(more: { publicClient?: boolean; issueRefreshTokens?: boolean } = {}) {
  let now = 0;
  const oauth = new OAuth({
    ...{ clientId: 'id', clientSecret: 's', jwt: 'jwt', ownerId: '1', scope: '', now: () => now },
    redirectUris: [CALLBACK],
    users: ['1', '2'].map((id) => ({ id, name: id, extensionNumber: id, admin: id === '1' })),
    ...more,
  });
  const ask = { response_type: 'code', client_id: 'id', redirect_uri: CALLBACK, code_challenge: CHALLENGE };
  const code = (user: string, changes: Record<string, string> = {}) => {
    const page = oauth.authorize(new URLSearchParams({ ...ask, code_challenge_method: 'S256', ...changes })).html ?? '';
    const login = /name="login" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = oauth.login(new URLSearchParams({ login, user, decision: 'allow' }));
    return new URL(answer.headers?.Location ?? '').searchParams.get('code') ?? '';
  };
  const redeemed = (given: string) =>
    oauth.token(
      new URLSearchParams({
        ...{ grant_type: 'authorization_code', code: given, redirect_uri: CALLBACK, code_verifier: VERIFIER },
      }),
    );
  return { oauth, code, redeemed, signIn: (user: string) => redeemed(code(user)), pass: (ms: number) => (now += ms) };
}

function codeOf(act: () => unknown): unknown {
  try {
    act();
    return 'fine';
  } catch (error) {
    return error instanceof ApiError ? `${error.status} ${error.body.errorCode}` : error;
  }
}

it('a code is over after 60 s', () => {
  const { code, redeemed, pass } = service();
  const given = code('2');
  pass(60_001);
  expect(codeOf(() => redeemed(given))).toBe('403 OAU-108');
});

it('a sixth sign-in ends the oldest of the same user, and of nobody else', () => {
  const { oauth, signIn } = service();
  const other = signIn('1');
  const all = Array.from({ length: 6 }, () => signIn('2'));
  const user = (tokens: Record<string, unknown> | undefined) => oauth.user(`Bearer ${tokens?.access_token}`);
  expect(codeOf(() => user(all[0]))).toBe('401 OAU-213');
  expect(user(all[1])).toBe('2');
  expect(user(other)).toBe('1');
});

it('a public app names itself without a secret and needs PKCE; without the switch it gets no refresh token', () => {
  const { oauth, signIn } = service({ publicClient: true, issueRefreshTokens: false });
  const form = new URLSearchParams({ client_id: 'id' });
  expect(codeOf(() => oauth.checkClient(undefined, form))).toBe('fine');
  expect(codeOf(() => service().oauth.checkClient(undefined, form))).toBe('401 OAU-123');
  expect(signIn('2').refresh_token).toBeUndefined();
  const ask = new URLSearchParams({ response_type: 'code', client_id: 'id', redirect_uri: CALLBACK });
  expect(oauth.authorize(ask).headers?.Location).toContain('error=invalid_request');
});
