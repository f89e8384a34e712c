import type { HuntEvent } from '../rules/events.js';
import { evolve } from '../rules/evolve.js';
import type { HuntState } from '../rules/state.js';
import { type FirstEvent, fromFirstVersion } from './first-version.js';

/**
 * The version of the events that are written today. It goes up when an event is added or changes its meaning, since a process that does
 * not know it could only misread the hunt. Events of former versions are read as `fromFirstVersion` does.
 */
export const EVENTS_VERSION = 2;

/** An event as it is stored, with the version it was written in. The first version wrote none. */
export type StoredEvent = (HuntEvent & { readonly v: typeof EVENTS_VERSION }) | (FirstEvent & { readonly v?: never });

/** Events as they go into the store. */
export function toStored(events: readonly HuntEvent[]): readonly StoredEvent[] {
  return events.map((event) => ({ v: EVENTS_VERSION, ...event }));
}

/** The hunt once more of its record is read. */
export interface Reading {
  /** Undefined as long as there is no event. Its `version` counts what is stored, in whatever version that was written. */
  readonly state: HuntState | undefined;
  /** What was read, in today's words. */
  readonly events: readonly HuntEvent[];
}

/** Reads stored events on from a state; from the beginning without one. */
export function readOn(stored: readonly StoredEvent[], from?: HuntState): Reading {
  const events: HuntEvent[] = [];
  let state = from;
  for (const each of stored) {
    const version = (state?.version ?? 0) + 1;
    for (const event of inTodaysWords(state, each)) {
      events.push(event);
      state = evolve(state, event);
    }
    if (state !== undefined && state.version !== version) state = { ...state, version };
  }
  return { state, events };
}

function inTodaysWords(state: HuntState | undefined, stored: StoredEvent): readonly HuntEvent[] {
  if (stored.v === undefined) return fromFirstVersion(state, stored);
  const { v: _v, ...event } = stored;
  return [event];
}
