import { reasonOf } from './bounded.js';
import { replay } from './evolve.js';
import type { HuntChange, Hunts } from './hunts.js';
import { inSlices } from './in-slices.js';
import type { Clock, Log, Store } from './ports.js';
import { isOver } from './query.js';
import type { HuntState } from './state.js';
import { StoreAway } from './store-away.js';

/** Word of an append may be lost: what others did is known here after this at the latest. */
const LOOK_EVERY_MS = 2_000;

/** The open hunts as a process sees them that may run none of them. */
export interface FollowedHunts extends Hunts {
  /** Begins to follow; resolves when the open hunts are known. */
  follow(): Promise<void>;
  unfollow(): void;
}

/**
 * Follows the open hunts of all processes: by word of each append, and by looking. Listeners are told of every change in the order of
 * the record, whoever made it.
 */
export function createFollowedHunts(options: {
  readonly hunts: Hunts;
  readonly store: Pick<Store, 'read' | 'longer' | 'openHunts' | 'onAppended'>;
  readonly clock: Clock;
  readonly log: Log;
}): FollowedHunts {
  const { hunts, store, clock, log } = options;
  const known = new Map<string, HuntState>();
  const reading = new Map<string, Promise<void>>();
  const listeners = new Set<(change: HuntChange) => void>();
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

  const readOn = async (huntId: string): Promise<void> => {
    const before = known.get(huntId);
    const events = await store.read(huntId, before?.version ?? 0);
    const state = replay(events, before);
    if (state === undefined || events.length === 0) return;
    if (isOver(state)) known.delete(huntId);
    else known.set(huntId, state);
    tell({ state, events: before === undefined ? [] : events });
  };

  /** One reading of a hunt at a time; one that is asked for meanwhile comes after it. */
  const read = (huntId: string): Promise<void> => {
    const after = (reading.get(huntId) ?? Promise.resolve()).then(() => readOn(huntId));
    const settled = after
      .catch((error: unknown) => log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be followed'))
      .then(() => {
        if (reading.get(huntId) === settled) reading.delete(huntId);
      });
    reading.set(huntId, settled);
    return settled;
  };

  const look = async (): Promise<void> => {
    try {
      const open = new Set(await store.openHunts());
      const unknown = [...open].filter((huntId) => !known.has(huntId));
      // Those that ended while nobody looked have more events, too; one that is open no more is read in any case.
      const over = [...known.keys()].filter((huntId) => !open.has(huntId));
      const longer = await store.longer([...known.values()]);
      await inSlices(clock, [...new Set([...unknown, ...over, ...longer])], read);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'The open hunts could not be looked at');
    }
    cancelLook();
    if (!stopped) cancelLook = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };

  return {
    start: (request) => hunts.start(request),
    async request(huntId, request) {
      const change = await hunts.request(huntId, request);
      // It is open, and the store does not know it: it has lost it, and its owner is about to write it back.
      if (change === undefined && known.has(huntId)) throw new StoreAway();
      return change;
    },
    async state(huntId) {
      return (await hunts.state(huntId)) ?? known.get(huntId);
    },
    open: () => hunts.open(),
    recent: (limit) => hunts.recent(limit),
    waiting: () => hunts.waiting(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow() {
      unsubscribe = store.onAppended((huntId, version) => {
        if ((known.get(huntId)?.version ?? 0) < version) void read(huntId);
      });
      return look();
    },
    unfollow() {
      stopped = true;
      unsubscribe();
      cancelLook();
    },
  };
}
