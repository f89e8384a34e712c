import { describe, expect, it } from 'vitest';
import { StoreAway } from '../../../src/hunter/base/store-away.js';
import type { StoredEvent } from '../../../src/hunter/record/record.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { line } from '../support/fixtures.js';
import {
  asked,
  callOn,
  claimOffer,
  createService,
  createWorld,
  hear,
  type ServiceChanges,
  startHunt,
  stateOf,
  type World,
} from '../support/running.js';
import { type LosingStore, losingStore } from './losing-store.js';

/** A hunt whose one call is on hold. */
async function holding(changes: ServiceChanges = {}) {
  const world = createWorld();
  const store = losingStore(world.store);
  const hunts = createService(world, 'a', { keepRecord: true, ...changes, store });
  const huntId = await startHunt(hunts, { lines: [line(1)] });
  await world.clock.settle();
  const callId = callOn(world.phone, 'line-1');
  await hear(world, callId, 'music');
  return { world, store, hunts, huntId, callId };
}

/** The store comes back empty, or with only the first events. */
async function comesBackWith(world: World, store: LosingStore, huntId: string, kept: number): Promise<void> {
  const older = createMemoryStore({ retentionMs: 86_400_000, now: world.clock.now });
  const events = await store.behind.read(huntId);
  if (kept > 0) await older.append(huntId, 0, events.slice(0, kept), false);
  store.behind = older;
  store.away = false;
}

describe('while the store is away', () => {
  it('an agent who is heard is spoken to, at most 8 s apart; nothing is done that could be done twice', async () => {
    const { world, store, hunts, huntId, callId } = await holding();
    const before = world.phone.asked.length;
    store.away = true;
    const from = world.clock.now();
    await hear(world, callId, 'person');
    await world.clock.advance(40_000);
    const done = world.phone.asked.slice(before);
    expect(done.filter(({ what }) => !/^(say|tune) /.test(what))).toEqual([]);
    const times = done.filter(({ what }) => what.startsWith('say ')).map(({ at }) => at - from);
    expect(times[0]).toBeLessThanOrEqual(1_000);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8_000);
    await expect(hunts.request(huntId, { type: 'cancel', by: 'U0DANA' })).rejects.toThrow(StoreAway);

    store.away = false;
    await world.clock.advance(1_000);
    const state = await stateOf(hunts, huntId);
    expect(state.offers).toHaveLength(1);
    expect(state.offers[0]?.status).toBe('open');
    const claimed = await claimOffer(hunts, huntId, 'k1');
    expect(claimed.events.map(({ type }) => type)).toContain('offer-claimed');
    // The next renewal makes it certain again that the hunt is ours.
    await world.clock.advance(4_000);
    expect(asked(world.phone, 'hand-over')).toHaveLength(1);
    await hunts.stop();
  });

  it('what the phone tells meanwhile is recorded in its order, once it can be', async () => {
    const world = createWorld();
    const store = losingStore(world.store);
    const hunts = createService(world, 'a', { keepRecord: true, store });
    const huntId = await startHunt(hunts, { lines: [line(1)] });
    await world.clock.settle();
    const callId = callOn(world.phone, 'line-1');
    store.away = true;
    world.phone.tell({ callId, type: 'answered' });
    await hear(world, callId, 'music');
    await world.clock.advance(7_000);
    store.away = false;
    await world.clock.advance(1_000);
    expect((await stateOf(hunts, huntId)).calls[0]?.phase).toBe('on-hold');
    const types = (await store.behind.read(huntId)).map(({ type }) => type);
    expect(types.slice(types.indexOf('call-dialled'))).toEqual([
      ...['call-dialled', 'call-answered', 'menu-done', 'call-heard', 'on-hold'],
    ]);
    await hunts.stop();
  });

  it('an offer that nobody can take ends as usual, with a goodbye, and the call is let go once that can be recorded', async () => {
    const { world, store, hunts, callId } = await holding();
    store.away = true;
    await hear(world, callId, 'person');
    await world.clock.advance(75_000);
    expect(asked(world.phone, 'say').at(-1)).toBe(`say ${callId} goodbye`);
    expect(asked(world.phone, 'drop')).toEqual([]);
    store.away = false;
    await world.clock.advance(3_000);
    expect(asked(world.phone, 'drop')).toEqual([`drop ${callId}`]);
    await hunts.stop();
  });

  it('a hunt that another process took over meanwhile is left to it', async () => {
    const { world, store, hunts, huntId, callId } = await holding();
    store.away = true;
    const second = createService(world, 'b');
    await world.clock.advance(12_000);
    await second.adopt();
    await world.clock.advance(5_000);
    store.away = false;
    await world.clock.advance(5_000);
    await hear(world, callId, 'person');
    await claimOffer(second, huntId, 'k1');
    await world.clock.settle();
    expect(asked(world.phone, 'hand-over')).toHaveLength(1);
    expect(asked(world.phone, 'dial')).toEqual(['dial line-1']);
    expect(world.logged).toContain('A hunt was taken over by another process');
    await Promise.all([hunts.stop(), second.stop()]);
  });
});

describe('a store that has lost', () => {
  it.each([0, 1, 3])('all but the first %i events of a hunt gets the rest back, in order', async (kept) => {
    const { world, store, hunts, huntId, callId } = await holding();
    const before = await store.behind.read(huntId);
    await comesBackWith(world, store, huntId, kept);
    await world.clock.advance(4_000);
    expect((await store.behind.read(huntId)).slice(0, before.length)).toEqual(before);
    await hear(world, callId, 'person');
    expect((await stateOf(hunts, huntId)).offers).toHaveLength(1);
    expect(await store.behind.openHunts()).toEqual([huntId]);
    await hunts.stop();
  });

  it('events just as one more is appended loses none of it', async () => {
    const { world, store, hunts, huntId, callId } = await holding();
    await comesBackWith(world, store, huntId, 2);
    await hear(world, callId, 'person');
    await world.clock.advance(1_000);
    const state = await stateOf(hunts, huntId);
    expect(state.offers[0]?.status).toBe('open');
    expect(state.version).toBe((await store.behind.read(huntId)).length);
    await hunts.stop();
  });

  it('events, and others continued without them: theirs count, and nothing is doubled', async () => {
    const { world, store, hunts, huntId } = await holding();
    await comesBackWith(world, store, huntId, 2);
    const theirs: StoredEvent = { v: 2, at: world.clock.now(), type: 'hunt-cancelled', by: 'U0SAM' };
    await store.behind.append(huntId, 2, [theirs], false);
    await world.clock.advance(4_000);
    const events = await store.behind.read(huntId);
    expect(events[2]).toEqual(theirs);
    expect(events.filter(({ type }) => type === 'hunt-started')).toHaveLength(1);
    expect(world.logged).toContain('The store went on from an older copy of a hunt');
    await hunts.stop();
  });
});

describe('a process with little room', () => {
  it('runs as many hunts as fit; the rest are taken up in order as there is room', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a', { maxHunts: 1 });
    const ids = [await startHunt(hunts, { lines: [line(1)] }), await startHunt(hunts, { lines: [line(2)] })];
    await world.clock.settle();
    expect(hunts.figures()).toEqual({ hunts: 1, lines: 1 });
    expect(await hunts.waiting()).toEqual([ids[1]]);
    await hunts.request(ids[0] ?? '', { type: 'cancel', by: 'U0DANA' });
    await world.clock.advance(15_000);
    expect(await hunts.waiting()).toEqual([]);
    expect(asked(world.phone, 'dial')).toEqual(['dial line-1', 'dial line-2']);
    await hunts.stop();
  });

  it('counts lines: one too many waits, but an empty process runs a hunt of any size', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a', { maxLines: 2 });
    await startHunt(hunts, { lines: [line(1), line(2), line(3)] });
    const second = await startHunt(hunts, { lines: [line(4)] });
    await world.clock.settle();
    expect(hunts.figures()).toEqual({ hunts: 1, lines: 3 });
    expect(await hunts.waiting()).toEqual([second]);
    await hunts.stop();
  });
});
