import type { StoredEvent } from '../record/record.js';

/** Stores facts. There are two implementations, memory and Redis; one contract suite runs on both. */
export interface Store {
  /**
   * Appends events under the version that was read (the number of events so far), in one round trip. `conflict` means
   * someone else appended first: read and decide again. `ended: true` takes the hunt off the open list and starts its
   * retention.
   */
  append(
    huntId: string,
    version: number,
    events: readonly StoredEvent[],
    ended: boolean,
  ): Promise<'appended' | 'conflict'>;
  /** The hunt's events from the given position on. Throws an `UnreadableHunt` if this process cannot read them. */
  read(huntId: string, from?: number): Promise<readonly StoredEvent[]>;
  /** The ids of those hunts that have more events than the given version; one round trip for all. */
  longer(known: readonly { readonly huntId: string; readonly version: number }[]): Promise<readonly string[]>;
  /** How many events each of these hunts has, in the given order; one round trip for all. */
  lengths(huntIds: readonly string[]): Promise<readonly number[]>;
  /**
   * Called for appends, including other processes', with the hunt, its new version, and the new events if they were
   * sent along (reading those may throw like `read`). It may miss some, so it must never be the only source.
   */
  onAppended(listener: (huntId: string, version: number, appended?: () => readonly StoredEvent[]) => void): () => void;
  /** Ids of hunts that have not ended, oldest first. */
  openHunts(): Promise<readonly string[]>;
  /** Ids of the newest hunts, ended or not, newest first. */
  recentHunts(limit: number): Promise<readonly string[]>;
  /** A lease is held by a random token and expires; only its holder can renew or release it. */
  acquire(name: string, token: string, ttlMs: number): Promise<boolean>;
  renew(name: string, token: string, ttlMs: number): Promise<boolean>;
  /** Renews many leases; resolves with the names of those not held under that token. */
  renewAll(leases: readonly Lease[], ttlMs: number): Promise<readonly string[]>;
  release(name: string, token: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs?: number): Promise<void>;
  /** Sets the value only if there is none; true when it did. */
  setIfAbsent(key: string, value: string, ttlMs?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /**
   * Appends bytes to a log, creating it if necessary; resolves with the entry's id. The log expires `keepMs` after the
   * last entry and holds at most the newest `maxEntries`.
   */
  appendLog(key: string, bytes: Uint8Array, limits: LogLimits): Promise<string>;
  /** The log's entries in order: all, or those after an id. Ids grow when compared as strings. */
  readLog(key: string, after?: string): Promise<readonly LogEntry[]>;
  /** Deletes the entries up to and including an id. */
  trimLog(key: string, through: string): Promise<void>;
  /** Called for new entries, including other processes'. It may miss some, so it must never be the only source. */
  onLog(listener: (key: string) => void): () => void;
  /** Removes the ids of expired hunts from the lists; resolves with how many. Everything else expires by itself. */
  tidy(): Promise<number>;
  close(): Promise<void>;
}

export interface Lease {
  readonly name: string;
  readonly token: string;
}

export interface LogLimits {
  readonly keepMs: number;
  readonly maxEntries: number;
}

export interface LogEntry {
  readonly id: string;
  readonly bytes: Uint8Array;
}
