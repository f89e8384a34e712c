import { SDK } from '@ringcentral/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '../../../sandbox/ringcentral/rest/routes.js';
import { TestWorld } from './world.js';

let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.start({ lines: 60, tuning: { missingUserPermissions: ['ReadCallLog'] } });
});
afterAll(() => world.stop());

it('the official SDK signs in with the JWT and reads the directory', async () => {
  const { RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN } = world.rc.env;
  const sdk = new SDK({
    server: RC_SERVER_URL ?? '',
    clientId: RC_CLIENT_ID ?? '',
    clientSecret: RC_CLIENT_SECRET ?? '',
  });
  await sdk.platform().login({ jwt: RC_JWT_TOKEN ?? '' });
  const answer = await sdk.platform().get('/restapi/v1.0/account/~/extension/~');
  expect(await answer.json()).toMatchObject({ id: 62001010, extensionNumber: '101', type: 'User' });
});

it('what the table names is answered, what it does not name is CMN-120', async () => {
  for (const route of ROUTES) {
    if (route.group !== 'Light' || route.method !== 'GET') continue;
    const path = route.path.replace('{accountId}', '~').replace(/\{\w+\}/g, '999');
    expect([route.name, (await world.rest(route.method, path)).body.errorCode]).not.toEqual([route.name, 'CMN-120']);
  }
  const unknown = await world.rest('GET', 'no-such-thing');
  expect([unknown.status, unknown.body.errorCode]).toEqual([404, 'CMN-120']);
});

it('lists are paged; ids are numbers for extensions, strings for queues and devices', async () => {
  const first = await world.rest('GET', 'extension?perPage=50');
  expect(first.body.paging).toEqual({
    page: 1,
    perPage: 50,
    pageStart: 0,
    pageEnd: 49,
    totalPages: 2,
    totalElements: 69,
  });
  const next = new URL(String(first.body.navigation?.nextPage?.uri));
  const second = await world.rest('GET', next.pathname + next.search);
  expect(Object.values(second.body.records ?? {})).toHaveLength(19);
  expect(second.body.navigation?.nextPage).toBeUndefined();
  expect(typeof first.body.records?.[0]?.id).toBe('number');
  const queue = (await world.rest('GET', 'call-queues')).body.records?.[0];
  expect(queue).toMatchObject({ id: '62003000', extensionNumber: '300' });
  const members = await world.rest('GET', `call-queues/${queue?.id}/members`);
  expect(Object.values(members.body.records ?? {}).map((one) => one.id)).toEqual([62001010, 62001020]);
  expect((await world.rest('GET', 'extension?perPage=5000')).body).toMatchObject({
    errorCode: 'CMN-101',
    parameterName: 'perPage',
  });
});

it('a line has a number with features on its own list and an OtherPhone with SIP credentials', async () => {
  const line = (await world.rest('GET', 'extension?extensionNumber=260')).body.records?.[0];
  const numbers = await world.rest('GET', `extension/${line?.id}/phone-number?usageType=DirectNumber`);
  expect(numbers.body.records?.[0]).toMatchObject({ phoneNumber: '+18085550169', features: ['CallerId', 'SmsSender'] });
  const device = (await world.rest('GET', `extension/${line?.id}/device`)).body.records?.[0];
  expect(device).toMatchObject({ type: 'OtherPhone', status: 'Offline', emergency: { addressStatus: 'Valid' } });
  const info = await world.rest('GET', `device/${device?.id}/sip-info`);
  expect(info.body).toMatchObject({ domain: 'sip.ringcentral.com', userName: '18085550169' });
  const all = await world.rest('GET', 'phone-number');
  expect(all.body.records?.[0]?.features).toBeUndefined();
  expect(all.headers.get('x-rate-limit-group')).toBe('heavy');
  const desk = (await world.rest('GET', 'extension/62001010/device')).body.records?.[0];
  expect((await world.rest('GET', `device/${desk?.id}/sip-info`)).status).toBe(404);
});

it('errors carry code, parameter or permission, also at the top', async () => {
  const missing = await world.rest('GET', 'extension/424242');
  expect([missing.status, missing.body]).toEqual([
    404,
    {
      errorCode: 'CMN-102',
      message: 'Resource for parameter [extensionId] is not found.',
      errors: [
        {
          errorCode: 'CMN-102',
          message: 'Resource for parameter [extensionId] is not found.',
          parameterName: 'extensionId',
          parameterValue: '424242',
        },
      ],
      parameterName: 'extensionId',
      parameterValue: '424242',
    },
  ]);
  const forbidden = await world.rest('GET', 'active-calls');
  expect(forbidden.body).toMatchObject({ errorCode: 'CMN-408', permissionName: 'ReadCallLog' });
  expect((await world.rest('POST', 'telephony/call-out', '{not json')).body.errorCode).toBe('CMN-103');
  expect((await world.rest('DELETE', 'telephony/sessions/s-none')).status).toBe(404);
});

it('call-out refuses a phone number as the caller with CMN-101, and unknown devices', async () => {
  const to = { phoneNumber: '+18005550199' };
  const byNumber = await world.rest('POST', 'telephony/call-out', { from: { phoneNumber: '+12025550110' }, to });
  expect([byNumber.status, byNumber.body.errorCode, byNumber.body.parameterName]).toEqual([
    400,
    'CMN-101',
    'phoneNumber',
  ]);
  const byDevice = await world.rest('POST', 'telephony/call-out', { from: { deviceId: '1' }, to });
  expect([byDevice.status, byDevice.body.errorCode]).toEqual([400, 'CMN-102']);
  expect((await world.rest('POST', 'telephony/call-out', { to })).body.errorCode).toBe('CMN-101');
});

it('a wrong client and a wrong JWT are told apart', async () => {
  const wrong = await world.tokenCall({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' });
  expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_grant']);
  const response = await fetch(`${world.rc.env.RC_SERVER_URL}/restapi/oauth/token`, {
    method: 'POST',
    headers: { Authorization: 'Basic eDp5' },
    body: new URLSearchParams({ grant_type: 'refresh_token' }),
  });
  expect([response.status, await response.json()]).toMatchObject([
    401,
    { error: 'invalid_client', errorCode: 'OAU-146' },
  ]);
});

it('an account that allows call-out from a number places a call that nobody of ours hears', async () => {
  const other = await TestWorld.start({
    faults: { callOutNumber: 'allowed' },
    beliefs: { adminControls: true },
    destination: { agentPatienceMs: 60_000 },
  });
  try {
    const made = await other.rest('POST', 'telephony/call-out', {
      from: { phoneNumber: '+12025550110' },
      to: { phoneNumber: '+18005550198' },
    });
    const id = String(made.body.session?.id);
    await other.until('call-answered', (one) => one.call === id);
    await expect
      .poll(async () => (await other.rest('GET', `telephony/sessions/${id}`)).body.parties?.[0]?.status?.code)
      .toBe('Answered');
    const party = String(made.body.session?.parties?.[0]?.id);
    const moved = await other.rest('POST', `telephony/sessions/${id}/parties/${party}/transfer`, {
      extensionNumber: '102',
    });
    expect(moved.status).toBe(200);
    await other.until('taker-agent-audio', (one) => one.person === 'U0SAM');
  } finally {
    await other.stop();
  }
});
