/** How often each call is looked at while there are few. */
export const BEST_INTERVAL_MS = 5_000;
/** The share of the Light limit that looking may use; the rest is for requests that people wait for. */
const SHARE_OF_LIMIT = 0.5;
/** With fewer requests left than this, looking slows to half the pace. */
const LOW_BUDGET = 8;

/** How often each of `calls` calls can be looked at within the budget. */
export function lookInterval(calls: number, limitPerMinute: number, available: number): number {
  const fair = (Math.max(1, calls) * 60_000) / Math.max(1, limitPerMinute * SHARE_OF_LIMIT);
  return Math.round(Math.max(BEST_INTERVAL_MS, fair) * (available < LOW_BUDGET ? 2 : 1));
}
