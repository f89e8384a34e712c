import { describe, expect, it } from 'vitest';
import { createFakePhone } from '../../../support/fake-phone.js';
import { desk, line } from '../support/fixtures.js';
import {
  asked,
  callOn,
  claimOffer,
  createService,
  createWorld,
  hear,
  startHunt,
  stateOf,
  type World,
} from '../support/running.js';

const oneLine = { lines: [line(1)] };

describe('two processes on one store', () => {
  it('two claims at once, one to each process: one wins, one hand-over begins, 50 times', async () => {
    for (let round = 0; round < 50; round += 1) {
      const world = createWorld();
      const { clock, phone } = world;
      const [one, other] = [createService(world, 'a'), createService(world, 'b')];
      const huntId = await startHunt(one, oneLine);
      await clock.settle();
      await hear(world, callOn(phone, 'line-1'), 'music', 'person');
      const changes = await Promise.all([
        claimOffer(one, huntId, 'k1', 'U0DANA'),
        claimOffer(other, huntId, 'k2', 'U0SAM'),
      ]);
      const types = changes.flatMap(({ events, refusal }) =>
        [...events, ...(refusal ? [refusal] : [])].map(({ type }) => type),
      );
      expect(types.sort()).toEqual(['claim-refused', 'offer-claimed']);
      await clock.settle();
      expect(asked(phone, 'hand-over')).toHaveLength(1);
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it('a claim that reaches the process that does not run the hunt is handed over by the one that does, at once', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const [one, other] = [createService(world, 'a'), createService(world, 'b')];
    const told: string[] = [];
    one.onChange(({ events }) => told.push(...events.map((event) => event.type)));
    other.onChange(({ events }) => told.push(...events.map((event) => `other ${event.type}`)));
    const huntId = await startHunt(one, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    await claimOffer(other, huntId, 'k1');
    await clock.settle();
    expect(asked(phone, 'hand-over')).toHaveLength(1);
    expect(told.filter((type) => type.includes('offer-claimed'))).toEqual(['offer-claimed']);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('a hunt whose record cannot be read when it is taken up is taken up at the next look', async () => {
    const world = createWorld();
    const { clock, store } = world;
    const mortal = clock.mortal();
    const huntId = await startHunt(createService(world, 'a', { clock: mortal }), oneLine);
    await clock.settle();
    mortal.kill();
    let failures = 1;
    const read: typeof store.read = async (...args) => {
      failures -= 1;
      if (failures >= 0) throw new Error('The answer of the store was lost');
      return store.read(...args);
    };
    const other = createService(world, 'b', { store: { ...store, read } });
    await clock.advance(20_000);
    expect(failures).toBeLessThan(0);
    expect(other.figures().hunts).toBe(1);
    expect((await stateOf(other, huntId)).outcome).toBeUndefined();
    await other.stop();
  });

  it('a process that stops lets go: the other takes the hunt up, with its calls as they are', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const one = createService(world, 'a');
    const huntId = await startHunt(one, oneLine);
    await clock.settle();
    await Promise.all([one.stop(), one.stop()]);
    const other = createService(world, 'b');
    const told: string[] = [];
    other.onChange(({ state, events }) => told.push(`${state.huntId} ${events.length}`));
    await other.adopt();
    expect(told[0]).toBe(`${huntId} 0`);
    expect(asked(phone, 'drop')).toEqual([]);
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    expect((await stateOf(other, huntId)).offers).toHaveLength(1);
    await other.stop();
  });

  it('a process that is asked to cancel when it stops says goodbye, drops, and only then stops', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    const callId = callOn(phone, 'line-1');
    await hear(world, callId, 'music', 'person');
    await clock.advance(2_000);
    const stopped = hunts.stop({ cancelBy: 'the bot' });
    await clock.advance(3_000);
    await stopped;
    expect(asked(phone, 's').at(-1)).toBe(`say ${callId} goodbye`);
    expect(phone.live.size).toBe(0);
    expect(await stateOf(hunts, huntId)).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('a process that crashes', () => {
  /** Process `a` runs a hunt until `before` is done, then is gone; process `b` starts with a phone that sees what is left. */
  async function crash(before: (world: World, huntId: string) => Promise<void>) {
    const world = createWorld();
    const { clock } = world;
    const mortal = clock.mortal();
    const first = createService(world, 'a', { clock: mortal });
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    await before(world, huntId);
    await clock.settle();
    mortal.kill();
    const phone = createFakePhone(clock);
    phone.rules.look = async () => ({ seen: 'alive', audible: false });
    const second = createService(world, 'b', { phone });
    const callId = callOn(world.phone, 'line-1');
    const comeUp = async () => {
      await second.adopt();
      // The dead process's leases must expire first; a line that is redialed then has its pause.
      await clock.advance(25_000);
      return stateOf(second, huntId);
    };
    return { world, first, second, phone, huntId, callId, comeUp };
  }

  it('on hold: the call that can no longer be heard keeps its place, for a person to take', async () => {
    const { phone, callId, comeUp, second, huntId } = await crash((world) =>
      hear(world, callOn(world.phone, 'line-1'), 'music'),
    );
    const state = await comeUp();
    expect(asked(phone, 'd')).toEqual([]);
    expect(state.calls.map(({ phase, hears }) => [phase, hears])).toEqual([['on-hold', false]]);
    const change = await second.request(huntId, { type: 'vouch', callId, by: 'U0SAM' });
    expect(change?.events.map((event) => event.type)).toEqual(['offer-made']);
    await second.stop();
  });

  it('on hold, and the call is still heard: it is kept', async () => {
    const { phone, comeUp, second } = await crash((world) => hear(world, callOn(world.phone, 'line-1'), 'music'));
    phone.rules.look = async () => ({ seen: 'alive', audible: true });
    const state = await comeUp();
    expect(state.calls.map((call) => call.phase)).toEqual(['on-hold']);
    expect(asked(phone, 'd')).toEqual([]);
    await second.stop();
  });

  it('with an agent waiting: the offer can still be taken', async () => {
    const { phone, callId, huntId, comeUp, second, world } = await crash((before) =>
      hear(before, callOn(before.phone, 'line-1'), 'music', 'person'),
    );
    const state = await comeUp();
    expect(state.offers[0]).toMatchObject({ status: 'open' });
    await claimOffer(second, huntId, 'k1');
    await world.clock.settle();
    expect(asked(phone, 'hand-over')).toEqual([`hand-over ${callId} Dana Reyes`]);
    await second.stop();
  });

  const handingOver = async (world: World, huntId: string): Promise<void> => {
    await hear(world, callOn(world.phone, 'line-1'), 'music', 'person');
    const store = createService(world, 'c');
    await claimOffer(store, huntId, 'k1');
    await store.stop();
  };

  it('during a hand-over that succeeded: taker and agent are left to talk, and the hunt is over', async () => {
    const { phone, comeUp, second } = await crash(handingOver);
    phone.rules.look = async () => ({ seen: 'handed-over' });
    expect(await comeUp()).toMatchObject({ outcome: 'connected', agentsReached: 1 });
    expect(asked(phone, 'drop')).toEqual([]);
    await second.stop();
  });

  it('during a hand-over that did not: the offer opens again, and nothing is handed over twice', async () => {
    const { phone, comeUp, second } = await crash(handingOver);
    const state = await comeUp();
    expect(state.offers[0]).toMatchObject({ status: 'open', claims: [{ status: 'failed' }] });
    expect(asked(phone, 'hand-over')).toEqual([]);
    await second.stop();
  });

  it('during a hand-over, and the call is gone: the agent is gone, the line dialed again', async () => {
    const { phone, comeUp, second } = await crash(handingOver);
    phone.rules.look = async () => ({ seen: 'gone' });
    const state = await comeUp();
    expect(state.offers[0]).toMatchObject({ status: 'ended', end: 'agent-gone' });
    expect(state.lineStates[0]?.dialAt ?? state.calls[1]).toBeDefined();
    await second.stop();
  });

  it('during a dial: whatever exists of the call is dropped, and the line is redialed', async () => {
    const world = createWorld();
    const { clock } = world;
    world.phone.rules.dial = () => new Promise(() => {});
    const mortal = clock.mortal();
    createService(world, 'a', { clock: mortal });
    const first = createService(world, 'x', { clock: mortal });
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    mortal.kill();
    const phone = createFakePhone(clock);
    const second = createService(world, 'b', { phone });
    await second.adopt();
    await clock.advance(20_000);
    expect(asked(phone, 'd')).toEqual([`drop ${callOn(world.phone, 'line-1')}`, 'dial line-1']);
    expect((await stateOf(second, huntId)).calls.map((call) => call.phase)).toEqual(['ended', 'ringing']);
    await second.stop();
  });

  it('during a hand-over, and the phone cannot tell yet: nobody else is asked before it can', async () => {
    const { phone, comeUp, second, world, huntId } = await crash(handingOver);
    phone.rules.look = async () => ({ seen: 'unknown', reason: 'Too many requests.' });
    expect((await comeUp()).offers[0]).toMatchObject({ status: 'claimed', claims: [{ status: 'handing-over' }] });
    phone.rules.look = async () => ({ seen: 'handed-over' });
    await world.clock.advance(2_000);
    expect(await stateOf(second, huntId)).toMatchObject({ outcome: 'connected', agentsReached: 1 });
    await second.stop();
  });

  it('and its hunt is stopped before anybody takes it up: the process that was asked reports the end', async () => {
    const world = createWorld();
    const { clock } = world;
    const mortal = clock.mortal();
    const first = createService(world, 'a', { clock: mortal, isOpen: () => false });
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    mortal.kill();
    const second = createService(world, 'b');
    const told: unknown[] = [];
    second.onChange(({ state }) => told.push(state.outcome));
    await second.request(huntId, { type: 'cancel', by: 'U0DANA' });
    expect(told).toEqual(['cancelled']);
    await second.stop();
  });

  it('and another hunt waits for its line: the line stays taken until the hunt has been taken up', async () => {
    const world = createWorld();
    const { clock } = world;
    const mortal = clock.mortal();
    const first = createService(world, 'a', { clock: mortal });
    await startHunt(first, oneLine);
    await clock.settle();
    mortal.kill();
    const phone = createFakePhone(clock);
    phone.rules.look = async () => ({ seen: 'alive', audible: true });
    const second = createService(world, 'b', { phone });
    await startHunt(second, oneLine);
    await clock.advance(120_000);
    expect(asked(phone, 'd')).toEqual([]);
    await second.stop();
  });

  it('and comes back as if nothing had happened: it cannot append what another process has overtaken', async () => {
    const { world, first, second, huntId, comeUp } = await crash((before) =>
      hear(before, callOn(before.phone, 'line-1'), 'music', 'person'),
    );
    await comeUp();
    await claimOffer(second, huntId, 'k1');
    const late = await first.request(huntId, {
      type: 'claim',
      offerId: `${callOn(world.phone, 'line-1')}-1`,
      claimId: 'k2',
      by: 'U0SAM',
      ringTarget: desk,
    });
    expect(late?.refusal?.type).toBe('claim-refused');
    await second.stop();
  });
});
