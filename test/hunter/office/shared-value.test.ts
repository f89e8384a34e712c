import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../../../src/hunter/base/clock.js';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { createSharedValue } from '../../../src/hunter/office/shared-value.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { redisServer } from '../../store/redis-server.js';

const log = pino({ level: 'silent' });
const on = (store: Store, clock: Clock = createVirtualClock()) =>
  createSharedValue<readonly number[]>({
    name: 'numbers',
    schema: z.array(z.number()),
    initial: [],
    store,
    log,
    clock,
  });

describe('a value shared by all processes', () => {
  it('is the latest change, here and in a process that reads it later', async () => {
    const store = createMemoryStore({ retentionMs: 1_000 });
    const one = on(store);
    await one.start();
    expect(one.get()).toEqual([]);
    await one.change((now) => [...now, 1]);
    const later = on(store);
    await later.start();
    expect(later.get()).toEqual([1]);
    one.stop();
    later.stop();
  });

  it('is not changed by an edit that throws or whose result does not fit', async () => {
    const store = createMemoryStore({ retentionMs: 1_000 });
    const value = on(store);
    await value.change(() => [1]);
    const refuse = (): never => {
      throw new Error('no');
    };
    await expect(value.change(refuse)).rejects.toThrow('no');
    await expect(value.change(() => ['x'] as unknown as number[])).rejects.toThrow();
    expect(value.get()).toEqual([1]);
    expect(await value.change((now) => [...now, 2])).toEqual([1, 2]);
  });

  it('is found by polling, even if the announcement of a change was lost', async () => {
    const clock = createVirtualClock();
    const store = createMemoryStore({ retentionMs: 1_000 });
    const deaf = on({ ...store, onLog: () => () => undefined }, clock);
    await deaf.start();
    await on(store).change(() => [7]);
    expect(deaf.get()).toEqual([]);
    await clock.advance(30_000);
    expect(deaf.get()).toEqual([7]);
    deaf.stop();
  });
});

const server = await redisServer();

describe.skipIf(server === undefined)('on Redis', () => {
  it('loses no edit when two processes edit at once, and notifies both', async () => {
    const stores = [1, 2].map(() => createRedisStore({ url: server?.url ?? '', retentionMs: 1_000 }));
    const [one, two] = stores.map((store) => on(store, systemClock));
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
