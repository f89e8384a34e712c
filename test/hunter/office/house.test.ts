import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/hunter/base/log.js';
import { createHouse, type House, NotAdmitted } from '../../../src/hunter/office/house.js';
import type { Limits } from '../../../src/hunter/office/house-rules.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { redisServer } from '../../store/redis-server.js';
import { T0 } from '../support/fixtures.js';

const server = await redisServer();
if (server === undefined) console.warn('Starts on Redis are not tested: no redis-server is installed.');

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const defaults: Limits = {
  ...{ linesPerHunt: 5, huntsPerPerson: 100, linesPerPerson: 100, startsPerPerson: 5 },
  ...{ huntsPerChannel: 100, linesPerChannel: 100, startsPerChannel: 100, hunts: 100, lines: 100, starts: 100 },
};
const ask = { requester: 'U0DANA', channel: 'C0CALLS', lineIds: ['line-1'] };

/** Tries to start a hunt; true when it started. */
async function tries(house: House, begin: () => Promise<void> = async () => {}): Promise<boolean> {
  try {
    await house.admit(ask, async () => [], begin);
    return true;
  } catch (error) {
    if (error instanceof NotAdmitted) return false;
    throw error;
  }
}

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

describe.skipIf(server === undefined)('two processes on one Redis', () => {
  it('allow exactly as many of 40 simultaneous starts as the limit says, 5 times', async () => {
    const stores = [0, 1].map(() => createRedisStore({ url: server?.url ?? '', retentionMs: 60_000 }));
    const houses = stores.map((store: Store) => createHouse({ store, log, defaults }));
    for (let round = 1; round <= 5; round += 1) {
      let began = 0;
      const begin = async () => {
        began += 1;
      };
      const most = 5 * round;
      await houses[0]?.rules.change((rules) => ({ ...rules, limits: { startsPerPerson: most } }));
      const asked = houses.flatMap((house) => Array.from({ length: 20 }, () => tries(house, begin)));
      const won = (await Promise.all(asked)).filter(Boolean);
      expect(won).toHaveLength(5);
      expect(began).toBe(5);
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});
