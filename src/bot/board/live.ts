import { isOver } from '../../hunter/rules/query.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';

/** The open hunts in memory, for answers that must not wait for the store. */
export interface Live {
  start(): Promise<void>;
  stop(): void;
  open(): readonly HuntState[];
}

export function createLive(hunts: Hunts): Live {
  const open = new Map<string, HuntState>();
  let unsubscribe: () => void = () => undefined;
  const note = (state: HuntState) => {
    const known = open.get(state.huntId);
    if (known !== undefined && known.version > state.version) return;
    if (isOver(state)) open.delete(state.huntId);
    else open.set(state.huntId, state);
  };
  return {
    async start() {
      // A hunt that ends while the open ones are being read must not come back with an older state. Later changes come in order.
      let endedMeanwhile: Set<string> | undefined = new Set();
      unsubscribe = hunts.onChange(({ state }) => {
        note(state);
        if (isOver(state)) endedMeanwhile?.add(state.huntId);
      });
      for (const state of await hunts.open()) if (!endedMeanwhile.has(state.huntId)) note(state);
      endedMeanwhile = undefined;
    },
    stop: () => unsubscribe(),
    open: () => [...open.values()].toSorted((a, b) => a.startedAt - b.startedAt),
  };
}
