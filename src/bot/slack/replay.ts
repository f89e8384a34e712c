import type { Store } from '../../hunter/ports/store.js';

/** Bolt refuses stamps older than this; a replay is possible for as long. */
const STALE_MS = 5 * 60_000;
/** Clocks differ a little. */
const FUTURE_MS = 60_000;
const KEPT_MS = STALE_MS + 2 * FUTURE_MS;

export interface ReplayGuard {
  /** False when this signature was seen before or its stamp (seconds, as text) lies in the future. */
  admit(signature: string, stamp: string): Promise<boolean>;
}

/**
 * Remembers verified signatures for as long as Bolt would accept them again (Bolt itself lets an exact replay and a stamp of
 * the future pass). Shared through the store between processes; when the store fails, this process's own memory decides.
 */
export function createReplayGuard(store: Store, now: () => number): ReplayGuard {
  const seen = new Map<string, number>();
  const forget = () => {
    for (const [signature, until] of seen) {
      // A Map keeps the order of insertion, so the first one still valid ends the search.
      if (until > now()) return;
      seen.delete(signature);
    }
  };
  return {
    async admit(signature, stamp) {
      forget();
      const at = Number(stamp) * 1000;
      if (!Number.isFinite(at) || at > now() + FUTURE_MS) return false;
      if (seen.has(signature)) return false;
      seen.set(signature, now() + KEPT_MS);
      return store.setIfAbsent(`slack:seen:${signature}`, '1', KEPT_MS).catch(() => true);
    },
  };
}
