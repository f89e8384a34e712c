import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Log } from '../base/log.js';
import type { Store } from '../ports/store.js';
import { isAlive } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';

/** About 1 ms of work: the longest an event from the phone should have to wait. */
const RENEWED_AT_ONCE = 400;

/** The lines in calls, over all hunts and processes. A line is leased for as long as its call is ours. */
export interface LineLeases {
  /** Must be taken before a dial. */
  take(lineId: string, callId: string): Promise<'taken' | 'in-use' | 'too-many-calls'>;
  free(lineId: string, callId: string): void;
  /** Matches the leases to a hunt: live calls hold their line, other calls release it. */
  follow(state: HuntState): void;
  /** Another process has the hunt now, and with it the leases. */
  leave(state: HuntState): void;
  /** Takes or renews the leases of the hunt's calls now. */
  renew(state: HuntState): Promise<void>;
  renewAll(): Promise<void>;
}

interface LineLeasesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly ttlMs: number;
  /** The current cap on simultaneous calls. */
  readonly maxCalls: () => number;
}

/** The lease's token is the call's id. It is in the hunt's events, so a new owner of the hunt holds its leases too. */
export function createLineLeases({ store, clock, log, ttlMs, maxCalls }: LineLeasesOptions): LineLeases {
  const held = new Map<string, string>();
  /** Calls per line, so that a dial need not search all calls. */
  const inUse = new Map<string, number>();
  /** Calls whose renewal is in progress, and those of them freed in the meantime. */
  const renewing = new Set<string>();
  const freed = new Set<string>();
  const nameOf = (lineId: string) => `line:${lineId}`;

  const hold = (callId: string, lineId: string): void => {
    held.set(callId, lineId);
    inUse.set(lineId, (inUse.get(lineId) ?? 0) + 1);
  };
  const letGo = (callId: string): boolean => {
    const lineId = held.get(callId);
    if (lineId === undefined) return false;
    held.delete(callId);
    const others = (inUse.get(lineId) ?? 0) - 1;
    if (others > 0) inUse.set(lineId, others);
    else inUse.delete(lineId);
    return true;
  };

  const free = (lineId: string, callId: string): void => {
    if (!letGo(callId)) return;
    if (renewing.has(callId)) freed.add(callId);
    store.release(nameOf(lineId), callId).catch((error: unknown) => {
      log.warn({ lineId, callId, err: error }, 'A line could not be released; its lease will expire');
    });
  };

  /** After a renewal. A lease that had expired is taken again, unless somebody else holds the line. */
  const keep = async (callId: string, lineId: string, isLost: boolean): Promise<void> => {
    try {
      if (isLost && !held.has(callId)) return;
      const kept = !isLost || (await store.acquire(nameOf(lineId), callId, ttlMs));
      if (!kept) log.error({ lineId, callId }, 'The line of a live call is leased to another call');
      // The call was freed during the renewal, so give the lease back. One that went to another process is not ours to release.
      if (kept && freed.has(callId)) await store.release(nameOf(lineId), callId);
    } catch (error) {
      log.warn({ lineId, callId, err: error }, 'A line lease could not be renewed');
    }
  };

  /** Renews all of these in one request. */
  const renewThese = async (callIds: readonly string[]): Promise<void> => {
    const calls = callIds.flatMap((callId) => {
      const lineId = held.get(callId);
      return lineId === undefined ? [] : [{ callId, lineId }];
    });
    if (calls.length === 0) return;
    for (const { callId } of calls) renewing.add(callId);
    try {
      const leases = calls.map(({ callId, lineId }) => ({ name: nameOf(lineId), token: callId }));
      const lost = new Set(await store.renewAll(leases, ttlMs));
      const toDo = calls.filter(({ callId, lineId }) => lost.has(nameOf(lineId)) || freed.has(callId));
      await inSlices(clock, toDo, ({ callId, lineId }) => keep(callId, lineId, lost.has(nameOf(lineId))));
    } catch (error) {
      log.warn({ calls: calls.length, reason: reasonOf(error) }, 'The leases of lines could not be renewed');
    } finally {
      for (const { callId } of calls) {
        renewing.delete(callId);
        freed.delete(callId);
      }
    }
  };

  return {
    async take(lineId, callId) {
      if (inUse.has(lineId)) return 'in-use';
      if (held.size >= maxCalls()) return 'too-many-calls';
      hold(callId, lineId);
      try {
        if (await store.acquire(nameOf(lineId), callId, ttlMs)) return 'taken';
      } catch (error) {
        letGo(callId);
        throw error;
      }
      letGo(callId);
      return 'in-use';
    },
    free,
    follow(state) {
      for (const call of state.calls) {
        if (!isAlive(call)) free(call.lineId, call.id);
        else if (!held.has(call.id)) hold(call.id, call.lineId);
      }
    },
    leave(state) {
      for (const call of state.calls) letGo(call.id);
    },
    renew: (state) => renewThese(state.calls.flatMap(({ id }) => (held.has(id) ? [id] : []))),
    async renewAll() {
      const callIds = [...held.keys()];
      const pieces = Array.from({ length: Math.ceil(callIds.length / RENEWED_AT_ONCE) }, (_, piece) =>
        callIds.slice(piece * RENEWED_AT_ONCE, (piece + 1) * RENEWED_AT_ONCE),
      );
      await inSlices(clock, pieces, renewThese, 1);
    },
  };
}
