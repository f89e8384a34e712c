import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { createSharedValue } from '../../../src/hunter/office/shared-value.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { redisServer } from '../../store/redis-server.js';

const server = await redisServer('shared values on Redis');

describe.skipIf(server === undefined)('a value shared by all processes, on Redis', () => {
  it('loses no edit when two processes edit at once, and notifies both', async () => {
    const stores = [1, 2].map(() => createRedisStore({ url: server?.url ?? '', retentionMs: 1_000 }));
    const [one, two] = stores.map((store) =>
      createSharedValue<readonly number[]>({
        ...{ name: 'numbers', schema: z.array(z.number()), initial: [] },
        ...{ store, log: pino({ level: 'silent' }), clock: systemClock },
      }),
    );
    if (one === undefined || two === undefined) throw new Error('there are two');
    try {
      await Promise.all([one.start(), two.start()]);
      const told = new Promise<void>((resolve) => {
        two.onChange((now) => now.length === 8 && resolve());
      });
      await Promise.all(
        [1, 2, 3, 4].flatMap((each) => [one.change((now) => [...now, each]), two.change((now) => [...now, -each])]),
      );
      await told;
      expect([...two.get()].sort((a, b) => a - b)).toEqual([-4, -3, -2, -1, 1, 2, 3, 4]);
    } finally {
      one.stop();
      two.stop();
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
