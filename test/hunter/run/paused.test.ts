import { describe, expect, it } from 'vitest';
import type { Pause } from '../../../src/hunter/terms.js';
import { line, T0 } from '../support/fixtures.js';
import { asked, callOn, claimOffer, createService, createWorld, hear, startHunt, stateOf } from '../support/running.js';

describe('while hunting is paused', () => {
  it('nothing is dialed and the hunt says so once; running calls keep their places; it goes on by itself', async () => {
    const world = createWorld();
    let hold: Pause | undefined;
    const hunts = createService(world, 'a', { hold: () => hold });
    const huntId = await startHunt(hunts, { lines: [line(1), line(2), line(3)], wanted: 2 });
    await world.clock.settle();
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    hold = { by: 'U0SAM', at: T0, why: 'fire drill' };
    await world.clock.advance(60_000);
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    const told = (await world.store.read(huntId)).filter((event) => event.type === 'line-waits');
    expect(told.map(({ lineId, hold: by }) => [lineId, by?.by])).toEqual([
      ['line-2', 'U0SAM'],
      ['line-3', undefined],
    ]);
    await hear(world, callOn(world.phone, 'line-1'), 'music', 'person');
    await claimOffer(hunts, huntId, 'k1');
    await world.clock.settle();
    expect(asked(world.phone, 'hand-over')).toHaveLength(1);
    world.phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await world.clock.advance(10_000);
    expect((await stateOf(hunts, huntId)).agentsReached).toBe(1);
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    hold = undefined;
    await world.clock.advance(5_000);
    expect(asked(world.phone, 'dial').length).toBeGreaterThan(1);
    await hunts.stop();
  });

  it('a line that was turned away is not dialed again until the pause is over', async () => {
    const world = createWorld();
    let hold: Pause | undefined;
    const hunts = createService(world, 'a', { hold: () => hold });
    await startHunt(hunts, { lines: [line(1)] });
    await world.clock.settle();
    hold = { by: 'U0SAM', at: T0 };
    world.phone.tell({ callId: callOn(world.phone, 'line-1'), type: 'ended', end: 'busy', reason: 'Busy here' });
    await world.clock.advance(20 * 60_000);
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    hold = undefined;
    await world.clock.advance(3_000);
    expect(asked(world.phone, 'dial')).toHaveLength(2);
    await hunts.stop();
  });
});

describe('a destination that was taken off the list', () => {
  it('is never dialed again: its hunt keeps its calls, and lines that are due are given up', async () => {
    const world = createWorld();
    let forbidden: string | undefined;
    const hunts = createService(world, 'a', { whyNotDial: () => forbidden });
    const huntId = await startHunt(hunts, { lines: [line(1), line(2)] });
    await world.clock.settle();
    forbidden = 'The destination was taken off the list; it is not dialled again.';
    await world.clock.advance(10 * 60_000);
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    const during = await stateOf(hunts, huntId);
    expect(during.outcome).toBeUndefined();
    expect(during.lineStates[1]?.retired?.reason).toBe(forbidden);
    world.phone.tell({ callId: callOn(world.phone, 'line-1'), type: 'ended', end: 'far-end', reason: 'Bye' });
    await world.clock.advance(10 * 60_000);
    expect(asked(world.phone, 'dial')).toHaveLength(1);
    expect(await stateOf(hunts, huntId)).toMatchObject({ outcome: 'no-lines' });
    await hunts.stop();
  });
});
