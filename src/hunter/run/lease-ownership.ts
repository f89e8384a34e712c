import type { Clock } from '../base/clock.js';
import { inSlices } from '../base/in-slices.js';
import type { Log } from '../base/log.js';
import type { Store } from '../ports/store.js';
import { type Grip, gripOf, type Owner, type Ownership, type Taking, type Tenure } from './ownership.js';

/** A dead process's hunts run again within 10 s: its leases expire, and the others check at most a third of that later. */
export const LEASE_MS = 7_000;
/** With an in-process store a whole slice runs in one go, and an event from the phone may have to wait for it: 1 to 2 ms. */
const RENEWED_AT_ONCE = 25;

interface LeaseOwnershipOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** The name under which this process holds its leases. */
  readonly token: string;
  readonly leaseMs: number;
}

/** Ownership by leases in the store: for one process, or a few that each look for hunts nobody runs. */
export function createLeaseOwnership({ store, clock, log, token, leaseMs }: LeaseOwnershipOptions): Ownership {
  const held = new Map<string, Tenure>();
  let owner: Owner | undefined;
  let takesMore = true;
  let stopped = false;
  let cancelBeat = (): void => {};
  let underWay: Promise<void> = Promise.resolve();
  const leaseOf = (huntId: string) => `hunt:${huntId}`;

  const release = (huntId: string): Promise<void> => {
    held.delete(huntId);
    return store.release(leaseOf(huntId), token).catch((error: unknown) => {
      log.warn({ huntId, err: error }, 'A hunt could not be released; its lease will expire');
    });
  };

  const takeOne = async (huntId: string, by: Owner): Promise<Taking> => {
    const until = clock.now() + leaseMs;
    if (!(await store.acquire(leaseOf(huntId), token, leaseMs))) return 'over';
    const tenure: Tenure = { until, cutOff: false, unsure: false };
    held.set(huntId, tenure);
    let taking: Taking = 'no-room';
    try {
      if (takesMore) taking = await by.take(huntId);
    } finally {
      // Also if the record could not be read: holding the lease would keep every process from running the hunt.
      if (taking !== 'taken') await release(huntId);
    }
    // Another process took it while we read the record.
    if (taking === 'taken' && held.get(huntId) !== tenure) by.lost(huntId);
    return taking;
  };

  /** Takes hunts that nobody runs, oldest first, until there is no room. */
  const takeInOrder = async (by: Owner): Promise<void> => {
    for (const huntId of await store.openHunts()) {
      if (!takesMore || !by.hasRoom()) return;
      if (held.has(huntId)) continue;
      const taking = await takeOne(huntId, by).catch((error: unknown) => {
        log.error({ huntId, err: error }, 'A hunt could not be taken up');
      });
      if (taking === 'no-room') return;
    }
  };

  /** One at a time, or two hunts would get the same room. */
  const takeAll = (): Promise<void> => {
    const taking = underWay.then(() => (owner === undefined ? undefined : takeInOrder(owner)));
    underWay = taking.catch((error: unknown) => log.warn({ err: error }, 'Open hunts could not be read'));
    return taking;
  };

  const giveUp = async (huntId: string): Promise<void> => {
    await release(huntId);
    void takeAll().catch(() => undefined);
  };

  const keep = async (huntId: string, tenure: Tenure): Promise<void> => {
    if (held.get(huntId) !== tenure) return;
    const began = clock.now();
    const until = began + leaseMs;
    const name = leaseOf(huntId);
    const renewing = async () => {
      if (await store.renew(name, token, leaseMs)) return true;
      // The lease had expired, so another process may have owned the hunt in between.
      tenure.unsure = true;
      return store.acquire(name, token, leaseMs);
    };
    const kept = await renewing().catch((error: unknown) => {
      // If it had expired before this attempt, as on a process that stood still, another process may own the hunt already.
      if (began < tenure.until) tenure.cutOff = true;
      throw error;
    });
    if (held.get(huntId) !== tenure) return;
    if (!kept) {
      held.delete(huntId);
      owner?.lost(huntId);
      return;
    }
    tenure.cutOff = false;
    if (tenure.unsure) await owner?.mend(huntId);
    tenure.unsure = false;
    tenure.until = until;
    await owner?.kept([huntId]);
  };

  /** Renews our leases, catches up on what was missed, and takes up hunts nobody runs. */
  const beat = async (): Promise<void> => {
    const renewing = ([huntId, tenure]: readonly [string, Tenure]): Promise<void> =>
      keep(huntId, tenure).catch((error: unknown) => log.warn({ huntId, err: error }, 'A hunt could not be renewed'));
    await inSlices(clock, [...held], renewing, RENEWED_AT_ONCE);
    // Taking up hunts can be slow and must not delay the next renewal.
    void takeAll().catch(() => undefined);
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
    offer: takeAll,
    grip: (huntId): Grip => gripOf(held.get(huntId), clock.now()),
    over: giveUp,
    giveBack: release,
    async waiting() {
      return (await store.openHunts()).filter((huntId) => !held.has(huntId));
    },
    takeNoMore() {
      takesMore = false;
    },
    async stop() {
      stopped = true;
      takesMore = false;
      cancelBeat();
      await Promise.all([...held.keys()].map(release));
    },
  };
}
