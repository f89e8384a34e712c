import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import type { Log } from '../../src/hunter/base/log.js';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import { createHuntQueue } from '../../src/store/hunt-queue.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import { endAll, redisNode, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const HUNTS = 300;
const there = await redisIsInstalled('a burst of hunts');
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
afterAll(endAll);

it.skipIf(!there)(
  'of 300 hunts in line at once none is locked long before it is begun',
  { timeout: 60_000 },
  async () => {
    const { url } = await redisNode();
    const redis = new Redis(url);
    const store = createRedisStore({ url, retentionMs: 60_000, log });
    const parts = { url, store, clock: systemClock, log };
    const offers = createHuntQueue({ ...parts, maxHunts: 0 });
    for (let hunt = 0; hunt < HUNTS; hunt += 1) await offers.offer(`h${hunt}`);

    const takes = createHuntQueue({ ...parts, maxHunts: HUNTS });
    let begun = 0;
    let over = false;
    const lockedAhead: number[] = [];
    takes.begin({
      hasRoom: () => true,
      async take() {
        if (over) return 'over';
        begun += 1;
        const before = begun;
        // Nothing renews the lock of a job that has not started. A few more may start before Redis answers.
        lockedAhead.push((await redis.llen('{hold-hunter}:hunts:active')) - before);
        return 'taken';
      },
      kept: async () => undefined,
      mend: async () => undefined,
      lost: () => undefined,
    });
    await takes.takeUp();
    await until(() => lockedAhead.length === HUNTS);
    expect(Math.max(...lockedAhead)).toBeLessThan(HUNTS / 10);
    over = true;
    for (let hunt = 0; hunt < HUNTS; hunt += 1) await takes.over(`h${hunt}`);
    await until(async () => (await redis.llen('{hold-hunter}:hunts:active')) === 0);
    await Promise.all([takes.stop(), offers.stop()]);
    redis.disconnect();
    await store.close();
  },
);
