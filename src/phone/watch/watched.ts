import type { Line } from '../../hunter/terms.js';
import type { LegEnd } from '../softphone/sip/softphone.js';

/** A call whose session is followed. */
export interface Watched {
  readonly callId: string;
  readonly line: Line;
  readonly sessionId: string;
  readonly partyId: string;
  /** False when looking is the only way to learn about this call: a single look that finds it gone is then enough. */
  readonly hears: boolean;
  readonly onAnswered: () => void;
  readonly onOver: (end: LegEnd['cause'], reason: string) => void;
}

/** A watched call, with what is known about it. */
export interface WatchedEntry extends Watched {
  dueAt: number;
  answered: boolean;
  missing: number;
  ownOnly: number;
  /** A look has shown it since something may have been missed, so events alone are enough for a while. */
  seen: boolean;
  unfollow: () => void;
  /** Cancels the wait for the reason of an end. */
  ending: (() => void) | undefined;
}

/** A call that has not been looked at yet; the first look is due at `dueAt`. */
export function newEntry(watched: Watched, dueAt: number, answered: boolean): WatchedEntry {
  const nothing = { missing: 0, ownOnly: 0, seen: false, unfollow: () => undefined, ending: undefined };
  return { ...watched, ...nothing, dueAt, answered };
}

/** The one whose look is due first. */
export function soonestOf(entries: Iterable<WatchedEntry>): WatchedEntry | undefined {
  let first: WatchedEntry | undefined;
  for (const entry of entries) if (!first || entry.dueAt < first.dueAt) first = entry;
  return first;
}
