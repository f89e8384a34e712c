import type { Job } from 'bullmq';
import { reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import { inSlices } from '../hunter/base/in-slices.js';
import type { Log } from '../hunter/base/log.js';
import type { Owner, Tenure } from '../hunter/run/ownership.js';

/** BullMQ's lock of a hunt's job, as the process that holds it sees it. */
export interface HuntLock extends Tenure {
  readonly job: Job;
  /** Tells one time that the job was given to a process from every other. */
  readonly token: string;
}

interface LockRenewalOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly held: Map<string, HuntLock>;
  readonly lockMs: number;
  readonly everyMs: number;
  /** Makes locks last anew from now on; answers the hunts whose lock is not there any more. */
  readonly extend: (locks: readonly (readonly [huntId: string, lock: HuntLock])[]) => Promise<readonly string[]>;
  /** Locks a hunt's job again whose lock has run out; false when another process has it. */
  readonly retake: (huntId: string, token: string) => Promise<boolean>;
}

/**
 * Renews the locks of the hunts that this process runs. Who takes jobs by hand renews by hand, says BullMQ; and only here is it known when a
 * renewal was sent, so until when nobody else can have the hunt.
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
      log.warn({ reason: reasonOf(error) }, 'What was missed of hunts could not be read; it is tried again');
    }
  };

  /** Ours until then, but others may have had the hunt: nothing is done until it is known what they did. */
  const catchUp = async (huntId: string, lock: HuntLock, until: number): Promise<void> => {
    await owner?.mend(huntId);
    // That took too long: it says nothing about now.
    if (held.get(huntId) !== lock || clock.now() >= until) return;
    lock.unsure = false;
    lock.until = Math.max(lock.until, until);
    await owner?.kept([huntId]);
  };

  /** The lock is not there any more. If nobody has taken the hunt it stays where its calls are. */
  const holdOn = async (huntId: string, lock: HuntLock, until: number): Promise<void> => {
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
        if (gone.has(huntId)) doubtful.push(() => holdOn(huntId, lock, until));
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
      // Whose lock had run out before, as of a process that stood still, may be another's already.
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
