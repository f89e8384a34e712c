import { Redis } from 'ioredis';
import type { HuntEvent } from '../hunter/events.js';
import type { Log, Store } from '../hunter/ports.js';
import { APPEND, RECENT, RELEASE, RENEW } from './redis-scripts.js';

export interface RedisStoreOptions {
  readonly url: string;
  /** How long a finished hunt stays. */
  readonly retentionMs: number;
  /** Stands before every key; in braces, so that a cluster keeps all keys of the bot together. */
  readonly prefix?: string;
  readonly log?: Log;
}

/** A request that Redis has not answered by then fails; the hunts try again. */
const COMMAND_TIMEOUT_MS = 5_000;
const RECONNECT_FIRST_MS = 100;
const RECONNECT_MAX_MS = 3_000;

/** The store that processes share and that outlives them. Connects by itself and goes on doing so. */
export function createRedisStore({ url, retentionMs, prefix = '{hold-hunter}:', log }: RedisStoreOptions): Store {
  const options = {
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 3,
    retryStrategy: (attempt: number) => Math.min(RECONNECT_FIRST_MS * 2 ** Math.min(attempt, 10), RECONNECT_MAX_MS),
  };
  const redis = new Redis(url, options);
  // A connection that listens can do nothing else. It waits for its subscription however long Redis is away.
  const ears = new Redis(url, { ...options, maxRetriesPerRequest: null });
  for (const connection of [redis, ears]) {
    connection.on('error', (error: Error) => log?.warn({ err: error }, 'Redis cannot be reached'));
  }
  const channel = `${prefix}appended`;
  const eventsPrefix = `${prefix}hunt:`;
  const eventsOf = (huntId: string) => eventsPrefix + huntId;
  const leaseOf = (name: string) => `${prefix}lease:${name}`;
  const recordOf = (key: string) => `${prefix}value:${key}`;
  const open = `${prefix}open`;
  const recent = `${prefix}recent`;
  const counter = `${prefix}counter`;

  const listeners = new Set<(huntId: string, version: number) => void>();
  ears.on('message', (_channel: string, message: string) => {
    const gap = message.indexOf(' ');
    for (const listener of listeners) listener(message.slice(gap + 1), Number(message.slice(0, gap)));
  });
  ears.subscribe(channel).catch((error: unknown) => log?.warn({ err: error }, 'Appends of other processes go unheard'));

  return {
    async append(huntId, version, events, ended) {
      const keys = [eventsOf(huntId), open, recent, counter, eventsPrefix];
      const records = events.map((event) => JSON.stringify(event));
      const settings = [String(version), ended ? '1' : '0', String(retentionMs), huntId, channel];
      const done = await redis.eval(APPEND, keys.length, ...keys, ...settings, ...records);
      return done === 1 ? 'appended' : 'conflict';
    },
    async read(huntId, from = 0) {
      const records = await redis.lrange(eventsOf(huntId), from, -1);
      return records.map((record): HuntEvent => JSON.parse(record));
    },
    async openHunts() {
      return redis.zrange(open, '0', '-1');
    },
    async recentHunts(limit) {
      const ids = await redis.eval(RECENT, 2, recent, eventsPrefix, String(limit));
      return Array.isArray(ids) ? ids.map(String) : [];
    },
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async acquire(name, token, ttlMs) {
      return (await redis.set(leaseOf(name), token, 'PX', ttlMs, 'NX')) === 'OK';
    },
    async renew(name, token, ttlMs) {
      return (await redis.eval(RENEW, 1, leaseOf(name), token, String(ttlMs))) === 1;
    },
    async release(name, token) {
      await redis.eval(RELEASE, 1, leaseOf(name), token);
    },
    async get(key) {
      return (await redis.get(recordOf(key))) ?? undefined;
    },
    async set(key, value, ttlMs) {
      if (ttlMs === undefined) await redis.set(recordOf(key), value);
      else await redis.set(recordOf(key), value, 'PX', ttlMs);
    },
    async setIfAbsent(key, value, ttlMs) {
      if (ttlMs === undefined) return (await redis.set(recordOf(key), value, 'NX')) === 'OK';
      return (await redis.set(recordOf(key), value, 'PX', ttlMs, 'NX')) === 'OK';
    },
    async delete(key) {
      await redis.del(recordOf(key));
    },
    async close() {
      listeners.clear();
      redis.disconnect();
      ears.disconnect();
    },
  };
}
