import type { Log } from '../base/log.js';
import { UnreadableHunt } from '../record/unreadable-hunt.js';

/** Hunts this process cannot read. Each is reported once and not read again. */
export interface UnreadableHunts {
  has(huntId: string): boolean;
  /** True when the error means that a hunt cannot be read. */
  learn(error: unknown): boolean;
}

/** Above this many, the oldest are read and reported again. */
const MOST_KEPT = 1_000;

export function createUnreadableHunts(log: Log): UnreadableHunts {
  const known = new Set<string>();
  return {
    has: (huntId) => known.has(huntId),
    learn(error) {
      if (!(error instanceof UnreadableHunt)) return false;
      const { huntId, why, message: reason } = error;
      if (known.has(huntId)) return true;
      known.add(huntId);
      for (const oldest of known) {
        if (known.size <= MOST_KEPT) break;
        known.delete(oldest);
      }
      if (why === 'newer') log.warn({ huntId, reason }, 'A newer version of the bot runs this hunt; leaving it alone');
      else log.error({ huntId, reason }, 'The record of a hunt is damaged; the hunt is left alone');
      return true;
    },
  };
}
