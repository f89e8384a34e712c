import { describe, expect, it, vi } from 'vitest';
import type { Log } from '../src/hunter/base/log.js';
import { createMemoryStore } from '../src/store/memory-store.js';
import { createUpkeep } from '../src/upkeep.js';

const EVERY_SECOND = '* * * * * *';
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

describe('the upkeep', () => {
  it('does each turn once over all processes, and goes on after a turn that failed', async () => {
    const store = createMemoryStore({ retentionMs: 1_000 });
    const turns: { who: string; second: number }[] = [];
    let failures = 0;
    const process = (who: string) =>
      createUpkeep({
        ...{ store, log },
        chores: [
          {
            name: 'count',
            when: EVERY_SECOND,
            work: async () => {
              turns.push({ who, second: Math.floor(Date.now() / 1000) });
              failures += 1;
              if (failures === 1) throw new Error('the first turn fails');
            },
          },
        ],
      });
    const processes = ['a', 'b', 'c'].map(process);
    for (const each of processes) each.start();
    await vi.waitFor(() => expect(turns.length).toBeGreaterThanOrEqual(3), { timeout: 60_000 });
    await Promise.all(processes.map((each) => each.stop()));
    const seconds = turns.map(({ second }) => second);
    expect(new Set(seconds).size).toBe(seconds.length);
  });

  it('leaves a turn out while the store is away', async () => {
    let asked = 0;
    let done = 0;
    const upkeep = createUpkeep({
      log,
      store: {
        async setIfAbsent() {
          asked += 1;
          throw new Error('away');
        },
      },
      chores: [
        {
          name: 'count',
          when: EVERY_SECOND,
          work: async () => {
            done += 1;
          },
        },
      ],
    });
    upkeep.start();
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 60_000 });
    await upkeep.stop();
    expect(done).toBe(0);
  });
});
