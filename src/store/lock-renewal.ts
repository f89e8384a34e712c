import type { Job } from 'bullmq';
import { reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import { inSlices } from '../hunter/base/in-slices.js';
import type { Log } from '../hunter/base/log.js';
import type { Owner, Tenure } from '../hunter/run/ownership.js';

/** BullMQ's lock on a hunt's job, as seen by the process that holds it. */
export interface HuntLock extends Tenure {
  readonly job: Job;
  /** Unique for each time the job is given to a process. */
  readonly token: string;
}

interface LockRenewalOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly held: Map<string, HuntLock>;
  readonly lockMs: number;
  readonly everyMs: number;
  /** Extends locks from now on; returns the hunts whose lock no longer exists. */
  readonly extend: (locks: readonly (readonly [huntId: string, lock: HuntLock])[]) => Promise<readonly string[]>;
  /** Locks a hunt's job again after its lock expired; false when another process has it. */
  readonly retake: (huntId: string, token: string) => Promise<boolean>;
}

/**
 * Renews the locks of the hunts this process runs. With jobs fetched by hand, BullMQ leaves renewing to the caller. It also belongs here
 * because how long the hunt is certainly ours counts from when a renewal was sent.
 */
export function createLockRenewal(options: LockRenewalOptions): { begin(owner: Owner): void; stop(): void } {
  const { clock, log, held, lockMs, everyMs, extend, retake } = options;
  let owner: Owner | undefined;
  let stopped = false;
  let cancel = (): void => {};

  const look = async (at: () => Promise<void> | undefined): Promise<void> => {
    try {
      await at();
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'Could not read what was missed of hunts; retrying');
    }
  };

  /** The hunt is ours until then, but others may have had it: nothing is done until it is known what they did. */
  const catchUp = async (huntId: string, lock: HuntLock, until: number): Promise<void> => {
    await owner?.mend(huntId);
    // Took too long to say anything about now.
    if (held.get(huntId) !== lock || clock.now() >= until) return;
    lock.unsure = false;
    lock.until = Math.max(lock.until, until);
    await owner?.kept([huntId]);
  };

  /** The lock is gone. Unless another process has the hunt, keep it here, where its calls are. */
  const keepHere = async (huntId: string, lock: HuntLock, until: number): Promise<void> => {
    if (held.get(huntId) !== lock) return;
    lock.unsure = true;
    if (await retake(huntId, lock.token)) return catchUp(huntId, lock, until);
    if (held.get(huntId) !== lock) return;
    held.delete(huntId);
    owner?.lost(huntId);
  };

  const renew = async (): Promise<void> => {
    const locks = [...held];
    if (locks.length === 0) return;
    const began = clock.now();
    const until = began + lockMs;
    try {
      const gone = new Set(await extend(locks));
      const sure: string[] = [];
      const doubtful: (() => Promise<void>)[] = [];
      for (const [huntId, lock] of locks) {
        if (held.get(huntId) !== lock) continue;
        lock.cutOff = false;
        if (gone.has(huntId)) doubtful.push(() => keepHere(huntId, lock, until));
        else if (lock.unsure) doubtful.push(() => catchUp(huntId, lock, until));
        else {
          lock.until = until;
          sure.push(huntId);
        }
      }
      // Neither may delay the next renewal.
      void look(() => owner?.kept(sure));
      void inSlices(clock, doubtful, look);
    } catch (error) {
      // If a lock had expired before this attempt, as on a process that stood still, another process may own the hunt already.
      for (const [, lock] of locks) if (began < lock.until) lock.cutOff = true;
      log.warn({ hunts: locks.length, reason: reasonOf(error) }, 'Hunts could not be renewed; their calls go on');
    }
  };

  const schedule = (): void => {
    cancel();
    if (stopped) return;
    cancel = clock.setTimer(() => void renew().finally(schedule), everyMs);
  };

  return {
    begin(who) {
      owner = who;
      schedule();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
