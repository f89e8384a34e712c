import { expect, it } from 'vitest';
import { ApiError } from '../../../sandbox/ringcentral/rest/api-error.js';
import { OAuth } from '../../../sandbox/ringcentral/rest/oauth.js';

function service() {
  let now = 0;
  const oauth = new OAuth({ clientId: 'id', clientSecret: 's', jwt: 'jwt', ownerId: '7', scope: '', now: () => now });
  const grant = (form: Record<string, string>) => oauth.token(new URLSearchParams(form)) as Record<string, string>;
  return {
    oauth,
    pass: (ms: number) => {
      now += ms;
    },
    signIn: () => grant({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'jwt' }),
    refresh: (token: string | undefined) => grant({ grant_type: 'refresh_token', refresh_token: token ?? '' }),
    user: (token: string | undefined) => oauth.user(`Bearer ${token}`),
  };
}

const codeOf = (act: () => unknown): unknown => {
  try {
    act();
    return 'fine';
  } catch (error) {
    return error instanceof ApiError ? `${error.status} ${error.body.errorCode}` : error;
  }
};

it('a refresh kills the old access token at once and gives a new pair', () => {
  const { signIn, refresh, user } = service();
  const first = signIn();
  expect(user(first.access_token)).toBe('7');
  const second = refresh(first.refresh_token);
  expect(codeOf(() => user(first.access_token))).toBe('401 OAU-213');
  expect(user(second.access_token)).toBe('7');
});

it('the old refresh token gives the same new pair until 10 s after the new one was used', () => {
  const { signIn, refresh, user, pass } = service();
  const first = signIn();
  const second = refresh(first.refresh_token);
  pass(1_000_000);
  expect(refresh(first.refresh_token).access_token).toBe(second.access_token);
  user(second.access_token);
  pass(9_000);
  expect(refresh(first.refresh_token).access_token).toBe(second.access_token);
  pass(2_000);
  expect(codeOf(() => refresh(first.refresh_token))).toBe('400 OAU-213');
});

it('an access token ends after its hour; revoking either token ends the sign-in', () => {
  const { oauth, signIn, user, pass } = service();
  const one = signIn();
  pass(3_600_001);
  expect(codeOf(() => user(one.access_token))).toBe('401 OAU-128');
  const two = signIn();
  oauth.revoke(two.refresh_token ?? '');
  expect(codeOf(() => user(two.access_token))).toBe('401 OAU-213');
});

it('a sixth sign-in ends the oldest', () => {
  const { signIn, user } = service();
  const all = Array.from({ length: 6 }, () => signIn());
  expect(codeOf(() => user(all[0]?.access_token))).toBe('401 OAU-213');
  expect(user(all[1]?.access_token)).toBe('7');
});
