import type { Log } from '../hunter/base/log.js';
import { StoreAway } from '../hunter/base/store-away.js';
import type { LogEntry, Store } from '../hunter/ports/store.js';
import { readEvent, readEvents } from '../hunter/record/read-event.js';
import { EVENTS_VERSION, type StoredEvent } from '../hunter/record/record.js';
import { UnreadableHunt } from '../hunter/record/unreadable-hunt.js';
import { parseRedisAddress } from './redis-address.js';
import { connectRedis } from './redis-connect.js';
import { APPEND, APPEND_LOG, LENGTHS, LONGER, RECENT, RELEASE, RENEW, RENEW_ALL, TIDY } from './redis-scripts.js';

export interface RedisStoreOptions {
  readonly url: string;
  /** How long a finished hunt is kept. */
  readonly retentionMs: number;
  /** Prefix of every key; in braces, so that a cluster keeps all the bot's keys in one slot. */
  readonly prefix?: string;
  readonly log?: Log;
  /** The newest version of events this process understands; lower it to act as an older version of the bot. */
  readonly understands?: number;
}

/** A request Redis has not answered by then fails; the hunts retry. */
const COMMAND_TIMEOUT_MS = 5_000;
/** Entries of a log read at a time, so that no answer is long enough to keep others waiting. */
const LOG_PIECE = 16;
const TIDY_PIECE = 500;
/** Hunts checked by one script: well under a millisecond, during which Redis serves nobody else. */
const PIECE = 500;

/** The store that processes share and that outlives them. Connects and reconnects on its own. Throws `StoreAway` while Redis is away. */
export function createRedisStore(options: RedisStoreOptions): Store {
  const { url, retentionMs, prefix = '{hold-hunter}:', log, understands = EVENTS_VERSION } = options;
  const address = parseRedisAddress(url);
  const redis = connectRedis(address, { patient: false, commandTimeoutMs: COMMAND_TIMEOUT_MS, log });
  // A subscribed connection can do nothing else. It waits for its subscription however long Redis is away.
  const ears = connectRedis(address, { patient: true, log });
  const channel = `${prefix}appended`;
  const eventsPrefix = `${prefix}hunt:`;
  const eventsOf = (huntId: string) => eventsPrefix + huntId;
  const leaseOf = (name: string) => `${prefix}lease:${name}`;
  const recordOf = (key: string) => `${prefix}value:${key}`;
  const open = `${prefix}open`;
  const recent = `${prefix}recent`;
  const counter = `${prefix}counter`;

  const logOf = (key: string) => `${prefix}log:${key}`;
  const logChannel = `${prefix}logged`;

  const listeners = new Set<Parameters<Store['onAppended']>[0]>();
  const logListeners = new Set<(key: string) => void>();
  ears.on('message', (from: string, message: string) => {
    if (from === logChannel) {
      for (const listener of logListeners) listener(message);
      return;
    }
    const [version = '', huntId = ''] = message.split(' ', 2);
    const events = message.slice(version.length + 1 + huntId.length + 1);
    const appended = (): readonly StoredEvent[] => readEvents(events, { huntId, length: Number(version), understands });
    for (const listener of listeners) listener(huntId, Number(version), events === '' ? undefined : appended);
  });
  ears
    .subscribe(channel, logChannel)
    .catch((error: unknown) => log?.warn({ err: error }, 'Could not subscribe to appends by other processes'));

  const store: Store = {
    async append(huntId, version, events, ended) {
      const keys = [eventsOf(huntId), open, recent, counter, eventsPrefix];
      const records = events.map((event) => JSON.stringify(event));
      const settings = [String(version), ended ? '1' : '0', String(retentionMs), huntId, channel];
      const done = await redis.eval(APPEND, keys.length, ...keys, ...settings, ...records);
      return done === 1 ? 'appended' : 'conflict';
    },
    async read(huntId, from = 0) {
      const records = await redis.lrange(eventsOf(huntId), from, -1);
      return records.map((record, index) => readEvent(record, { huntId, index: from + index, understands }));
    },
    async longer(known) {
      if (known.length === 0) return [];
      const keys = known.map(({ huntId }) => eventsOf(huntId));
      const versions = known.map(({ version }) => String(version));
      const places = await redis.eval(LONGER, keys.length, ...keys, ...versions);
      return Array.isArray(places) ? places.flatMap((place) => known[Number(place) - 1]?.huntId ?? []) : [];
    },
    async lengths(huntIds) {
      const answers = inPieces(huntIds).map((ids) => redis.eval(LENGTHS, ids.length, ...ids.map(eventsOf)));
      return (await Promise.all(answers)).flatMap(numbersOf);
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
    async renewAll(leases, ttlMs) {
      const answers = inPieces(leases).map(async (piece) => {
        const keys = piece.map(({ name }) => leaseOf(name));
        const tokens = piece.map(({ token }) => token);
        const lost = numbersOf(await redis.eval(RENEW_ALL, keys.length, ...keys, String(ttlMs), ...tokens));
        return lost.flatMap((place) => piece[place - 1]?.name ?? []);
      });
      return (await Promise.all(answers)).flat();
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
    async appendLog(key, bytes, { keepMs, maxEntries }) {
      const told = [String(maxEntries), String(keepMs), logChannel, key, Buffer.from(bytes)];
      return sortable(String(await redis.eval(APPEND_LOG, 1, logOf(key), ...told)));
    },
    async readLog(key, after) {
      const entries: LogEntry[] = [];
      let from = after === undefined ? '-' : `(${streamId(after)}`;
      for (;;) {
        const piece = await redis.xrangeBuffer(logOf(key), from, '+', 'COUNT', LOG_PIECE);
        for (const [id, fields] of piece) {
          const [, bytes] = fields;
          if (bytes !== undefined) entries.push({ id: sortable(id.toString()), bytes });
        }
        const last = piece.at(-1);
        if (last === undefined || piece.length < LOG_PIECE) return entries;
        from = `(${last[0].toString()}`;
      }
    },
    async trimLog(key, through) {
      const [ms = '0', entry = '0'] = streamId(through).split('-');
      await redis.xtrim(logOf(key), 'MINID', `${ms}-${BigInt(entry) + 1n}`);
    },
    onLog(listener) {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
    async tidy() {
      let [gone, from] = [0, 0];
      for (;;) {
        const answer = await redis.eval(TIDY, 3, open, recent, eventsPrefix, String(from), String(TIDY_PIECE));
        const [found = 0, looked = 0] = Array.isArray(answer) ? answer.map(Number) : [];
        gone += found;
        from += looked - found;
        if (looked < TIDY_PIECE) return gone;
      }
    },
    async close() {
      listeners.clear();
      logListeners.clear();
      redis.disconnect();
      ears.disconnect();
    },
  };
  return tellingAway(store);
}

function inPieces<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / PIECE) }, (_, piece) =>
    all.slice(piece * PIECE, (piece + 1) * PIECE),
  );
}

function numbersOf(answer: unknown): readonly number[] {
  return Array.isArray(answer) ? answer.map(Number) : [];
}

/** A stream's id (ms since 1970, a count within it) with leading zeros, so that ids sort as strings. */
const sortable = (id: string): string => {
  const [ms = '', count = ''] = id.split('-');
  return `${ms.padStart(15, '0')}-${count.padStart(20, '0')}`;
};
const streamId = (id: string): string => id.replace(/(^|-)0+(?=\d)/g, '$1');

/** Replies that mean we sent something wrong; any other error means that Redis is away or not ready. */
const REDIS_SAYS = /^(ERR|WRONGTYPE|NOAUTH|WRONGPASS|NOPERM|NOSCRIPT|CROSSSLOT|BUSYKEY|EXECABORT)\b/;

const KEPT: ReadonlySet<string> = new Set(['onAppended', 'onLog', 'close']);

function tellingAway(store: Store): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const method = target[name];
      if (typeof method !== 'function' || KEPT.has(name)) return method;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(method, target, args);
        } catch (error) {
          if (error instanceof UnreadableHunt) throw error;
          throw error instanceof Error && REDIS_SAYS.test(error.message) ? error : new StoreAway(error);
        }
      };
    },
  });
}
