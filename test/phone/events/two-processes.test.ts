import { afterEach, describe, expect, it } from 'vitest';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { redisServer } from '../../store/redis-server.js';
import { fastClock } from '../support/clocks.js';
import { EventWorld, until } from '../support/event-world.js';

const redis = await redisServer('events shared by two processes');
const storeOn = (url: string, prefix: string) => createRedisStore({ url, retentionMs: 60_000, prefix });

describe.skipIf(redis === undefined)('two processes on one Redis', () => {
  const url = redis?.url ?? '';
  let world: EventWorld;
  let stores: ReturnType<typeof storeOn>[] = [];

  const store = (prefix: string) => {
    const one = storeOn(url, prefix);
    stores.push(one);
    return one;
  };

  afterEach(async () => {
    await world.stop();
    await Promise.all(stores.map((one) => one.close()));
    stores = [];
  });

  it('one webhook serves both: an event that one gets reaches the one that has the call', async () => {
    world = await EventWorld.start();
    const front = await world.hooked({ store: store('{a}:') });
    await world.subscribed(front);
    // The same address: where a delivery arrives is up to what stands in front of the processes.
    const webhook = { address: front.address, key: 'what only the app knows' };
    const other = await world.process({ prefer: 'webhook', webhook, store: store('{a}:') });
    await world.subscribed(other);
    const softphone = await world.call();
    const call = other.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    expect(world.looks()).toBe(0);
    expect(world.world.rc.events.counts().subscriptions).toBe(1);
    expect([front.events.figures().news, other.events.figures().delivered]).toEqual([0, 0]);
  });

  it('the door is in a process that does not hunt: two that do are told of everything, and keep one subscription in turn', async () => {
    world = await EventWorld.start();
    const clock = fastClock(5);
    const door = await world.hooked({ store: store('{d}:') });
    const webhook = { address: door.address, key: 'what only the app knows', isElsewhere: true };
    const hunter = () => world.process({ prefer: 'webhook', webhook, store: store('{d}:'), clock });
    const [first, other] = [await hunter(), await hunter()];
    await world.subscribed(first);
    await world.subscribed(other);
    const softphone = await world.call();
    const call = other.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    await first.stop();
    await until('the first is gone', () => !other.events.figures().healthy);
    await until('the other keeps it', () => other.events.figures().healthy);
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    expect(other.events.figures()).toMatchObject({ transport: 'webhook', delivered: 0 });
    expect(door.events.figures()).toMatchObject({ handshakes: 1, refused: 0 });
    expect([world.world.rc.events.counts().subscriptions, world.requests('POST', /wstoken$/)]).toEqual([1, 0]);
  });

  it('a door that opens later than those who hunt start is waited for, with the WebSocket only when it stays shut', async () => {
    world = await EventWorld.start();
    const clock = fastClock(5);
    let door: Awaited<ReturnType<typeof world.process>> | undefined;
    let tried = 0;
    const address = await world.front(() => {
      tried += 1;
      return tried > 4 ? door : undefined;
    });
    const webhook = { address, key: 'what only the app knows' };
    door = await world.process({ prefer: 'webhook', webhook, store: store('{e}:') });
    const elsewhere = { ...webhook, isElsewhere: true };
    const hunter = await world.process({ prefer: 'webhook', webhook: elsewhere, store: store('{e}:'), clock });
    await world.subscribed(hunter);
    expect(hunter.events.figures().transport).toBe('webhook');
  });

  it('one WebSocket serves both; when its process goes, the other makes the next', async () => {
    world = await EventWorld.start();
    const clock = fastClock(5);
    const first = await world.process({ store: store('{b}:'), clock });
    await world.subscribed(first);
    const other = await world.process({ store: store('{b}:'), clock });
    await world.subscribed(other);
    expect(world.world.rc.events.counts().sockets).toBe(1);
    const softphone = await world.call();
    const call = other.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    await first.stop();
    await until('the first is gone', () => !other.events.figures().healthy);
    await until('the other has its own', () => other.events.figures().healthy);
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    expect(world.requests('POST', /wstoken$/)).toBe(2);
  });

  it('an event that never reaches the other process is noticed by its number, and the calls are looked at', async () => {
    world = await EventWorld.start();
    const first = await world.process({ store: store('{c}:') });
    await world.subscribed(first);
    const whole = store('{c}:');
    let losing = false;
    let lost: string | undefined;
    const readLog: typeof whole.readLog = async (key, after) => {
      const entries = await whole.readLog(key, after);
      if (losing) lost ??= entries[0]?.id;
      return entries.filter(({ id }) => id !== lost);
    };
    const other = await world.process({ store: { ...whole, readLog } });
    await world.subscribed(other);
    const softphone = await world.call();
    const call = other.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    const { doubts } = other.events.figures();
    losing = true;
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('it was noticed', () => other.events.figures().doubts > doubts);
    await until('over', async () => {
      await other.passes(0);
      return call.over() !== undefined;
    });
  });
});
