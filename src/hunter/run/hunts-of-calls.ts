import type { HuntState } from '../rules/state.js';
import type { HuntChange } from './hunts.js';

/** Which hunt a call belongs to, of all that are run here: what a phone tells is not looked for in every hunt. */
export interface HuntsOfCalls {
  huntOf(callId: string): string | undefined;
  /** A hunt is run here from now on, or has changed. */
  learn(change: HuntChange): void;
  /** The hunt is run here no longer. */
  forget(state: HuntState): void;
}

export function createHuntsOfCalls(): HuntsOfCalls {
  const hunts = new Map<string, string>();
  return {
    huntOf: (callId) => hunts.get(callId),
    learn({ state, events }) {
      if (events.length === 0) for (const { id } of state.calls) hunts.set(id, state.huntId);
      for (const event of events) if (event.type === 'call-began') hunts.set(event.callId, state.huntId);
    },
    forget(state) {
      for (const { id } of state.calls) hunts.delete(id);
    },
  };
}
