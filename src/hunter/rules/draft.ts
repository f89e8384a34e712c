import type { HuntEvent, HuntHappening } from './events.js';
import { evolve } from './evolve.js';
import type { HuntState } from './state.js';

/** A decision in the making: each event is applied at once, so that the next rule sees what the last one decided. */
export interface Draft {
  readonly at: number;
  readonly state: HuntState;
  readonly events: readonly HuntEvent[];
  emit(happening: HuntHappening): void;
}

export function createDraft(state: HuntState, at: number): Draft {
  const events: HuntEvent[] = [];
  let current = state;
  return {
    at,
    events,
    get state() {
      return current;
    },
    emit(happening) {
      const event: HuntEvent = { at, ...happening };
      events.push(event);
      current = evolve(current, event);
    },
  };
}
