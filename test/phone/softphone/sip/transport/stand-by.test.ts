import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SipProxy } from '../../../../../src/phone/softphone/sip/softphone.js';
import { defaultTimings, type Timings } from '../../../../../src/phone/softphone/sip/timings.js';
import { FailedLately } from '../../../../../src/phone/softphone/sip/transport/failed-lately.js';
import { answeredCall, type Bench, bench } from '../support/bench.js';
import { CREDENTIALS, isProven, SipServer } from '../support/sip-server.js';
import { one } from '../support/text.js';

/** A pause that no test lives to see: whatever happens, happens without one. */
const NEVER = 3_600_000;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What may be wrong with a proxy, each as an address. */
const broken = {
  'takes the connection and never speaks': () => listening(createServer()),
  'closes the connection at once': () => listening(createServer((socket) => socket.destroy())),
  async 'refuses the connection'() {
    const server = createServer();
    const address = await listening(server);
    server.close();
    await once(server, 'close');
    return address;
  },
  async 'is silent to REGISTER'() {
    const server = await sipServer();
    server.scripts.set('REGISTER', () => undefined);
    return server.proxy;
  },
};

async function sipServer(): Promise<SipServer> {
  const server = await SipServer.start();
  stops.push(() => server.stop());
  return server;
}

/** A line that knows these proxies and prefers the region NA. */
async function lineOver(
  proxies: readonly SipProxy[],
  timings: Partial<Timings> = {},
  more: { readonly proxyRegion?: string; readonly failedProxies?: FailedLately } = { proxyRegion: 'NA' },
): Promise<Bench> {
  const patient = {
    standByMs: 10_000,
    connectMs: 10_000,
    replyMs: 10_000,
    startMs: 20_000,
    reconnectPausesMs: [NEVER],
  };
  const credentials = { ...CREDENTIALS, proxy: proxies[0]?.address ?? '', proxies };
  const made = await bench({ ...patient, ...timings }, false, { ...more, credentials });
  stops.push(() => made.stop());
  return made;
}

const registers = (server: SipServer) => server.received.filter(({ method }) => method === 'REGISTER').length;

describe('the first proxy of a line', () => {
  it.each(Object.entries(broken))('%s: the next one is taken at once', async (_, make) => {
    const good = await sipServer();
    const proxies = [
      { address: good.proxy, region: 'EMEA' },
      { address: await make(), region: 'NA' },
    ];
    const { line, logged } = await lineOver(proxies, { standByMs: 200 });
    await line.start();
    expect(good.connections).toBe(1);
    expect(logged.filter((entry) => entry.includes('The line uses a SIP proxy.'))).toEqual([
      'info The line uses a SIP proxy. {"region":"EMEA","proxies":2}',
    ]);
  });

  it('is the one of the preferred region, wherever it stands in the list, and no other is bothered', async () => {
    const servers = [await sipServer(), await sipServer(), await sipServer(), await sipServer()] as const;
    const regions = ['EMEA', 'APAC', 'NA', 'LATAM'];
    const { line } = await lineOver(servers.map(({ proxy }, i) => ({ address: proxy, region: regions[i] ?? '' })));
    await line.start();
    expect(servers.map(({ connections }) => connections)).toEqual([0, 0, 1, 0]);
  });

  it('is the quickest to connect when none is of the region', async () => {
    const good = await sipServer();
    const silent = 'takes the connection and never speaks';
    const proxies = [await broken[silent](), await broken[silent](), good.proxy, await broken[silent]()];
    const { line } = await lineOver(
      proxies.map((address) => ({ address, region: 'EMEA' })),
      { standByMs: NEVER, connectMs: NEVER },
    );
    await line.start();
    expect(registers(good)).toBeGreaterThan(0);
  });
});

describe('a proxy that was left', () => {
  it('is tried last by the next line, too', async () => {
    const [near, good] = [await sipServer(), await sipServer()];
    near.scripts.set('REGISTER', () => near.reset());
    const proxies = [
      { address: near.proxy, region: 'NA' },
      { address: good.proxy, region: 'EMEA' },
    ];
    const more = { proxyRegion: 'NA', failedProxies: new FailedLately() };
    await (await lineOver(proxies, {}, more)).line.start();
    await (await lineOver(proxies, {}, more)).line.start();
    expect(near.connections).toBe(1);
    expect(good.connections).toBe(2);
  });

  it('is not gone back to after a mere reset of the connection', async () => {
    const good = await sipServer();
    const address = await broken['refuses the connection']();
    const { line } = await lineOver(
      [
        { address, region: 'NA' },
        { address: good.proxy, region: 'EMEA' },
      ],
      { reconnectPausesMs: [20] },
    );
    await line.start();
    // From now on something listens there, which would be seen.
    const again = await SipServer.start(Number(address.split(':')[1]));
    stops.push(() => again.stop());
    const back = good.next((m) => m.method === 'REGISTER' && isProven(m));
    good.reset();
    await back;
    expect(again.connections).toBe(0);
  });
});

describe('a proxy that dies while a call is up', () => {
  async function calling(timings: Partial<Timings>) {
    const [first, second] = [await sipServer(), await sipServer()];
    const b = await lineOver(
      [
        { address: second.proxy, region: 'EMEA' },
        { address: first.proxy, region: 'NA' },
      ],
      timings,
    );
    await b.line.start();
    const route = [['Record-Route', `<sip:${first.proxy};transport=tls;lr>`]] as const;
    first.onInvite((call) => {
      call.progress(route);
      call.answer(route);
    });
    const { call, ear } = await answeredCall({ ...b, server: first });
    second.scripts.set('INVITE', (request) => second.reply(request, 200, 'OK', [], call.media.sdp));
    return { b, first, second, call, ear };
  }

  /** It is heard, reached and hung up over the other proxy. */
  async function goesOn({ b, second, call, ear }: Awaited<ReturnType<typeof calling>>): Promise<void> {
    const reinvite = await second.seen((m) => m.method === 'INVITE' && one(m, 'call-id') === call.id);
    expect(one(reinvite, 'route')).toBe(`<sip:${second.proxy};transport=tls;lr>`);
    await call.media.send(Buffer.alloc(160, 0x11));
    await ear.has(160);
    const dialog = { callId: call.id, from: one(reinvite, 'to'), to: one(reinvite, 'from') };
    expect((await second.request('UPDATE', dialog)).status).toBe(200);
    expect(b.facts.map(({ type }) => type)).toEqual(['ringing', 'answered']);
    await b.line.hangUp('a');
    const bye = await second.seen((m) => m.method === 'BYE');
    expect(one(bye, 'route')).toBe(`<sip:${second.proxy};transport=tls;lr>`);
  }

  it('leaves the call to the next one', async () => {
    const it = await calling({ reconnectPausesMs: [20, NEVER] });
    await it.first.die();
    await goesOn(it);
  });

  it('leaves the call to the next one when it is only silent', async () => {
    const it = await calling({ registerEveryMs: 50, replyMs: 1_500 });
    it.first.scripts.set('REGISTER', () => undefined);
    await goesOn(it);
  });
});

describe('a line none of whose proxies can be reached', () => {
  const REFUSES = 'refuses the connection';
  it.each([
    [
      'none can be reached',
      [REFUSES, REFUSES, REFUSES],
      /could not be reached from here; 3 of its servers were tried \(\w+\)\. Check /,
    ],
    [
      'one takes the line and is silent',
      Object.keys(broken),
      /does not answer when [^.;]+; 4 of its servers were tried\.$/,
    ],
  ])('says how many were tried when %s', async (_case, kinds, sentence) => {
    const proxies = await Promise.all(kinds.map((kind) => broken[kind as keyof typeof broken]()));
    const { line } = await lineOver(
      proxies.map((address) => ({ address })),
      { standByMs: 100, connectMs: 100, replyMs: 100, startMs: 1_500, reconnectPausesMs: [20] },
    );
    await expect(line.start()).rejects.toMatchObject({
      code: 'not-registered',
      message: expect.stringMatching(sentence),
    });
  });

  it('has time for four of them by the usual waits, though each is silent for as long as it may be', () => {
    const { standByMs, replyMs, startMs } = defaultTimings;
    expect(3 * standByMs + replyMs).toBeLessThan(startMs);
  });
});
