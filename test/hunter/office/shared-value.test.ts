import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../../../src/hunter/base/clock.js';
import { createSharedValue } from '../../../src/hunter/office/shared-value.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';

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
