import { describe, expect, it } from 'vitest';
import { loadDestinations } from '../../../src/hunter/destinations/destinations.js';
import { createTaughtDestinations, type TaughtDestinations } from '../../../src/hunter/destinations/taught-menus.js';
import type { HuntService } from '../../../src/hunter/run/hunts.js';
import { desk, direct, line } from '../support/fixtures.js';
import { asked, callOn, createService, createWorld, hear, startHunt, stateOf, type World } from '../support/running.js';

const base = loadDestinations(JSON.stringify([{ ...direct, id: 'practice' }]));
const by = 'U0DANA';
const step = { label: 'Key 1', awaits: { recording: 'r-a2' }, then: { press: '1' }, guardMs: 60_000 };

function destinationsOf(world: World, hunts?: HuntService): TaughtDestinations {
  const log = { info: () => {}, warn: (_: object, what: string) => world.logged.push(what), error: () => {} };
  const destinations = createTaughtDestinations({ base, store: world.store, clock: world.clock, log });
  if (hunts !== undefined) destinations.follow(hunts);
  return destinations;
}

/** Teaches one key, through the phone and the ear. */
async function teach(world: World, hunts: HuntService): Promise<{ readonly huntId: string; readonly callId: string }> {
  const practice = base.get('practice') ?? direct;
  const huntId = await startHunt(hunts, { destination: practice, lines: [line(1)], lesson: true });
  await world.clock.settle();
  const callId = callOn(world.phone, 'line-1');
  world.phone.tell({ callId, type: 'answered' });
  await hear(world, callId, 'menu', 'prompt-ended');
  await hunts.request(huntId, { type: 'press-key', callId, key: '1', by });
  await world.clock.settle();
  return { huntId, callId };
}

describe('what a lesson teaches', () => {
  it('is learned, then pressed, with the teacher listening in; the script is used from then on', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a');
    const destinations = destinationsOf(world, hunts);
    await destinations.start();
    const { huntId, callId } = await teach(world, hunts);
    expect(asked(world.phone, 'listen-in')).toEqual([`listen-in ${callId} ${desk.name}`]);
    const order = world.phone.asked.map(({ what }) => what).filter((what) => /^(learn|press)/.test(what));
    expect(order).toEqual([`learn ${callId} menu last-key`, `press ${callId} 1`]);
    expect(destinations.get('practice')?.menu).toEqual([]);
    await hunts.request(huntId, { type: 'end-lesson', by });
    await world.clock.settle();
    expect((await stateOf(hunts, huntId)).outcome).toBe('taught');
    expect(destinations.get('practice')?.menu).toEqual([{ ...step, awaits: { recording: `r-${callId}` } }]);
    expect(destinations.all().find(({ id }) => id === 'practice')).toEqual(destinations.get('practice'));
    destinations.stop();
    await hunts.stop();
  });

  it('is known right after a restart, and to another process within half a minute', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a');
    const destinations = destinationsOf(world, hunts);
    const other = destinationsOf(world);
    await Promise.all([destinations.start(), other.start()]);
    const { huntId } = await teach(world, hunts);
    await hunts.request(huntId, { type: 'end-lesson', by });
    await world.clock.settle();
    const restarted = destinationsOf(world);
    await restarted.start();
    expect(restarted.get('practice')?.menu).toHaveLength(1);
    expect(other.get('practice')?.menu).toEqual([]);
    await world.clock.advance(30_000);
    expect(other.get('practice')).toEqual(restarted.get('practice'));
    for (const each of [destinations, other, restarted]) each.stop();
    await hunts.stop();
  });

  it('is not stored when the lesson was stopped or taught no key, and is not replaced by an older one', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a');
    const destinations = destinationsOf(world, hunts);
    const { huntId } = await teach(world, hunts);
    await hunts.request(huntId, { type: 'cancel', by });
    await world.clock.settle();
    expect(destinations.get('practice')?.menu).toEqual([]);
    const newer = { menu: [step], taughtAt: world.clock.now() + 60_000 };
    await world.store.set('taught-menu:practice', JSON.stringify(newer));
    await destinations.start();
    const older = await teach(world, hunts);
    await hunts.request(older.huntId, { type: 'end-lesson', by });
    await world.clock.settle();
    expect(destinations.get('practice')?.menu).toEqual([step]);
    destinations.stop();
    await hunts.stop();
  });

  it('is ignored with a warning when it cannot be read, and never adds a destination', async () => {
    const world = createWorld();
    for (const [id, text] of [
      ['practice', '{"menu": "press one"}'],
      ['pps', '{not JSON'],
      ['elsewhere', JSON.stringify({ menu: [step], taughtAt: 1 })],
    ] as const) {
      await world.store.set(`taught-menu:${id}`, text);
    }
    const destinations = destinationsOf(world);
    await destinations.start();
    expect(destinations.all()).toEqual(base.all());
    expect(destinations.get('elsewhere')).toBeUndefined();
    expect(world.logged).toHaveLength(2);
    destinations.stop();
  });
});

describe('a taught hunt on a phone', () => {
  it('learns a disowned recording, and gives the ear its later name, once each', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, { lines: [line(1)] });
    await world.clock.settle();
    const callId = callOn(world.phone, 'line-1');
    world.phone.tell({ callId, type: 'answered' });
    await hear(world, callId, 'music', 'person');
    const offerId = (await stateOf(hunts, huntId)).offers.at(-1)?.id ?? '';
    await hunts.request(huntId, { type: 'not-a-person', offerId, by });
    await world.clock.settle();
    await hunts.request(huntId, { type: 'name-recording', offerId, kind: 'menu', by });
    await world.clock.settle();
    expect(asked(world.phone, 'learn')).toEqual([`learn ${callId} announcement 600`]);
    expect(asked(world.phone, 'relabel')).toEqual([`relabel practice-direct r-${callId} menu`]);
    await hunts.stop();
  });

  it('enters the callback number once, digit by digit, and logs none of it', async () => {
    const world = createWorld();
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, { lines: [line(1)] });
    await world.clock.settle();
    const callId = callOn(world.phone, 'line-1');
    world.phone.tell({ callId, type: 'answered' });
    const recording = { id: 'r-3', kind: 'callback-offer', seconds: 9 } as const;
    const told = { heard: 'prompt-ended', atMs: 9_000, sinceMs: 9_000, reason: '', recording } as const;
    world.phone.tell({ callId, type: 'heard', verdict: told });
    await world.clock.settle();
    const choice = { choice: 'call-me-back', number: '+12025550143' } as const;
    await hunts.request(huntId, { type: 'choose-callback', callId, ...choice, by });
    for (let prompt = 0; prompt < 3; prompt += 1) {
      await world.clock.advance(5_000);
      world.phone.tell({ callId, type: 'heard', verdict: { ...told, atMs: 9_000, sinceMs: 9_000 } });
      await world.clock.settle();
    }
    expect(asked(world.phone, 'press').join(' ').replaceAll(`press ${callId} `, '')).toBe('1 2 0 2 5 5 5 0 1 4 3 1');
    expect((await stateOf(hunts, huntId)).outcome).toBe('callback');
    expect(world.logged.join(' ')).not.toMatch(/\d/);
    await hunts.stop();
  });
});
