import { describe, expect, it } from 'vitest';
import { createHouse } from '../../../src/hunter/office/house.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { T0 } from '../support/fixtures.js';
import { ask, defaults, log, tries } from '../support/starts.js';

describe('starts in the last hour', () => {
  it('count only hunts that really started', async () => {
    const clock = createVirtualClock();
    const store = createMemoryStore({ retentionMs: 1_000, now: clock.now });
    const house = createHouse({ store, log, defaults, clock });
    for (let round = 0; round < 10; round += 1) {
      const failing = house.admit(
        ask,
        async () => [],
        async () => Promise.reject(new Error('the store is away')),
      );
      await expect(failing).rejects.toThrow('the store is away');
    }
    for (let round = 0; round < 5; round += 1) expect(await tries(house)).toBe(true);
    expect(await tries(house)).toBe(false);
    expect((await house.whyNot(ask, []))?.why).toContain('Try again in 60 minutes');
    expect(await house.whyNot({ ...ask, requester: 'U0SAM' }, [])).toBeUndefined();
  });

  it('are known after a restart, and forgotten after the hour', async () => {
    const clock = createVirtualClock();
    const store = createMemoryStore({ retentionMs: 1_000, now: clock.now });
    const house = createHouse({ store, log, defaults, clock });
    for (let round = 0; round < 5; round += 1) await tries(house);
    const restarted = createHouse({ store, log, defaults, clock });
    expect(await tries(restarted)).toBe(false);
    await clock.advance(3_600_000);
    expect(await tries(restarted)).toBe(true);
  });

  it('obey changed limits and a pause right away, whichever process made the change', async () => {
    const store = createMemoryStore({ retentionMs: 1_000 });
    const [one, other] = [createHouse({ store, log, defaults }), createHouse({ store, log, defaults })];
    await one.rules.change((rules) => ({ ...rules, limits: { startsPerPerson: 1 } }));
    expect(await tries(other)).toBe(true);
    expect(await tries(other)).toBe(false);
    expect(other.limits()).toEqual({ ...defaults, startsPerPerson: 1 });
    await one.rules.change((rules) => ({ ...rules, limits: {}, paused: { by: 'U0SAM', at: T0 } }));
    expect(await tries(other)).toBe(false);
    expect(other.hold()).toEqual({ by: 'U0SAM', at: T0 });
  });
});
