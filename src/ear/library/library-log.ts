import type { LogEntry, Store } from '../../hunter/ports/store.js';
import { decodePartAside, encodePartAside, type KeptPart, LibraryFileError } from './library-file.js';
import { addUp, isEmpty, type LibraryPart, withoutAged } from './library-part.js';

/** A readable entry. */
export interface ReadEntry extends KeptPart {
  readonly id: string;
}

/** The log of a destination's library. */
export interface ReadLog {
  readonly entries: readonly ReadEntry[];
  /** The entries that were skipped, and why. */
  readonly unreadable: readonly { readonly id: string; readonly error: LibraryFileError }[];
  /** The newest entry, readable or not; undefined when the log is empty. */
  readonly lastId: string | undefined;
}

/** The store key of a destination's library. */
export const logKeyOf = (destinationId: string): string => `library:${destinationId}`;

/** The log never holds more parts than this; compaction keeps it far shorter. */
const MOST_ENTRIES = 4096;
const DAY_MS = 24 * 3_600_000;
/** What a line plays is forgotten this long after it was last heard: long enough for a destination that is seldom called. */
export const LIBRARY_DAYS = 180;

export async function appendPart(
  store: Store,
  destinationId: string,
  kept: KeptPart,
  keepDays: number,
): Promise<string> {
  const bytes = await encodePartAside({ destination: destinationId, ...kept });
  return store.appendLog(logKeyOf(destinationId), bytes, { keepMs: keepDays * DAY_MS, maxEntries: MOST_ENTRIES });
}

/** Reads all entries, or those after `after`; unreadable ones are listed separately. */
export async function readParts(store: Store, destinationId: string, after?: string): Promise<ReadLog> {
  return decodeEntries(await store.readLog(logKeyOf(destinationId), after));
}

export async function decodeEntries(entries: readonly LogEntry[]): Promise<ReadLog> {
  const read: ReadEntry[] = [];
  const unreadable: { id: string; error: LibraryFileError }[] = [];
  for (const { id, bytes } of entries) {
    try {
      read.push({ id, ...(await decodePartAside(bytes)) });
    } catch (error) {
      if (!(error instanceof LibraryFileError)) throw error;
      unreadable.push({ id, error });
    }
  }
  return { entries: read, unreadable, lastId: entries.at(-1)?.id };
}

/**
 * Which entries to take in, in order, for a reader that has taken in everything up to `position` (undefined: nothing).
 * A snapshot contains everything before it. A reader that has all of that skips it, a new reader takes it instead of
 * the older entries, and a reader that missed some of them has to compare it with what it knows.
 */
export function toTakeIn(
  entries: readonly ReadEntry[],
  position?: string,
): readonly { readonly entry: ReadEntry; readonly compare: boolean }[] {
  const covers = ({ covers }: ReadEntry): string => covers ?? '';
  const missed = entries
    .filter((entry) => entry.covers !== undefined && (position === undefined || entry.covers > position))
    .reduce<ReadEntry | undefined>((most, entry) => (most && covers(most) > covers(entry) ? most : entry), undefined);
  const rest = entries.filter(
    ({ id, covers }) => covers === undefined && (missed?.covers === undefined || id > missed.covers),
  );
  const parts = rest.map((entry) => ({ entry, compare: false }));
  return missed === undefined ? parts : [{ entry: missed, compare: position !== undefined }, ...parts];
}

/** The whole stored library, without what has aged out. */
export function wholeOf({ entries }: ReadLog, sinceDay: number, most?: number): LibraryPart {
  return withoutAged(addUp(toTakeIn(entries).map(({ entry }) => entry.part)), sinceDay, most);
}

/**
 * Merges many entries into one snapshot. Undefined when a newer Hold Hunter wrote some of them: those would be lost.
 */
export async function compacted(
  entries: readonly LogEntry[],
  destination: string,
  sinceDay: number,
  most: number,
): Promise<Buffer | undefined> {
  const log = await decodeEntries(entries);
  if (log.lastId === undefined || log.unreadable.some(({ error }) => error.found === 'other-version')) return undefined;
  const part = wholeOf(log, sinceDay, most);
  return isEmpty(part) ? undefined : encodePartAside({ destination, covers: log.lastId, part });
}
