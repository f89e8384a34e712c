import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Store } from '../ports/store.js';
import { readHunt } from '../record/read-hunt.js';
import type { HuntState } from '../rules/state.js';
import type { UnreadableHunts } from './unreadable-hunts.js';

/** Reading a whole record takes longer than renewing a lease. */
const AT_ONCE = 20;

/** The states of hunts run by other processes. What was read is kept, and only newer events are read after that. */
export interface StatesElsewhere {
  /** The states as of now; forgets every other hunt. Leaves out hunts without events and those that cannot be read. */
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
      // Another read of the same hunt may have finished first.
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
