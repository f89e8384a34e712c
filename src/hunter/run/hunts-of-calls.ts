import type { HuntState } from '../rules/state.js';
import type { HuntChange } from './hunts.js';

/** Which of the hunts run here a call belongs to, so that a fact from the phone need not be looked up in every hunt. */
export interface HuntsOfCalls {
  huntOf(callId: string): string | undefined;
  /** A hunt that runs here has started or changed. */
  learn(change: HuntChange): void;
  /** The hunt no longer runs here. */
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
