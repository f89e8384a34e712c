import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { HuntEvent } from '../../../src/hunter/rules/events.js';
import { createFakePhone } from '../../../support/fake-phone.js';
import { line } from '../support/fixtures.js';
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

/** Longer than a lease: by then another process has the hunt. */
const LATE_MS = 20_000;

/** A store that is late with one type of event, either in taking it in or in answering, and then renews no lease. */
function lateWith(world: World, type: HuntEvent['type'], when: 'taking-in' | 'answering'): Store {
  const { store, clock } = world;
  let late = false;
  const pause = (): Promise<void> => new Promise((resume) => clock.setTimer(resume, LATE_MS));
  const ifInTime = <T>(work: () => Promise<T>): Promise<T> => (late ? Promise.reject(new Error('slow')) : work());
  return {
    ...store,
    async append(huntId, version, events, ended) {
      const isIt = !late && events.some((event) => event.type === type);
      late ||= isIt;
      if (isIt && when === 'taking-in') await pause();
      const done = await store.append(huntId, version, events, ended);
      if (isIt && when === 'answering') await pause();
      return done;
    },
    renew: (name, token, ttlMs) => ifInTime(() => store.renew(name, token, ttlMs)),
    acquire: (name, token, ttlMs) => ifInTime(() => store.acquire(name, token, ttlMs)),
  };
}

describe('a process that learns too late that its step was recorded', () => {
  it('does not dial: the hunt has another owner by then, who redials', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const first = createService(world, 'a', { store: lateWith(world, 'call-began', 'answering') });
    const huntId = await startHunt(first, { lines: [line(1)] });
    const other = createFakePhone(clock);
    const second = createService(world, 'b', { phone: other });
    await clock.advance(LATE_MS + 5_000);
    expect(asked(phone, 'dial')).toEqual([]);
    expect(asked(other, 'dial')).toEqual(['dial line-1']);
    expect((await stateOf(second, huntId)).calls.map(({ phase }) => phase)).toEqual(['ended', 'ringing']);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('hands nobody over: the new owner has failed the claim, and the agent may be claimed by somebody else', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const first = createService(world, 'a', { store: lateWith(world, 'hand-over-began', 'answering') });
    const huntId = await startHunt(first, { lines: [line(1)] });
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    const other = createFakePhone(clock);
    other.rules.look = async () => ({ seen: 'alive', audible: true });
    const second = createService(world, 'b', { phone: other });
    await claimOffer(second, huntId, 'k1');
    await clock.advance(LATE_MS + 5_000);
    expect(asked(phone, 'hand-over')).toEqual([]);
    expect((await stateOf(second, huntId)).offers[0]).toMatchObject({ status: 'open', claims: [{ status: 'failed' }] });
    await Promise.all([first.stop(), second.stop()]);
  });

  it('does not report what it heard: the new owner hears the call itself', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const asleep = clock.mortal();
    const first = createService(world, 'a', { store: lateWith(world, 'offer-made', 'taking-in'), clock: asleep });
    const huntId = await startHunt(first, { lines: [line(1)] });
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    asleep.kill();
    const other = createFakePhone(clock);
    other.rules.resume = async () => ({ outcome: 'audible', sessionId: 's-2', partyId: 'p-2' });
    const second = createService(world, 'b', { phone: other });
    await clock.advance(LATE_MS + 5_000);
    expect((await stateOf(second, huntId)).calls[0]).toMatchObject({ hears: true, sessionId: 's-2' });
    expect((await stateOf(second, huntId)).offers).toEqual([]);
    await second.stop();
  });
});
