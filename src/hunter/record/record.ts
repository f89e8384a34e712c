import type { HuntEvent } from '../rules/events.js';
import { evolve } from '../rules/evolve.js';
import type { HuntState } from '../rules/state.js';
import { type FirstEvent, fromFirstVersion } from './first-version.js';

/**
 * The version of events written today. Raise it when an event is added or changes its meaning, because an older process would misread the
 * hunt. `fromFirstVersion` reads events of the version before.
 */
export const EVENTS_VERSION = 2;

/** An event as stored, with the version that wrote it. The first version wrote none. */
export type StoredEvent = (HuntEvent & { readonly v: typeof EVENTS_VERSION }) | (FirstEvent & { readonly v?: never });

/** Converts events to their stored form. */
export function toStored(events: readonly HuntEvent[]): readonly StoredEvent[] {
  return events.map((event) => ({ v: EVENTS_VERSION, ...event }));
}

/** The hunt after reading more of its record. */
export interface Reading {
  /** Undefined while there are no events. Its `version` counts stored events, of whatever version. */
  readonly state: HuntState | undefined;
  /** The events read, translated to today's. */
  readonly events: readonly HuntEvent[];
}

/** Applies stored events to a state, or starts from nothing. */
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
