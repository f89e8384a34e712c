import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { systemClock } from '../base/system-clock.js';
import type { Store } from '../ports/store.js';
import { withLease } from './with-lease.js';

/** A small value that all processes share; it changes seldom and is read from memory. */
export interface SharedValue<T> {
  readonly name: string;
  /** The value as known here; the initial one until `start` has read it. */
  get(): T;
  /**
   * Changes the value for all processes, one edit at a time; an edit that throws changes nothing. Resolves with the new
   * value.
   */
  change(edit: (now: T) => T): Promise<T>;
  onChange(listener: (value: T) => void): () => void;
  /** Reads the stored value now; rejects when it cannot be read. */
  refresh(): Promise<void>;
  /** Reads the stored value, and follows changes by other processes. */
  start(): Promise<void>;
  stop(): void;
}

/** Changes by other processes are found within this time even if their announcement was lost. */
const LOOK_EVERY_MS = 30_000;

/** Stores one value under a name. A stored value that does not fit the schema is logged and left alone. */
export function createSharedValue<T>(options: {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly initial: T;
  readonly store: Pick<Store, 'get' | 'set' | 'setIfAbsent' | 'acquire' | 'release' | 'appendLog' | 'onLog'>;
  readonly log: Log;
  readonly clock?: Clock;
}): SharedValue<T> {
  const { name, schema, initial, store, log, clock = systemClock } = options;
  const key = `shared:${name}`;
  const listeners = new Set<(value: T) => void>();
  let value = initial;
  let text: string | undefined;
  let cancelLook = (): void => {};
  let unfollow = (): void => {};
  let stopped = false;

  const adopt = (next: T, nextText: string): void => {
    if (nextText === text) return;
    [value, text] = [next, nextText];
    for (const listener of listeners) listener(value);
  };

  const read = async (): Promise<void> => {
    const found = await store.get(key);
    // If the store came back empty, put the known value back.
    if (found === undefined && text !== undefined) await store.setIfAbsent(key, text);
    if (found === undefined || found === text) return;
    const parsed = schema.safeParse(safeJson(found));
    if (!parsed.success) throw new Error(`The stored value ${name} cannot be read: ${z.prettifyError(parsed.error)}`);
    adopt(parsed.data, found);
  };

  const look = async (): Promise<void> => {
    await read().catch((error: unknown) =>
      log.warn({ name, reason: reasonOf(error) }, 'A shared value could not be read'),
    );
    cancelLook();
    if (!stopped) cancelLook = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };

  return {
    name,
    get: () => value,
    change: (edit) =>
      withLease({ store, clock }, key, `${name} is being changed by another process`, async () => {
        await read();
        const next = schema.parse(edit(value));
        const nextText = JSON.stringify(next);
        if (nextText === text) return value;
        await store.set(key, nextText);
        adopt(next, nextText);
        await store.appendLog(key, new Uint8Array(1), { keepMs: LOOK_EVERY_MS, maxEntries: 1 }).catch(() => undefined);
        return next;
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: read,
    start() {
      unfollow = store.onLog((of) => {
        if (of === key) void look();
      });
      return look();
    },
    stop() {
      stopped = true;
      cancelLook();
      unfollow();
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
