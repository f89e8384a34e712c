import { reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import type { Log } from '../hunter/base/log.js';
import type { Store } from '../hunter/ports/store.js';

/** How often somebody looks for open hunts without a job: a crash between append and add, or a queue that was lost. */
const LOOK_EVERY_MS = 3_000;
/** One process at a time looks; the next may at its own next turn. */
const LEASE_MS = LOOK_EVERY_MS - 100;

interface ReconcilerOptions {
  readonly store: Pick<Store, 'openHunts' | 'acquire'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly me: string;
  readonly isHeld: (huntId: string) => boolean;
  /** Which of these hunts have no job. */
  readonly missing: (huntIds: readonly string[]) => Promise<readonly string[]>;
  readonly offer: (huntId: string) => Promise<unknown>;
}

/** Puts in line the open hunts that nobody runs and that stand in no line. */
export function createReconciler(options: ReconcilerOptions): { start(): void; stop(): void } {
  const { store, clock, log, me, isHeld, missing, offer } = options;
  let stopped = false;
  let cancel = (): void => {};

  const look = async (): Promise<void> => {
    if (!(await store.acquire('hunts:reconcile', me, LEASE_MS))) return;
    const open = (await store.openHunts()).filter((huntId) => !isHeld(huntId));
    if (open.length === 0) return;
    for (const huntId of await missing(open)) {
      log.info({ huntId }, 'An open hunt was in no line; it is offered');
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
    cancel = clock.setTimer(turn, LOOK_EVERY_MS);
  };

  return {
    start: schedule,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
