import { inSlices } from './in-slices.js';
import type { Clock, Log, Store } from './ports.js';
import { isAlive } from './query.js';
import type { HuntState } from './state.js';

/** Lines in calls, over all hunts and processes: a line is leased for as long as its call is ours. */
export interface LineLeases {
  /** Must be taken before a dial. */
  take(lineId: string, callId: string): Promise<'taken' | 'in-use' | 'too-many-calls'>;
  free(lineId: string, callId: string): void;
  /** Brings the leases in step with a hunt: calls that live hold their line, calls that don't let it go. */
  follow(state: HuntState): void;
  /** The hunt is another process's now, and so are its leases. */
  leave(state: HuntState): void;
  renewAll(): Promise<void>;
}

interface LineLeasesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Until the first renewal: a process that dies right before its call is recorded leaves the line taken for so long. */
  readonly firstMs: number;
  readonly ttlMs: number;
  /** The hard cap of calls at once, as it is now. */
  readonly maxCalls: () => number;
}

/** The call's id is the lease's token: it is in the hunt's events, so whoever takes a hunt over holds its leases too. */
export function createLineLeases({ store, clock, log, firstMs, ttlMs, maxCalls }: LineLeasesOptions): LineLeases {
  const held = new Map<string, string>();
  /** Calls whose renewal is under way, and those of them that were freed meanwhile. */
  const renewing = new Set<string>();
  const freed = new Set<string>();
  const nameOf = (lineId: string) => `line:${lineId}`;

  const free = (lineId: string, callId: string): void => {
    if (!held.delete(callId)) return;
    if (renewing.has(callId)) freed.add(callId);
    store.release(nameOf(lineId), callId).catch((error: unknown) => {
      log.warn({ lineId, callId, err: error }, 'A line could not be released; its lease will expire');
    });
  };

  return {
    async take(lineId, callId) {
      if ([...held.values()].includes(lineId)) return 'in-use';
      if (held.size >= maxCalls()) return 'too-many-calls';
      held.set(callId, lineId);
      try {
        if (await store.acquire(nameOf(lineId), callId, firstMs)) return 'taken';
      } catch (error) {
        held.delete(callId);
        throw error;
      }
      held.delete(callId);
      return 'in-use';
    },
    free,
    follow(state) {
      for (const call of state.calls) {
        if (!isAlive(call)) free(call.lineId, call.id);
        else if (!held.has(call.id)) held.set(call.id, call.lineId);
      }
    },
    leave(state) {
      for (const call of state.calls) held.delete(call.id);
    },
    async renewAll() {
      await inSlices(clock, [...held], async ([callId, lineId]) => {
        if (!held.has(callId)) return;
        const name = nameOf(lineId);
        renewing.add(callId);
        try {
          const kept = (await store.renew(name, callId, ttlMs)) || (await store.acquire(name, callId, ttlMs));
          if (!kept) log.error({ lineId, callId }, 'A line in a call is leased to somebody else');
          // Not of a call that went to another process meanwhile: the lease is that one's.
          if (kept && freed.has(callId)) await store.release(name, callId);
        } catch (error) {
          log.warn({ lineId, callId, err: error }, 'A line lease could not be renewed');
        } finally {
          renewing.delete(callId);
          freed.delete(callId);
        }
      });
    },
  };
}
