import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { sdp } from './sip-client.js';
import { type Json, TestWorld } from './world.js';

/** The outbound proxies, and which registration gets a device's calls. */
let world: TestWorld;

afterEach(() => world.stop());

const rows = async (): Promise<Json[]> => Object.values((await world.sipInfo()).outboundProxies ?? {});

it('sip-info lists four proxies, Europe first, each with a port of its own and all of one exchange', async () => {
  world = await TestWorld.start();
  const listed = await rows();
  expect(listed.map(({ region }) => region)).toEqual(['EMEA', 'APAC', 'NA', 'LATAM']);
  expect(new Set(listed.map(({ proxyTLS }) => proxyTLS)).size).toBe(4);
  expect(listed.some(({ proxy, proxyTLS }) => proxy === proxyTLS)).toBe(false);
  const first = await world.sipClient('201', 0);
  await first.register();
  const { callId, ...dialog } = await first.dial('18005550198');
  const third = await world.sipClient('201', 2);
  await third.register();
  const reinvite = { ...dialog, callId, method: 'INVITE', cseq: 20_000, body: sdp() };
  expect((await third.ask(reinvite)).status).toBe(200);
});

it('by the other belief there is one proxy', async () => {
  world = await TestWorld.start({ beliefs: { proxies: 'one' } });
  expect((await rows()).map(({ region }) => region)).toEqual(['NA']);
});

it('with something in between, one proxy is listed, where that listens', async () => {
  const between = async (what: 'rest' | 'sip', port: number) => (what === 'sip' ? 4 : port);
  world = await TestWorld.start({ between });
  expect((await rows()).map(({ proxyTLS }) => proxyTLS)).toEqual(['127.0.0.1:4']);
});

it('a dead proxy takes the connection and never answers the TLS handshake; the others work', async () => {
  world = await TestWorld.start({ faults: { deadProxies: ['EMEA'] } });
  const port = Number(String((await rows())[0]?.proxyTLS).split(':')[1]);
  const raw = connect({ host: '127.0.0.1', port });
  await once(raw, 'connect');
  const tls = connectTls({ socket: raw, rejectUnauthorized: false });
  const told: string[] = [];
  for (const what of ['secureConnect', 'error', 'close']) tls.on(what, () => told.push(what));
  const second = await world.sipClient('201', 1);
  expect(await second.register()).toBe(200);
  expect(told).toEqual([]);
  tls.destroy();
  raw.destroy();
});

it('the newest registration of a device gets its calls, and a refresh makes its sender the newest', async () => {
  world = await TestWorld.start();
  const [older, newer] = [await world.sipClient(), await world.sipClient('201', 1)];
  await older.register();
  await newer.register();
  const extension = (await world.rest('GET', 'extension?extensionNumber=201')).body.records?.[0];
  const device = (await world.rest('GET', `extension/${extension?.id}/device`)).body.records?.[0]?.id;
  const callOut = () =>
    world.rest('POST', 'telephony/call-out', { from: { deviceId: device }, to: { phoneNumber: '+18005550198' } });
  await callOut();
  newer.reply(await newer.request('INVITE'), '603 Decline');
  await older.register();
  await callOut();
  await older.request('INVITE');
  const invites = (client: typeof older): number =>
    client.heard.filter(({ method, status }) => method === 'INVITE' && status === undefined).length;
  expect([invites(older), invites(newer)]).toEqual([1, 1]);
});
