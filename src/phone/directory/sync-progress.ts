import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { SyncProgress } from '../../hunter/ports/directory.js';
import type { Store } from '../../hunter/ports/store.js';
import { countOf, objectOf } from '../api/readers.js';

/** How often other processes learn how far a sync is, and how long they believe it. */
const TELL_EVERY_MS = 3_000;
const TOLD_FOR_MS = 90_000;
const SAVE_EVERY_MS = 30_000;
const LOG_EVERY_MS = 60_000;

export interface SyncTold {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Where other processes read how far it is. */
  readonly key: string;
  readonly began: number;
  /** How many extensions are looked at, and about how far apart. */
  readonly of: number;
  readonly spacingMs: number;
  /** Keeps the right to sync. */
  readonly renew: () => Promise<unknown>;
  /** Saves what has been learned so far. */
  readonly save: () => Promise<unknown>;
}

/** Computes at each step how far a sync is, and now and then reports it to other processes, the store and the log. */
export function tellProgress(sync: SyncTold): (looked: number) => SyncProgress {
  const { store, clock, log, key, began, of, spacingMs, renew, save } = sync;
  const from = clock.now();
  const last = { told: Number.NEGATIVE_INFINITY, saved: from, logged: from };
  const isTime = (what: keyof typeof last, everyMs: number): boolean => {
    const now = clock.now();
    if (now - last[what] < everyMs) return false;
    last[what] = now;
    return true;
  };
  return (looked) => {
    const eachMs = looked === 0 ? spacingMs : (clock.now() - from) / looked;
    const progress = { began, looked, of, endsAt: clock.now() + (of - looked) * eachMs };
    if (isTime('told', TELL_EVERY_MS)) {
      void renew().catch(() => undefined);
      store.set(key, JSON.stringify(progress), TOLD_FOR_MS).catch(() => undefined);
    }
    if (isTime('saved', SAVE_EVERY_MS)) void save().catch(() => undefined);
    if (isTime('logged', LOG_EVERY_MS)) log.info({ looked, of }, 'the devices of extensions are being looked at');
    return progress;
  };
}

/** Passes on the progress of another process's sync until that is over. */
export async function followProgress(
  { store, clock, key }: Pick<SyncTold, 'store' | 'clock' | 'key'>,
  signal: AbortSignal,
  onProgress: (progress: SyncProgress) => void,
): Promise<void> {
  while (!signal.aborted) {
    const told = await store.get(key);
    const progress = told === undefined ? undefined : readProgress(told);
    if (progress === undefined) return;
    onProgress(progress);
    await pause(clock, TELL_EVERY_MS, signal);
  }
}

function readProgress(text: string): SyncProgress | undefined {
  const told = objectOf(JSON.parse(text));
  const [began, looked, of, endsAt] = [told.began, told.looked, told.of, told.endsAt].map(countOf);
  if (began === undefined || looked === undefined || of === undefined || endsAt === undefined) return undefined;
  return { began, looked, of, endsAt };
}
