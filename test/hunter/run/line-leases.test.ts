import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/hunter/base/log.js';
import { createLineLeases } from '../../../src/hunter/run/line-leases.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { answered, begin } from '../support/fixtures.js';

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

describe('line leases', () => {
  const parts = () => {
    const clock = createVirtualClock();
    const store = createMemoryStore({ retentionMs: 1_000, now: clock.now });
    let renewed = (): void => {};
    const slow = {
      ...store,
      renewAll: async (...args: Parameters<typeof store.renewAll>) => {
        await new Promise<void>((resume) => {
          renewed = resume;
        });
        return store.renewAll(...args);
      },
    };
    const leases = createLineLeases({ store: slow, clock, log, ttlMs: 1_000, maxCalls: () => 10 });
    const story = begin();
    const callId = answered(story, 1);
    return { store, leases, story, callId, finish: () => renewed() };
  };

  it('a hunt that goes to another process while a lease is renewed takes its line along', async () => {
    const { store, leases, story, callId, finish } = parts();
    expect(await leases.take('line-1', callId)).toBe('taken');
    const renewing = leases.renewAll();
    leases.leave(story.state);
    finish();
    await renewing;
    expect(await store.acquire('line:line-1', 'another call', 1_000)).toBe(false);
  });

  it('a line that is freed while its lease is renewed is free', async () => {
    const { store, leases, callId, finish } = parts();
    await leases.take('line-1', callId);
    const renewing = leases.renewAll();
    leases.free('line-1', callId);
    finish();
    await renewing;
    expect(await store.acquire('line:line-1', 'another call', 1_000)).toBe(true);
  });

  it('a line in one of our own calls is in use, whatever the store says', async () => {
    const { leases, story } = parts();
    leases.follow(story.state);
    expect(await leases.take('line-1', 'another call')).toBe('in-use');
  });
});
