import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';

/** The open hunts from memory, for answers that must come without asking the store. */
export interface Live {
  start(): Promise<void>;
  stop(): void;
  open(): readonly HuntState[];
}

export function createLive(hunts: Hunts): Live {
  const open = new Map<string, HuntState>();
  // Hunts seen to end, so that an older state read meanwhile does not bring one back. Ids are small and hunts are few.
  const ended = new Set<string>();
  let unsubscribe: () => void = () => undefined;
  const note = (state: HuntState) => {
    const known = open.get(state.huntId);
    if (known !== undefined && known.version > state.version) return;
    if (state.endedAt !== undefined) {
      open.delete(state.huntId);
      ended.add(state.huntId);
    } else if (!ended.has(state.huntId)) open.set(state.huntId, state);
  };
  return {
    async start() {
      unsubscribe = hunts.onChange(({ state }) => note(state));
      for (const state of await hunts.open()) note(state);
    },
    stop: () => unsubscribe(),
    open: () => [...open.values()].toSorted((a, b) => a.startedAt - b.startedAt),
  };
}
