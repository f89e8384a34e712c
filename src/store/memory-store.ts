import type { LogEntry, Store } from '../hunter/ports/store.js';
import type { StoredEvent } from '../hunter/record/record.js';

export interface MemoryStoreOptions {
  /** How long a finished hunt is kept. */
  readonly retentionMs: number;
  readonly now?: () => number;
}

/** Padded, so that ids sort as strings. */
const LOG_ID_DIGITS = 15;

interface Held<T> {
  readonly value: T;
  readonly until: number;
}

interface KeptLog {
  readonly entries: LogEntry[];
  until: number;
}

interface KeptHunt {
  readonly events: StoredEvent[];
  until: number;
}

/** An in-memory store for a single process, matching the Redis store. Gone when the process ends. */
export function createMemoryStore({ retentionMs, now = Date.now }: MemoryStoreOptions): Store {
  const hunts = new Map<string, KeptHunt>();
  /** Hunts that have not ended, oldest first. */
  const open = new Set<string>();
  const leases = new Map<string, Held<string>>();
  const values = new Map<string, Held<string>>();
  const logs = new Map<string, KeptLog>();
  const listeners = new Set<Parameters<Store['onAppended']>[0]>();
  const logListeners = new Set<(key: string) => void>();
  let logEntries = 0;

  const hunt = (huntId: string): KeptHunt | undefined => {
    const kept = hunts.get(huntId);
    if (kept === undefined || kept.until > now()) return kept;
    hunts.delete(huntId);
    return undefined;
  };
  const keptLog = (key: string): KeptLog | undefined => {
    const kept = logs.get(key);
    if (kept === undefined || kept.until > now()) return kept;
    logs.delete(key);
    return undefined;
  };
  const held = <T>(map: Map<string, Held<T>>, key: string): T | undefined => {
    const entry = map.get(key);
    if (entry === undefined || entry.until > now()) return entry?.value;
    map.delete(key);
    return undefined;
  };
  const renewOne = (name: string, token: string, ttlMs: number): boolean => {
    if (held(leases, name) !== token) return false;
    leases.set(name, { value: token, until: now() + ttlMs });
    return true;
  };
  const put = (key: string, value: string, ttlMs?: number): void => {
    values.set(key, { value, until: ttlMs === undefined ? Number.POSITIVE_INFINITY : now() + ttlMs });
  };

  return {
    async append(huntId, version, events, ended) {
      const kept = hunt(huntId) ?? { events: [], until: Number.POSITIVE_INFINITY };
      if (kept.events.length !== version) return 'conflict';
      // Keep a copy, as if sent over a wire, so that later changes by the caller do not reach it.
      kept.events.push(...structuredClone(events));
      hunts.set(huntId, kept);
      if (version === 0) open.add(huntId);
      if (ended && kept.until === Number.POSITIVE_INFINITY) {
        open.delete(huntId);
        kept.until = now() + retentionMs;
      }
      const newVersion = kept.events.length;
      const appended = (): readonly StoredEvent[] => structuredClone(kept.events.slice(version, newVersion));
      for (const listener of listeners) queueMicrotask(() => listener(huntId, newVersion, appended));
      return 'appended';
    },
    async read(huntId, from = 0) {
      return structuredClone(hunt(huntId)?.events.slice(from) ?? []);
    },
    async longer(known) {
      const ids = known.filter(({ huntId, version }) => (hunt(huntId)?.events.length ?? 0) > version);
      return ids.map(({ huntId }) => huntId);
    },
    async openHunts() {
      return [...open];
    },
    async recentHunts(limit) {
      const ids = [...hunts.keys()].filter((huntId) => hunt(huntId) !== undefined);
      return ids.reverse().slice(0, limit);
    },
    async lengths(huntIds) {
      return huntIds.map((huntId) => hunt(huntId)?.events.length ?? 0);
    },
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async acquire(name, token, ttlMs) {
      if (held(leases, name) !== undefined) return false;
      leases.set(name, { value: token, until: now() + ttlMs });
      return true;
    },
    renew: async (name, token, ttlMs) => renewOne(name, token, ttlMs),
    async renewAll(all, ttlMs) {
      return all.filter(({ name, token }) => !renewOne(name, token, ttlMs)).map(({ name }) => name);
    },
    async release(name, token) {
      if (held(leases, name) === token) leases.delete(name);
    },
    async get(key) {
      return held(values, key);
    },
    async set(key, value, ttlMs) {
      put(key, value, ttlMs);
    },
    async setIfAbsent(key, value, ttlMs) {
      if (held(values, key) !== undefined) return false;
      put(key, value, ttlMs);
      return true;
    },
    async delete(key) {
      values.delete(key);
    },
    async appendLog(key, bytes, { keepMs, maxEntries }) {
      const kept = keptLog(key) ?? { entries: [], until: 0 };
      const id = String(++logEntries).padStart(LOG_ID_DIGITS, '0');
      kept.entries.push({ id, bytes: Uint8Array.from(bytes) });
      kept.entries.splice(0, kept.entries.length - maxEntries);
      kept.until = now() + keepMs;
      logs.set(key, kept);
      for (const listener of logListeners) queueMicrotask(() => listener(key));
      return id;
    },
    async readLog(key, after = '') {
      const entries = keptLog(key)?.entries ?? [];
      // Followers want only the newest entries, so search from the end.
      const news = entries.slice(entries.findLastIndex(({ id }) => id <= after) + 1);
      return news.map(({ id, bytes }) => ({ id, bytes: Uint8Array.from(bytes) }));
    },
    async trimLog(key, through) {
      const entries = keptLog(key)?.entries;
      entries?.splice(0, entries.findLastIndex(({ id }) => id <= through) + 1);
    },
    onLog(listener) {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
    async tidy() {
      for (const key of logs.keys()) keptLog(key);
      for (const key of values.keys()) held(values, key);
      for (const name of leases.keys()) held(leases, name);
      return [...hunts.keys()].filter((huntId) => hunt(huntId) === undefined).length;
    },
    async close() {
      listeners.clear();
      logListeners.clear();
    },
  };
}
