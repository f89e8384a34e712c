import type { Store } from '../../hunter/ports/store.js';

/** Bolt refuses timestamps older than this, so a replay is possible for this long. */
const STALE_MS = 5 * 60_000;
/** How far ahead Slack's clock may be. */
const FUTURE_MS = 60_000;
const KEPT_MS = STALE_MS + 2 * FUTURE_MS;

export interface ReplayGuard {
  /** False if this signature was seen before, or its timestamp (seconds, as text) is in the future. */
  admit(signature: string, stamp: string): Promise<boolean>;
}

/**
 * Remembers verified signatures for as long as Bolt would accept them again (Bolt lets exact replays and future timestamps pass).
 * Processes share them through the store. If the store fails, this process's memory decides.
 */
export function createReplayGuard(store: Store, now: () => number): ReplayGuard {
  const seen = new Map<string, number>();
  const forget = () => {
    for (const [signature, until] of seen) {
      // A Map keeps insertion order, so stop at the first one still valid.
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
