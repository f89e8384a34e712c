import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { webhookSecret } from '../../../src/phone/events/webhook-secret.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { fastClock } from '../support/clocks.js';
import { EventWorld, until } from '../support/event-world.js';

let world: EventWorld;

afterEach(() => world.stop());

const KEY = 'what only the app knows';
const start = async (...setup: Parameters<typeof EventWorld.start>) => {
  world = await EventWorld.start(...setup);
};

/** An event of a call nobody follows. */
const EVENT = JSON.stringify({
  uuid: 'u-1',
  body: { telephonySessionId: 's-foreign', sequence: 2, parties: [{ id: 'p-1', status: { code: 'Answered' } }] },
});

async function post(address: string, headers: Record<string, string>, body?: string, method = 'POST') {
  const response = await fetch(address, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('events over a webhook', () => {
  it.each(['Verification-Token', 'Validation-Token'] as const)(
    'tell that the destination answered and that the call ended, with the secret in %s',
    async (secretHeader) => {
      await start({ faults: { events: { secretHeader, doubled: true } } });
      const bot = await world.hooked();
      await world.subscribed(bot);
      const softphone = await world.call();
      const call = bot.follow(softphone.sessionId, softphone.partyId);
      await until('answered', call.answered);
      await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
      await until('over', () => call.over() !== undefined);
      expect(world.looks()).toBe(0);
      expect(bot.events.figures()).toMatchObject({ transport: 'webhook', handshakes: 1, refused: 0 });
      expect(world.requests('POST', /wstoken$/)).toBe(0);
    },
  );

  it('a blacklisted subscription is removed and made anew, and the calls are looked at', async () => {
    await start();
    const bot = await world.hooked({ clock: fastClock() });
    await world.subscribed(bot);
    const { doubts } = bot.events.figures();
    world.world.rc.events.blacklist();
    await until('it is made anew', () => bot.events.figures().handshakes === 2 && bot.events.figures().healthy);
    await until('calls are looked at', () => bot.events.figures().doubts > doubts);
    expect(world.world.rc.events.counts().subscriptions).toBe(1);
  });

  it('what a former process left behind is removed: one subscription an address', async () => {
    await start();
    const first = await world.hooked();
    await world.subscribed(first);
    await first.stop();
    // Its store is gone, and the id with it.
    const webhook = { address: first.address, key: KEY };
    const second = await world.hooked({ store: createMemoryStore({ retentionMs: 1_000 }), webhook });
    await second.events.start();
    await until('the old one is removed', () => world.requests('DELETE', /\/subscription\//) === 1);
  });

  it('each line is subscribed to by itself where the whole account may not be followed', async () => {
    await start({ faults: { events: { accountFilter: 'refused' } } });
    const bot = await world.hooked();
    await world.subscribed(bot);
    const { filters, subscriptions } = world.world.rc.events.counts();
    expect([filters, subscriptions]).toEqual([['/restapi/v1.0/account/~/extension/62002010/telephony/sessions'], 1]);
    expect(bot.events.sessions.coversAll()).toBe(false);
  });

  it('an app that may have no webhook gets the WebSocket', async () => {
    await start({ tuning: { missingAppPermissions: ['SubscriptionWebhook'] } });
    const bot = await world.hooked();
    await world.subscribed(bot);
    expect(bot.events.figures()).toMatchObject({ transport: 'websocket', handshakes: 0 });
  });

  it('an address that RingCentral cannot reach is no webhook; the WebSocket is', async () => {
    await start();
    const webhook = { address: 'http://127.0.0.1:9/ringcentral/events', key: KEY };
    const bot = await world.hooked({ webhook });
    await world.subscribed(bot);
    expect(bot.events.figures().transport).toBe('websocket');
  });
});

describe('the door of the webhook', () => {
  it('shakes hands: the token comes back, in fewer than 1024 bytes', async () => {
    await start();
    const { address } = await world.hooked();
    const { status, headers, text } = await post(address, { 'Validation-Token': 'abc-123' });
    expect([status, headers.get('validation-token'), headers.get('content-type')]).toEqual([
      200,
      'abc-123',
      'application/json',
    ]);
    expect([...headers].flat().join('').length + text.length).toBeLessThan(1024);
  });

  it('lets nobody in who does not know the secret, and counts them', async () => {
    await start();
    const { address, events } = await world.hooked();
    const secret = webhookSecret(KEY, address);
    const refused = await Promise.all([
      post(address, {}, EVENT),
      post(address, { 'Verification-Token': 'wrong' }, EVENT),
      post(address, { 'Validation-Token': 'wrong' }, EVENT),
      post(address, { 'Verification-Token': `${secret}x` }, EVENT),
      post(address, { 'Verification-Token': '' }, EVENT),
      // A handshake that brings a wrong secret is none of ours.
      post(address, { 'Validation-Token': 'abc', 'Verification-Token': 'wrong' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(refused.map(({ headers }) => headers.get('validation-token'))).toEqual(refused.map(() => null));
    expect((await post(address, { 'Validation-Token': 'x'.repeat(2_000) })).status).toBe(400);
    expect((await post(address, {}, undefined, 'GET')).status).toBe(405);
    expect(events.figures()).toMatchObject({ refused: 7, delivered: 0, foreign: 0, handshakes: 0 });
  });

  it('takes what it does not understand, or RingCentral would give up on it; foreign events cost nothing', async () => {
    await start();
    const { address, events } = await world.hooked();
    const headers = { 'Verification-Token': webhookSecret(KEY, address) };
    for (const body of ['no JSON', '[]', '{"uuid":1}', '{}'])
      expect((await post(address, headers, body)).status).toBe(200);
    expect((await post(address, headers, EVENT)).status).toBe(200);
    expect(events.figures()).toMatchObject({ unreadable: 4, delivered: 1, foreign: 1, news: 0 });
  });

  it('reads no more than an event can be, said beforehand or not', async () => {
    await start();
    const { address, events } = await world.hooked();
    const headers = { 'Verification-Token': webhookSecret(KEY, address) };
    expect((await post(address, headers, 'x'.repeat(100_000))).status).toBe(413);
    const status = await new Promise((resolve) => {
      const sending = request(address, { method: 'POST', headers: { ...headers, 'Transfer-Encoding': 'chunked' } });
      sending.on('response', (response) => resolve(response.statusCode));
      // It is cut off while it still writes.
      sending.on('error', () => undefined);
      sending.write('x'.repeat(100_000));
    });
    expect(status).toBe(413);
    expect(events.figures().oversized).toBe(2);
  });

  it('does not wait for a body that does not come', async () => {
    await start();
    const { address } = await world.hooked({ clock: fastClock() });
    await new Promise<void>((resolve) => {
      const headers = { 'Verification-Token': webhookSecret(KEY, address), 'Content-Length': '100' };
      const sending = request(address, { method: 'POST', headers });
      sending.on('error', () => resolve());
      sending.write('{');
    });
  });
});
