import type { LogEntry, Store } from '../../hunter/ports/store.js';
import { decodePartAside, encodePartAside, type KeptPart, LibraryFileError } from './library-file.js';
import { addUp, isEmpty, type LibraryPart, withoutAged } from './library-part.js';

/** An entry that could be read. */
export interface ReadEntry extends KeptPart {
  readonly id: string;
}

/** A log of a destination's library as it stands. */
export interface ReadLog {
  readonly entries: readonly ReadEntry[];
  /** What was skipped, and why. */
  readonly unreadable: readonly { readonly id: string; readonly error: LibraryFileError }[];
  /** The newest entry, readable or not; undefined when there is none. */
  readonly lastId: string | undefined;
}

/** Where a destination's library is kept. */
export const logKeyOf = (destinationId: string): string => `library:${destinationId}`;

/** More parts than this are never kept; compaction keeps them far fewer. */
const MOST_ENTRIES = 4096;
const DAY_MS = 24 * 3_600_000;

export async function appendPart(
  store: Store,
  destinationId: string,
  kept: KeptPart,
  keepDays: number,
): Promise<string> {
  const bytes = await encodePartAside({ destination: destinationId, ...kept });
  return store.appendLog(logKeyOf(destinationId), bytes, { keepMs: keepDays * DAY_MS, maxEntries: MOST_ENTRIES });
}

/** Entries after one, or all; what cannot be read is told apart. */
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
 * What to take in of a log's entries, in order, when all up to `position` was taken in before (undefined: nothing was).
 * A snapshot holds what came before it: to who has that it is no news, to who begins it stands for it, and to who
 * missed some it is to be compared with what is known.
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

/** The whole library as kept, aged. */
export function wholeOf({ entries }: ReadLog, sinceDay: number, most?: number): LibraryPart {
  return withoutAged(addUp(toTakeIn(entries).map(({ entry }) => entry.part)), sinceDay, most);
}

/** One snapshot for many entries. Undefined when a newer Hold Hunter wrote some of them, which would be lost. */
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
