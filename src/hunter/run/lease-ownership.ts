import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Log } from '../base/log.js';
import type { Store } from '../ports/store.js';
import type { Grip, Owner, Ownership, Taking } from './ownership.js';

/** With a store in this process all of a slice is done in one go, and a phone's event may have to wait behind it: 1 to 2 ms. */
const RENEWED_AT_ONCE = 25;

interface Held {
  /** Until when nobody else can hold the hunt's lease. */
  until: number;
  cutOff: boolean;
}

interface LeaseOwnershipOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Who holds leases under it is this process. */
  readonly token: string;
  /** A dead process's hunts are taken over after this. */
  readonly leaseMs: number;
}

/** Ownership by leases of the store: for one process, or a few that look for themselves what nobody runs. */
export function createLeaseOwnership({ store, clock, log, token, leaseMs }: LeaseOwnershipOptions): Ownership {
  const held = new Map<string, Held>();
  let owner: Owner | undefined;
  let takesMore = true;
  let stopped = false;
  let cancelBeat = (): void => {};
  const leaseOf = (huntId: string) => `hunt:${huntId}`;

  const release = (huntId: string): Promise<void> => {
    held.delete(huntId);
    return store.release(leaseOf(huntId), token).catch((error: unknown) => {
      log.warn({ huntId, err: error }, 'A hunt could not be released; its lease will expire');
    });
  };

  const takeOne = async (huntId: string): Promise<void> => {
    const until = clock.now() + leaseMs;
    if (owner === undefined || held.has(huntId) || !owner.hasRoom()) return;
    if (!(await store.acquire(leaseOf(huntId), token, leaseMs))) return;
    held.set(huntId, { until, cutOff: false });
    let taking: Taking = 'no-room';
    try {
      if (takesMore) taking = await owner.take(huntId);
    } finally {
      // Also when its record could not be read: held, it would be run by nobody, here or elsewhere.
      if (taking !== 'taken') await release(huntId);
    }
  };

  const takeAll = async (): Promise<void> => {
    const ids = (await store.openHunts()).filter((huntId) => !held.has(huntId));
    await inSlices(clock, ids, (huntId) =>
      takeOne(huntId).catch((error: unknown) => log.error({ huntId, err: error }, 'A hunt could not be taken up')),
    );
  };

  const keep = async (huntId: string, lease: Held): Promise<void> => {
    if (held.get(huntId) !== lease) return;
    const began = clock.now();
    const until = began + leaseMs;
    const name = leaseOf(huntId);
    const renewing = async () =>
      (await store.renew(name, token, leaseMs)) || (await store.acquire(name, token, leaseMs));
    const kept = await renewing().catch((error: unknown) => {
      // One that had run out before, as of a process that stood still, may be another's already.
      if (began < lease.until) lease.cutOff = true;
      throw error;
    });
    if (!held.has(huntId)) return;
    if (!kept) {
      held.delete(huntId);
      owner?.lost(huntId);
      return;
    }
    lease.until = until;
    lease.cutOff = false;
    await owner?.kept([huntId]);
  };

  /** Renews what is ours, learns what was missed, takes up what nobody runs. */
  const beat = async (): Promise<void> => {
    const renewing = ([huntId, lease]: readonly [string, Held]): Promise<void> =>
      keep(huntId, lease).catch((error: unknown) => log.warn({ huntId, err: error }, 'A hunt could not be renewed'));
    await inSlices(clock, [...held], renewing, RENEWED_AT_ONCE);
    // Taking up may take long (it looks at calls), and must not delay the next renewal.
    if (!takesMore) return;
    void takeAll().catch((error: unknown) => log.warn({ err: error }, 'Open hunts could not be read'));
  };

  const scheduleBeat = (): void => {
    cancelBeat();
    if (stopped) return;
    cancelBeat = clock.setTimer(() => void beat().finally(scheduleBeat), leaseMs / 3);
  };

  return {
    begin(who) {
      owner = who;
      scheduleBeat();
    },
    takeUp: takeAll,
    offer: takeOne,
    grip(huntId): Grip {
      const lease = held.get(huntId);
      if (lease === undefined) return 'none';
      if (clock.now() < lease.until) return 'firm';
      return lease.cutOff ? 'cut-off' : 'none';
    },
    over: release,
    giveBack: release,
    async waiting() {
      return (await store.openHunts()).filter((huntId) => !held.has(huntId));
    },
    takeNoMore() {
      takesMore = false;
    },
    async stop() {
      stopped = true;
      cancelBeat();
      await Promise.all([...held.keys()].map(release));
    },
  };
}
