import type { Log } from '../base/log.js';
import { UnreadableHunt } from '../record/unreadable-hunt.js';

/** Hunts that this process cannot read. They are not read again, and each is reported once. */
export interface UnreadableHunts {
  has(huntId: string): boolean;
  /** True when the error says that a hunt cannot be read. */
  learn(error: unknown): boolean;
}

/** With more than so many, the oldest are read and reported again. */
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
      if (why === 'newer') log.warn({ huntId, reason }, 'A newer version of the bot runs this hunt; it is left to it');
      else log.error({ huntId, reason }, 'The record of a hunt is damaged; the hunt is left alone');
      return true;
    },
  };
}
