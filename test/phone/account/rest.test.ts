import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RestRequest } from '../../../src/phone/account/rest.js';
import { PhoneError } from '../../../src/phone/api/phone-error.js';
import { accountOn, memory } from '../support/account.js';
import { fastClock } from '../support/clocks.js';
import { type Answer, limits, type RcServer, startRcServer } from '../support/rc-server.js';

const PATH = '/restapi/v1.0/account/~/extension/~';
const get: RestRequest = {
  method: 'GET',
  path: PATH,
  group: 'light',
  priority: 'normal',
  doing: 'to read an extension',
};

describe('the REST API', () => {
  let server: RcServer;
  beforeEach(async () => {
    server = await startRcServer();
  });
  afterEach(() => server.close());
  const failure = async (answer: Answer, timeoutMs = 3_000) => {
    server.on('GET', PATH, answer);
    const error: unknown = await accountOn(server, { timeoutMs })
      .rest.send(get)
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    if (!(error instanceof PhoneError)) throw new Error(`not a PhoneError: ${String(error)}`);
    return error;
  };
  const body = (errorCode: string, extra: object = {}) => ({
    errorCode,
    message: 'm',
    errors: [{ errorCode, message: 'm', ...extra }],
    ...extra,
  });

  it('says which permission the app lacks', async () => {
    const error = await failure({ status: 403, json: body('CMN-401', { permissionName: 'CallControl' }) });
    expect(error.message).toBe(
      'RingCentral refused to read an extension: the app lacks the permission CallControl. Add it to the app in the RingCentral developer console (Settings > Security & permissions).',
    );
    expect(error).toMatchObject({ code: 'app-permission', retryable: false, errorCode: 'CMN-401', status: 403 });
  });

  it('says which permission the user lacks, from the list of errors alone too', async () => {
    const error = await failure({
      status: 403,
      json: { errors: [{ errorCode: 'CMN-408', permissionName: 'ReadUserDevices' }] },
    });
    expect(error.code).toBe('user-permission');
    expect(error.message).toContain('ReadUserDevices');
  });

  it('says what would help where the calls of another extension are closed to its sign-in, and keeps the code', async () => {
    const path = '/restapi/v1.0/account/~/telephony/sessions/s-1/parties/p-1/bridge';
    server.on('POST', path, { status: 403, json: body('TAS-106') });
    const doing = 'to bring the taker and the agent together';
    const asked = accountOn(server).rest.send({ method: 'POST', path, group: 'light', priority: 'urgent', doing });
    await expect(asked).rejects.toMatchObject({
      code: 'forbidden',
      retryable: false,
      status: 403,
      errorCode: 'TAS-106',
      message:
        'RingCentral refused to bring the taker and the agent together: the bot’s sign-in is not allowed to handle calls of this line (TAS-106). Ask the person whose extension it is to type /irs-hunt connect in Slack.',
    });
  });

  it('decides by the HTTP status what a code it does not know means', async () => {
    const error = await failure({ status: 403, json: body('TAS-106') });
    expect(error).toMatchObject({ code: 'forbidden', errorCode: 'TAS-106' });
    expect(error.message).not.toContain('JWT');
    expect(await failure({ status: 503, json: body('TAS-106') })).toMatchObject({ code: 'server', retryable: true });
  });

  it('names the parameter that is wrong', async () => {
    const error = await failure({ status: 400, json: body('CMN-101', { parameterName: 'phoneNumber' }) });
    expect(error).toMatchObject({ code: 'rejected', parameter: 'phoneNumber' });
  });

  it.each([
    [404, 'not-found', false],
    [409, 'wrong-state', true],
    [500, 'server', true],
    [503, 'server', true],
    [418, 'nonsense', false],
  ])('knows HTTP %i as %s', async (status, code, retryable) => {
    expect(await failure({ status, text: '<html>', headers: { 'content-type': 'text/html' } })).toMatchObject({
      code,
      retryable,
    });
  });

  it('takes nonsense in a good reply for what it is', async () => {
    expect((await failure({ status: 200, text: '<html>hello' })).code).toBe('nonsense');
  });

  it('does not repeat what a stranger put into an error body', async () => {
    const error = await failure({ status: 403, json: body('CMN-408', { permissionName: 'x'.repeat(500) }) });
    expect(error.message.length).toBeLessThan(300);
  });

  it('bounds a server that says nothing', async () => {
    const error = await failure('silence', 300);
    expect(error).toMatchObject({ code: 'unreachable', retryable: true });
    expect(error.message).toContain('did not answer in time');
  });

  it('survives a connection that breaks, and a server that is down', async () => {
    expect((await failure('break')).code).toBe('unreachable');
    const account = accountOn(server);
    await server.close();
    await expect(account.rest.send(get)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('carries no token and no request in its errors', async () => {
    const error = await failure({ status: 500 });
    expect(JSON.stringify({ ...error, cause: error.cause })).not.toContain('access-');
    expect(Object.keys(error)).not.toContain('request');
  });

  it('waits out a short penalty and sends again, counted by group', async () => {
    let asked = 0;
    server.on('GET', PATH, () =>
      ++asked === 1
        ? { status: 429, json: body('CMN-301'), headers: { ...limits('light', 50, 0), 'Retry-After': '4' } }
        : { status: 200, json: {} },
    );
    const account = accountOn(server);
    await expect(account.rest.send(get)).resolves.toEqual({});
    expect(account.figures().light).toMatchObject({ sent: 2, tooMany: 1 });
  });

  it('sends nothing during a long penalty, not even what is urgent, after a restart neither', async () => {
    server.on('GET', PATH, { status: 429, json: body('CMN-301'), headers: { 'Retry-After': '600' } });
    const clock = fastClock();
    const store = memory(clock);
    await expect(accountOn(server, { store, clock }).rest.send(get)).rejects.toMatchObject({ code: 'budget' });
    const restarted = accountOn(server, { store, clock });
    await expect(restarted.rest.send({ ...get, priority: 'urgent' })).rejects.toMatchObject({ code: 'budget' });
    expect(server.count('GET', PATH)).toBe(1);
  });

  it('a global limit pauses every group', async () => {
    server.on('GET', PATH, { status: 429, json: body('CMN-310'), headers: { 'Retry-After': '600' } });
    const account = accountOn(server);
    await expect(account.rest.send(get)).rejects.toThrow();
    expect(account.figures().heavy.available).toBe(0);
  });

  it('keeps to the limit the headers tell, and leaves the last request to the other process that was seen', async () => {
    server.on('GET', PATH, { status: 200, json: {}, headers: limits('LIGHT', 12, 3) });
    const account = accountOn(server);
    await account.rest.send(get);
    expect(account.figures().light).toMatchObject({ limit: 12, available: 2 });
  });
});
