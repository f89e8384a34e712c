import type { HuntEvent } from '../rules/events.js';

/** Where facts are kept. Memory and Redis are twins; one contract suite runs on both. */
export interface Store {
  /**
   * Appends under the version that was read (number of events so far), in one round trip.
   * `conflict` means somebody else appended first: read and decide again.
   * `ended: true` takes the hunt off the open list and starts its retention.
   */
  append(
    huntId: string,
    version: number,
    events: readonly HuntEvent[],
    ended: boolean,
  ): Promise<'appended' | 'conflict'>;
  /** The hunt's events, from the given position on. */
  read(huntId: string, from?: number): Promise<readonly HuntEvent[]>;
  /** Of these hunts, the ids of those that have more events by now than that version; one round trip for all. */
  longer(known: readonly { readonly huntId: string; readonly version: number }[]): Promise<readonly string[]>;
  /** How many events each of these hunts has, in their order; one round trip for many. */
  lengths(huntIds: readonly string[]): Promise<readonly number[]>;
  /**
   * Told of appends, those of other processes too: the hunt, its new version, and the events that led to it where they came along. May
   * miss some; never the only way to learn.
   */
  onAppended(listener: (huntId: string, version: number, appended?: () => readonly HuntEvent[]) => void): () => void;
  /** Ids of hunts that have not ended, oldest first. */
  openHunts(): Promise<readonly string[]>;
  /** Ids of the newest hunts, ended or not, newest first. */
  recentHunts(limit: number): Promise<readonly string[]>;
  /** A lease is held by a random token and expires; only its holder renews or releases it. */
  acquire(name: string, token: string, ttlMs: number): Promise<boolean>;
  renew(name: string, token: string, ttlMs: number): Promise<boolean>;
  /** Renews many; answers the names of those that are not held under that token. */
  renewAll(leases: readonly Lease[], ttlMs: number): Promise<readonly string[]>;
  release(name: string, token: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs?: number): Promise<void>;
  /** Sets only when absent; true when set. */
  setIfAbsent(key: string, value: string, ttlMs?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /**
   * Adds bytes to a log, which begins with its first entry; answers the entry's id. The log is gone `keepMs` after the
   * last entry, and holds at most the newest `maxEntries`.
   */
  appendLog(key: string, bytes: Uint8Array, limits: LogLimits): Promise<string>;
  /** The log's entries in order, all of them or those after an id; ids grow, compared as strings. */
  readLog(key: string, after?: string): Promise<readonly LogEntry[]>;
  /** Takes away the entries up to an id and with it. */
  trimLog(key: string, through: string): Promise<void>;
  /** Told of entries, those of other processes too. May miss some; never the only way to learn. */
  onLog(listener: (key: string) => void): () => void;
  /** Takes the ids of hunts that are gone off its lists; answers how many. Everything else goes by itself when it expires. */
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
