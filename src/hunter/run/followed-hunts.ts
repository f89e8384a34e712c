import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Log } from '../base/log.js';
import { StoreAway } from '../base/store-away.js';
import type { Store } from '../ports/store.js';
import { asRead, readHunt } from '../record/read-hunt.js';
import type { Reading, StoredEvent } from '../record/record.js';
import type { HuntEvent } from '../rules/events.js';
import { isOver } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { HuntChange, Hunts } from './hunts.js';
import { createUnreadableHunts } from './unreadable-hunts.js';

/** Notices of appends can be lost. Changes by other processes are known here after this at the latest. */
const LOOK_EVERY_MS = 2_000;

/** The open hunts, for a process that runs none of them. */
export interface FollowedHunts extends Hunts {
  /** Starts to follow; resolves once the open hunts are known. */
  follow(): Promise<void>;
  unfollow(): void;
}

/**
 * Follows the open hunts of all processes, by notices of appends and by polling. Listeners get every change in the order of the record,
 * whoever made it.
 */
export function createFollowedHunts(options: {
  readonly hunts: Hunts;
  readonly store: Pick<Store, 'read' | 'longer' | 'openHunts' | 'onAppended'>;
  readonly clock: Clock;
  readonly log: Log;
}): FollowedHunts {
  const { hunts, store, clock, log } = options;
  const known = new Map<string, HuntState>();
  const reading = new Map<string, Promise<boolean>>();
  const listeners = new Set<(change: HuntChange) => void>();
  const unreadable = createUnreadableHunts(log);
  let unsubscribe = (): void => {};
  let cancelLook = (): void => {};
  let stopped = false;

  const tell = (change: HuntChange): void => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        log.error({ huntId: change.state.huntId, err: error }, 'A listener to the hunts failed');
      }
    }
  };

  const learn = (state: HuntState, events: readonly HuntEvent[]): void => {
    if (isOver(state)) known.delete(state.huntId);
    else known.set(state.huntId, state);
    tell({ state, events });
  };

  const readOn = async (huntId: string): Promise<void> => {
    const before = known.get(huntId);
    const { state, events } = await readHunt(store, huntId, before);
    if (state !== undefined && events.length > 0) learn(state, before === undefined ? [] : events);
  };

  /** Reads a hunt, one reading at a time; a request during a reading is served after it. False when it failed. */
  const read = (huntId: string): Promise<boolean> => {
    const attempt = async (): Promise<boolean> => {
      try {
        await readOn(huntId);
        return true;
      } catch (error) {
        if (unreadable.learn(error)) {
          known.delete(huntId);
          return true;
        }
        log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be followed');
        return false;
      } finally {
        if (reading.get(huntId) === settled) reading.delete(huntId);
      }
    };
    const settled = (reading.get(huntId) ?? Promise.resolve()).then(attempt);
    reading.set(huntId, settled);
    return settled;
  };

  /** The change a notice carries, unless events are missing in between or it cannot be read. */
  const toldOf = (
    huntId: string,
    before: HuntState | undefined,
    missing: number,
    appended: (() => readonly StoredEvent[]) | undefined,
  ): Reading | undefined => {
    try {
      const stored = appended?.();
      return stored?.length === missing ? asRead(huntId, stored, before) : undefined;
    } catch {
      return undefined;
    }
  };

  /** If the notice follows directly on what is known, the hunt need not be read. */
  const hear: Parameters<Store['onAppended']>[0] = (huntId, version, appended) => {
    const before = known.get(huntId);
    const from = before?.version ?? 0;
    if (from >= version || unreadable.has(huntId)) return;
    const told = reading.has(huntId) ? undefined : toldOf(huntId, before, version - from, appended);
    if (told?.state === undefined) void read(huntId);
    else learn(told.state, before === undefined ? [] : told.events);
  };

  /** Changes made here are known at once, and share the same state. */
  const adopt = ({ state, events }: HuntChange): void => {
    const { huntId, version } = state;
    const before = known.get(huntId);
    if (reading.has(huntId)) return;
    if (before?.version === version) known.set(huntId, state);
    else if ((before?.version ?? 0) + events.length === version) learn(state, before === undefined ? [] : events);
  };

  /** The hunts open in the store now; `failed` counts those that could not be read. */
  const catchUp = async (): Promise<{ readonly ids: readonly string[]; readonly failed: number }> => {
    const ids = await store.openHunts();
    const open = new Set(ids);
    const unknown = ids.filter((huntId) => !known.has(huntId) && !unreadable.has(huntId));
    // Hunts that ended between two polls have more events too, and a hunt no longer open is always read.
    const over = [...known.keys()].filter((huntId) => !open.has(huntId));
    const longer = await store.longer([...known.values()]);
    let failed = 0;
    await inSlices(clock, [...new Set([...unknown, ...over, ...longer])], async (huntId) => {
      if (!(await read(huntId))) failed += 1;
    });
    return { ids, failed };
  };

  const look = async (): Promise<void> => {
    await catchUp().catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, 'The open hunts could not be looked at');
    });
    cancelLook();
    if (!stopped) cancelLook = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };

  return {
    start: (request) => hunts.start(request),
    async request(huntId, request) {
      const change = await hunts.request(huntId, request);
      // The hunt is open but the store has lost it. Its owner is about to write it back.
      if (change === undefined && known.has(huntId)) throw new StoreAway();
      return change;
    },
    async state(huntId) {
      return (await hunts.state(huntId)) ?? known.get(huntId);
    },
    async open() {
      const { ids, failed } = await catchUp();
      if (failed > 0) throw new StoreAway();
      return ids.flatMap((huntId) => known.get(huntId) ?? []);
    },
    recent: (limit) => hunts.recent(limit),
    waiting: () => hunts.waiting(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow() {
      const undo = [store.onAppended(hear), hunts.onChange(adopt)];
      unsubscribe = () => {
        for (const each of undo) each();
      };
      return look();
    },
    unfollow() {
      stopped = true;
      unsubscribe();
      cancelLook();
    },
  };
}
