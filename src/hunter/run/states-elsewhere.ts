import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Store } from '../ports/store.js';
import { readHunt } from '../record/read-hunt.js';
import type { HuntState } from '../rules/state.js';
import type { UnreadableHunts } from './unreadable-hunts.js';

/** A whole record takes longer to read than a lease to renew. */
const AT_ONCE = 20;

/** The states of hunts that other processes run: what was read is kept, and from then on only what came since is read. */
export interface StatesElsewhere {
  /** As they are in the store now; forgets every other hunt. Hunts without events, and those that cannot be read, are left out. */
  of(huntIds: readonly string[]): Promise<ReadonlyMap<string, HuntState>>;
}

export function createStatesElsewhere(
  store: Pick<Store, 'read' | 'longer'>,
  clock: Clock,
  unreadable: UnreadableHunts,
): StatesElsewhere {
  const known = new Map<string, HuntState>();

  const readOn = async (huntId: string): Promise<void> => {
    try {
      const { state } = await readHunt(store, huntId, known.get(huntId));
      // Another reading of the same may have been quicker.
      if (state !== undefined && state.version > (known.get(huntId)?.version ?? 0)) known.set(huntId, state);
    } catch (error) {
      if (!unreadable.learn(error)) throw error;
      known.delete(huntId);
    }
  };

  return {
    async of(huntIds) {
      const asked = new Set(huntIds);
      for (const huntId of known.keys()) if (!asked.has(huntId)) known.delete(huntId);
      const changed = await store.longer([...known.values()]);
      const toRead = [...huntIds.filter((huntId) => !known.has(huntId) && !unreadable.has(huntId)), ...changed];
      await inSlices(clock, toRead, readOn, AT_ONCE);
      return new Map([...known].filter(([huntId]) => asked.has(huntId)));
    },
  };
}
