import { reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import type { Log } from '../hunter/base/log.js';
import type { Store } from '../hunter/ports/store.js';

/** Only one process at a time reconciles; the lease expires before its next turn. */
const LEASE = 0.9;

interface ReconcilerOptions {
  readonly store: Pick<Store, 'openHunts' | 'acquire'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly me: string;
  readonly lookEveryMs: number;
  readonly isHeld: (huntId: string) => boolean;
  /** Hunts that have a job. */
  readonly inLine: () => Promise<readonly string[]>;
  readonly offer: (huntId: string) => Promise<unknown>;
}

/**
 * Queues open hunts that have no job. A hunt is appended and offered in two steps, and a process can die in between; and if Redis loses the
 * queue, it gets the hunts back from the processes that run them.
 */
export function createReconciler(options: ReconcilerOptions): { start(): void; stop(): void } {
  const { store, clock, log, me, lookEveryMs, isHeld, inLine, offer } = options;
  let stopped = false;
  let cancel = (): void => {};

  const look = async (): Promise<void> => {
    if (!(await store.acquire('hunts:reconcile', me, lookEveryMs * LEASE))) return;
    const open = (await store.openHunts()).filter((huntId) => !isHeld(huntId));
    if (open.length === 0) return;
    const waits = new Set(await inLine());
    for (const huntId of open.filter((id) => !waits.has(id))) {
      log.info({ huntId }, 'An open hunt was not queued; offering it');
      await offer(huntId);
    }
  };

  const schedule = (): void => {
    cancel();
    if (stopped) return;
    const turn = (): void => {
      const looked = look().catch((error: unknown) => {
        log.warn({ reason: reasonOf(error) }, 'Open hunts could not be compared with the queue');
      });
      void looked.then(schedule);
    };
    cancel = clock.setTimer(turn, lookEveryMs);
  };

  return {
    start: schedule,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
