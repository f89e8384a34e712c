import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Json, TestWorld } from './world.js';

let world: TestWorld;
let hook: Server | undefined;

afterEach(async () => {
  await world.stop();
  hook?.closeAllConnections();
  hook?.close();
  hook = undefined;
});

const ACCOUNT = '/restapi/v1.0/account/~/telephony/sessions';

/** A client of the WebSocket with the frames it got, waited for one by one. */
async function connect(token?: string, wsc?: string) {
  const ticket = (await world.rest('POST', '/restapi/oauth/wstoken')).body;
  const access = token ?? String(ticket.ws_access_token);
  const socket = new WebSocket(`${String(ticket.uri)}?access_token=${access}${wsc ? `&wsc=${wsc}` : ''}`);
  const frames: [Json, Json][] = [];
  let wake = () => {};
  let failed: Error | undefined;
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as [Json, Json]);
    wake();
  });
  socket.on('error', (error) => {
    failed = error;
    wake();
  });
  const next = async (): Promise<readonly [Json, Json]> => {
    for (;;) {
      const frame = frames.shift();
      if (frame) return frame;
      if (failed) throw failed;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const ask = async (filters: readonly string[]) => {
    const body = { eventFilters: filters, deliveryMode: { transportType: 'WebSocket' } };
    const meta = { type: 'ClientRequest', messageId: 'm-1', method: 'POST', path: '/restapi/v1.0/subscription' };
    socket.send(JSON.stringify([meta, body]));
    return next();
  };
  return { socket, next, ask, access };
}

const event = ([meta, body]: readonly [Json, Json]) => {
  expect(meta.type).toBe('ServerNotification');
  const party = body.body?.parties?.[0];
  return [
    Number(body.body?.sequence),
    Number(String(party?.id).split('-').at(-1)),
    String(party?.status?.code),
    String(body.event).includes('/extension/') ? 'extension' : 'account',
  ];
};

describe('the practice RingCentral’s WebSocket', () => {
  it('tells of a call as the real one was seen to: one party an event, numbered over both', async () => {
    world = await TestWorld.start({ beliefs: { adminControls: true }, tuning: { eventDelayMs: [0, 0] } });
    const { next, ask } = await connect();
    const [hello] = await next();
    expect(hello).toMatchObject({ type: 'ConnectionDetails', status: 200, wsc: { sequence: 0 } });
    expect((await ask([ACCOUNT]))[1]).toMatchObject({ status: 'Active' });
    const softphone = await world.softphone();
    await softphone.register();
    const call = await softphone.call('18005550198');
    const seen = [];
    for (let i = 0; i < 5; i++) seen.push(event(await next()));
    const party = `telephony/sessions/${call.sessionId}/parties/${call.partyId}`;
    await world.rest('POST', `${party}/hold`);
    seen.push(event(await next()));
    await world.rest('POST', `${party}/unhold`);
    seen.push(event(await next()));
    await world.rest('DELETE', `telephony/sessions/${call.sessionId}`);
    for (let i = 0; i < 2; i++) seen.push(event(await next()));
    expect(seen).toEqual([
      [2, 1, 'Setup', 'extension'],
      [3, 2, 'Proceeding', 'account'],
      [4, 1, 'Proceeding', 'extension'],
      [5, 2, 'Answered', 'account'],
      [6, 1, 'Answered', 'extension'],
      [7, 1, 'Hold', 'extension'],
      [8, 1, 'Answered', 'extension'],
      [9, 1, 'Disconnected', 'extension'],
      [10, 2, 'Disconnected', 'account'],
    ]);
  });

  it('a token works once; a filter that is none is SUB-508; a second subscription takes the first one’s place', async () => {
    world = await TestWorld.start();
    const first = await connect();
    await first.next();
    await expect((await connect(first.access)).next()).rejects.toThrow('401');
    expect((await first.ask(['/restapi/v1.0/nonsense']))[1]).toMatchObject({ errorCode: 'SUB-508' });
    await first.ask([ACCOUNT]);
    await first.ask([`${ACCOUNT}?sipData=true`]);
    expect(world.rc.events.counts()).toMatchObject({ subscriptions: 1, filters: [`${ACCOUNT}?sipData=true`] });
  });

  it('a lost connection is taken up where its token says: what came since is sent again', async () => {
    world = await TestWorld.start({ tuning: { eventDelayMs: [0, 0] } });
    const first = await connect();
    await first.next();
    await first.ask([ACCOUNT]);
    const softphone = await world.softphone();
    await softphone.register();
    await softphone.call('18005550198');
    const [meta] = await first.next();
    const last = [];
    for (let i = 0; i < 4; i++) last.push(event(await first.next()));
    first.socket.terminate();
    const again = await connect(undefined, String(meta.wsc?.token));
    expect((await again.next())[1]).toMatchObject({ recoveryState: 'Successful' });
    const replayed = [];
    for (let i = 0; i < 4; i++) replayed.push(event(await again.next()));
    expect(replayed).toEqual(last);
    const stranger = await connect(undefined, 'unknown.3');
    expect((await stranger.next())[1]).toMatchObject({ recoveryState: 'Failed' });
  });

  it('a heartbeat is answered; what is no frame is an error', async () => {
    world = await TestWorld.start();
    const { socket, next } = await connect();
    await next();
    socket.send(JSON.stringify([{ type: 'Heartbeat', messageId: 'h-1' }, {}]));
    expect((await next())[0]).toMatchObject({ type: 'Heartbeat', messageId: 'h-1' });
    socket.send('nonsense');
    expect((await next())[0]).toMatchObject({ type: 'Error', status: 400 });
  });
});

describe('the practice RingCentral’s webhooks', () => {
  const listen = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    hook = createServer(answer);
    await new Promise<void>((resolve) => hook?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  };
  const subscribe = (address: string) => {
    const deliveryMode = { transportType: 'WebHook', address, verificationToken: 'secret' };
    return world.rest('POST', '/restapi/v1.0/subscription', { eventFilters: [ACCOUNT], deliveryMode });
  };

  it.each([
    ['SUB-520', 'that does not echo the token', () => ({ status: 200, headers: {} })],
    [
      'SUB-525',
      'that answers anything but 200',
      (token: string) => ({ status: 204, headers: { 'Validation-Token': token } }),
    ],
    [
      'SUB-525',
      'whose answer is longer than 1024 bytes',
      (token: string) => ({ status: 200, headers: { 'Validation-Token': token, 'X-Long': 'x'.repeat(1_000) } }),
    ],
  ] as const)('%s for an address %s', async (code, _, answer) => {
    world = await TestWorld.start();
    const address = await listen((request, response) => {
      const { status, headers } = answer(String(request.headers['validation-token']));
      response.writeHead(status, headers).end();
    });
    expect((await subscribe(address)).body.errorCode).toBe(code);
  });

  it('an address that takes no delivery is blacklisted after five in a row', async () => {
    world = await TestWorld.start({ tuning: { eventDelayMs: [0, 0] } });
    const address = await listen((request, response) => {
      const token = request.headers['validation-token'];
      if (typeof token === 'string') response.writeHead(200, { 'Validation-Token': token }).end();
      else response.writeHead(500).end();
    });
    const { id } = (await subscribe(address)).body;
    const softphone = await world.softphone();
    await softphone.register();
    await softphone.call('18005550198');
    let failed = 0;
    await world.until('webhook-delivery', () => ++failed === 5);
    expect((await world.rest('GET', `/restapi/v1.0/subscription/${String(id)}`)).body.status).toBe('Blacklisted');
    expect((await world.rest('DELETE', `/restapi/v1.0/subscription/${String(id)}`)).status).toBe(204);
    expect((await world.rest('GET', `/restapi/v1.0/subscription/${String(id)}`)).body.errorCode).toBe('SUB-507');
  });

  it('a user has no more than 20', async () => {
    world = await TestWorld.start();
    const address = await listen((request, response) => {
      response.writeHead(200, { 'Validation-Token': String(request.headers['validation-token']) }).end();
    });
    for (let i = 0; i < 20; i++) expect((await subscribe(address)).status).toBe(200);
    expect((await subscribe(address)).body.errorCode).toBe('SUB-505');
  });
});
