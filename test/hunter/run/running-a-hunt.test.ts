import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/hunter/ports/store.js';
import { dialled } from '../../../support/fake-phone.js';
import { destination, line, policy, T0 } from '../support/fixtures.js';
import { asked, callOn, claimOffer, createService, createWorld, hear, startHunt, stateOf } from '../support/running.js';

const connected = { outcome: 'connected', way: 'bridge' } as const;
const oneLine = { lines: [line(1)] };

describe('running a hunt', () => {
  it('goes from the dial through menu, hold and offer to taker and agent talking, the other call dropped', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a');
    const told: string[] = [];
    hunts.onChange(({ events }) => told.push(...events.map((event) => event.type)));
    const huntId = await startHunt(hunts, { destination, lines: [line(1), line(2)] });
    await clock.advance(3_000);
    expect(phone.asked.filter(({ what }) => what.startsWith('dial')).map(({ at }) => at - T0)).toEqual([0, 2_000]);
    const callId = callOn(phone, 'line-1');
    phone.tell({ callId, type: 'answered' });
    for (const key of ['1', '2']) {
      await clock.advance(1_000);
      await hear(world, callId, 'menu', 'prompt-ended');
      await clock.advance(1_000);
      expect(asked(phone, 'press').at(-1)).toBe(`press ${callId} ${key}`);
    }
    await hear(world, callId, 'music');
    const heardAt = clock.now();
    await hear(world, callId, 'person');
    expect(phone.asked.at(-1)).toEqual({ at: heardAt, what: `say ${callId} courtesy` });
    await clock.advance(2_000);
    await claimOffer(hunts, huntId, 'k1');
    await clock.settle();
    expect(asked(phone, 'hand-over')).toEqual([`hand-over ${callId} Dana Reyes`]);
    expect(asked(phone, 'drop')).toEqual([]);
    phone.finishHandOver(connected);
    await clock.settle();
    expect(asked(phone, 'drop')).toEqual([`drop ${callOn(phone, 'line-2')}`]);
    expect(await stateOf(hunts, huntId)).toMatchObject({ outcome: 'connected', agentsReached: 1 });
    expect(told.at(-1)).toBe('hunt-ended');
    expect(asked(phone, 'press')).toHaveLength(2);
    expect(world.logged).toEqual([]);
    await hunts.stop();
  });

  it('hands over at the moment of the claim, though a phrase is being said and 200 verdicts wait to be stored', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, { lines: [line(1), line(2)] });
    await clock.advance(2_000);
    const [first, second] = [callOn(phone, 'line-1'), callOn(phone, 'line-2')];
    await hear(world, first, 'music', 'person');
    const from = phone.asked.length;
    const kinds = Array.from({ length: 200 }, (_, number) =>
      number % 2 === 0 ? ('music' as const) : ('announcement' as const),
    );
    const flood = hear(world, second, ...kinds);
    const claimed = claimOffer(hunts, huntId, 'k1');
    await claimed;
    // Only microtasks run here: one for the record, a few for the beginning of the hand-over.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(phone.asked.slice(from).map(({ what }) => what.split(' ')[0])).toContain('hand-over');
    const stored = (await world.store.read(huntId)).filter((event) => event.type === 'call-heard').length;
    expect(stored).toBeLessThan(100);
    await flood;
    await hunts.stop();
  });

  it('says each phrase once, the next one 5 s after the last has ended', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a');
    await startHunt(hunts, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person', 'silence', 'person');
    const from = clock.now();
    await clock.advance(15_000);
    const times = phone.asked.filter(({ what }) => what.startsWith('say')).map(({ at }) => at - from);
    expect(times).toEqual([0, 7_000, 14_000]);
    await hunts.stop();
  });

  it('retries a failed step with growing pauses, and does not spin', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.say = async () => {
      throw new Error('no audio');
    };
    const hunts = createService(world, 'a');
    await startHunt(hunts, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    await clock.advance(10_000);
    const tries = asked(phone, 'say').length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(9);
    await hunts.stop();
  });

  it('lets a call go that was dialed too late, after the hunt was stopped', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.dial = (callId) => new Promise((resume) => clock.setTimer(() => resume(dialled(callId)), 5_000));
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    await hunts.request(huntId, { type: 'cancel', by: 'U0SAM' });
    await clock.advance(1_000);
    expect((await stateOf(hunts, huntId)).outcome).toBe('cancelled');
    await clock.advance(10_000);
    expect(phone.live.size).toBe(0);
    expect(asked(phone, 'drop')).toHaveLength(2);
    await hunts.stop();
  });

  it('retries a failed drop with growing pauses; the hunt is not over until it succeeds', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.drop = async () => false;
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    await hunts.request(huntId, { type: 'cancel', by: 'U0SAM' });
    await clock.advance(5_000);
    expect(asked(phone, 'drop').length).toBeGreaterThan(2);
    await clock.advance(55_000);
    expect(asked(phone, 'drop').length).toBeLessThan(12);
    expect((await stateOf(hunts, huntId)).endedAt).toBeUndefined();
    phone.rules.drop = async () => true;
    await clock.advance(20_000);
    expect((await stateOf(hunts, huntId)).endedAt).toBeDefined();
    await hunts.stop();
  });

  it('is over when a call it cannot drop turns out to be a conversation', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.drop = async () => false;
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    await hunts.request(huntId, { type: 'cancel', by: 'U0SAM' });
    await clock.advance(5_000);
    expect((await stateOf(hunts, huntId)).endedAt).toBeUndefined();
    phone.rules.look = async () => ({ seen: 'handed-over' });
    await clock.advance(20_000);
    expect((await stateOf(hunts, huntId)).endedAt).toBeDefined();
    await hunts.stop();
  });

  it('dials only inside opening hours, and says once that a line waits for them', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const opens = T0 + 10 * 60_000;
    const hunts = createService(world, 'a', { isOpen: (_destination, _line, at) => at >= opens });
    const huntId = await startHunt(hunts, oneLine);
    await clock.advance(9 * 60_000);
    expect(asked(phone, 'dial')).toEqual([]);
    const events = await world.store.read(huntId);
    expect(events.filter((event) => event.type === 'line-waits')).toHaveLength(1);
    await clock.advance(2 * 60_000);
    expect(asked(phone, 'dial')).toHaveLength(1);
    await hunts.stop();
  });

  it('does not lose what the phone tells while the store is away', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    let away = false;
    const store: Store = {
      ...world.store,
      append: async (...args) => {
        if (away) throw new Error('Redis is away');
        return world.store.append(...args);
      },
    };
    const hunts = createService(world, 'a', { store });
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    away = true;
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    await expect(hunts.request(huntId, { type: 'cancel', by: 'U0SAM' })).rejects.toThrow('Redis is away');
    await clock.advance(3_000);
    away = false;
    await clock.advance(1_000);
    expect((await stateOf(hunts, huntId)).offers).toHaveLength(1);
    await hunts.stop();
  });

  it('keeps the trouble of one hunt from another', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.dial = async (callId, lineId) => {
      if (lineId === 'line-1') throw new Error('the worker crashed');
      return dialled(callId);
    };
    const hunts = createService(world, 'a');
    hunts.onChange(() => {
      throw new Error('a listener that fails');
    });
    const broken = await startHunt(hunts, oneLine);
    const sound = await startHunt(hunts, { lines: [line(2)] });
    await clock.advance(1_000);
    expect((await stateOf(hunts, broken)).calls[0]).toMatchObject({ phase: 'ended', end: 'line-lost' });
    expect((await stateOf(hunts, sound)).calls[0]).toMatchObject({ phase: 'ringing' });
    expect(policy.maxDials).toBeGreaterThan(1);
    await hunts.stop();
  });
});

describe('lines', () => {
  it('are never in two calls: another hunt waits until the line is free, and says so once', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const [one, other] = [createService(world, 'a'), createService(world, 'b')];
    const first = await startHunt(one, oneLine);
    await clock.settle();
    const second = await startHunt(other, oneLine);
    await clock.advance(60_000);
    expect(asked(phone, 'dial')).toHaveLength(1);
    expect((await stateOf(other, second)).lineStates[0]).toMatchObject({ waits: 'in-use' });
    await one.request(first, { type: 'cancel', by: 'U0SAM' });
    await clock.advance(3_000);
    expect(asked(phone, 'dial')).toHaveLength(2);
    expect((await world.store.read(second)).filter((event) => event.type === 'line-waits')).toHaveLength(1);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('are in no more calls at once than the workspace allows', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a', { maxCalls: 2 });
    await startHunt(hunts, { lines: [line(1), line(2), line(3)] });
    await clock.advance(30_000);
    expect(asked(phone, 'dial')).toHaveLength(2);
    phone.tell({ callId: callOn(phone, 'line-1'), type: 'ended', end: 'no-answer', reason: '' });
    await clock.advance(5_000);
    expect(asked(phone, 'dial').at(-1)).toBe('dial line-3');
    await hunts.stop();
  });
});
