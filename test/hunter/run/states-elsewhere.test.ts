import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { toStored } from '../../../src/hunter/record/record.js';
import { createStatesElsewhere } from '../../../src/hunter/run/states-elsewhere.js';
import { createUnreadableHunts } from '../../../src/hunter/run/unreadable-hunts.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { begin, onHold } from '../support/fixtures.js';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** A store that notes the position each hunt was read from. */
function noting() {
  const store = createMemoryStore({ retentionMs: 60_000 });
  const read: string[] = [];
  return {
    ...{ store, read },
    asked: {
      longer: store.longer,
      read: (huntId: string, from = 0) => {
        read.push(`${huntId} from ${from}`);
        return store.read(huntId, from);
      },
    },
  };
}

describe('the states of hunts that other processes run', () => {
  it('are read once, and then only what came since', async () => {
    const { store, read, asked } = noting();
    const [one, other] = [begin(), begin({ huntId: 'hunt-2' })];
    await store.append('hunt-1', 0, toStored(one.events), false);
    await store.append('hunt-2', 0, toStored(other.events), false);
    const states = createStatesElsewhere(asked, systemClock, createUnreadableHunts(quiet));
    await states.of(['hunt-1', 'hunt-2']);
    const before = one.events.length;
    onHold(one, 1);
    await store.append('hunt-1', before, toStored(one.events.slice(before)), false);
    const found = await states.of(['hunt-1', 'hunt-2']);
    expect(read).toEqual(['hunt-1 from 0', 'hunt-2 from 0', `hunt-1 from ${before}`]);
    expect([found.get('hunt-1'), found.get('hunt-2')]).toEqual([one.state, other.state]);
  });

  it('are forgotten when they are no longer asked for, and left out when there are none', async () => {
    const { store, read, asked } = noting();
    await store.append('hunt-1', 0, toStored(begin().events), false);
    const states = createStatesElsewhere(asked, systemClock, createUnreadableHunts(quiet));
    await states.of(['hunt-1', 'no-such']);
    expect([...(await states.of([])).keys()]).toEqual([]);
    expect([...(await states.of(['hunt-1'])).keys()]).toEqual(['hunt-1']);
    expect(read).toEqual(['hunt-1 from 0', 'no-such from 0', 'hunt-1 from 0']);
  });
});
