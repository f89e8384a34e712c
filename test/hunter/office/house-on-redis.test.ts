import { describe, expect, it } from 'vitest';
import { createHouse } from '../../../src/hunter/office/house.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { redisServer } from '../../store/redis-server.js';
import { defaults, log, tries } from '../support/starts.js';

const server = await redisServer('starts in two processes on Redis');

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
