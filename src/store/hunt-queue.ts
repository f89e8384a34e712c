import { randomUUID } from 'node:crypto';
import { type Job, type JobType, Queue, Worker } from 'bullmq';
import { bounded, reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import type { Log } from '../hunter/base/log.js';
import type { Store } from '../hunter/ports/store.js';
import { gripOf, type Owner, type Ownership, type Taking } from '../hunter/run/ownership.js';
import { createLockRenewal, type HuntLock } from './lock-renewal.js';
import { createReconciler } from './queue-reconciler.js';
import { parseRedisAddress } from './redis-address.js';
import { connectRedis } from './redis-connect.js';
import { huntOf, jobOf, retakeJob } from './retake-job.js';

export interface HuntQueueOptions {
  readonly url: string;
  readonly store: Pick<Store, 'openHunts' | 'acquire'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The most hunts this process runs at once; 0 for a process that only offers them. */
  readonly maxHunts: number;
  /** How long a lock outlives its last renewal. All other times are fractions of it. */
  readonly lockMs?: number;
  /** Prefix of every key; in braces, so that a cluster keeps all the bot's keys in one slot. */
  readonly prefix?: string;
}

/**
 * Others consider an owner dead once its lock expires, at most 5 s after its last renewal. The next check for stalled jobs is at most 2 s
 * later (each worker checks every second, and the first check only marks). Together that is well within the 10 s a takeover may take, and a
 * living owner can miss three renewals before it loses a hunt.
 */
const LOCK_MS = 5_000;
const RENEW_EVERY = 0.3;
const STALLED_EVERY = 0.2;
/** BullMQ fails a job that stalls too often, but a hunt is taken over as often as its owners die. */
const STALLS_ALLOWED = Number.MAX_SAFE_INTEGER;
/** A slower renewal counts as lost: a queue that hangs must not keep hunts from other processes. */
const ANSWER_WITHIN = 0.24;
/** A connection without an answer for this long is replaced. BullMQ waits half as long for a job, then asks again. */
const DEAF_AFTER = 0.8;
const DRY_FOR = 0.4;
const RECONCILE_EVERY = 0.6;
/** The pause before a hunt that could not be read is offered again, and before a full process looks again. */
const AGAIN = 0.2;
/** While this lasts, only its owner can take the job. */
const FOR_ITS_OWNER_MS = 60_000;
const CLOSE_WITHIN_MS = 3_000;
/** Longer lines are cut off: nobody counts further. */
const LINE_SHOWN = 200;
/** Where the job of a hunt can be. */
const STATES: JobType[] = ['wait', 'active', 'delayed'];
/** BullMQ's own event stream is not used, so keep it short. */
const EVENTS_KEPT = 100;

/**
 * Ownership on BullMQ: a hunt is a job, and its owner is the process that holds the job's lock. Jobs are fetched by hand
 * (docs.bullmq.io/patterns/manually-fetching-jobs), because a hunt should be fetched only when there is room for it, and BullMQ's
 * concurrency setting cannot express that.
 */
export function createHuntQueue(options: HuntQueueOptions): Ownership {
  const { store, clock, log, maxHunts, lockMs = LOCK_MS, prefix = '{hold-hunter}' } = options;
  const address = parseRedisAddress(options.url);
  const connection = connectRedis(address, { patient: true, deafAfterMs: lockMs * DEAF_AFTER, log });
  const queue = new Queue('hunts', {
    connection,
    prefix,
    streams: { events: { maxLen: EVENTS_KEPT } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  const me = randomUUID();
  const held = new Map<string, HuntLock>();
  let worker: Worker | undefined;
  let working: Promise<void> | undefined;
  let owner: Owner | undefined;
  let takesMore = true;
  let fetched = 0;
  /** The last hunt that could not be read. */
  let unread: string | undefined;
  let lookAgain = (): void => {};

  // While Redis is away the connection logs it, once.
  const complain = (error: unknown): void => {
    if (connection.status === 'ready') log.warn({ reason: reasonOf(error) }, 'The queue of hunts reports an error');
  };
  queue.on('error', complain);

  const within = <T>(what: string, work: Promise<T>): Promise<T> => bounded(clock, lockMs * ANSWER_WITHIN, what, work);
  const add = (huntId: string, delay = 0): Promise<unknown> =>
    within('Offering a hunt', queue.add('hunt', {}, { jobId: jobOf(huntId), delay }));

  const renewal = createLockRenewal({
    ...{ clock, log, held, lockMs, everyMs: lockMs * RENEW_EVERY },
    async extend(locks) {
      if (worker === undefined) return [];
      const [ids, tokens] = [locks.map(([huntId]) => jobOf(huntId)), locks.map(([, { token }]) => token)];
      return (await within('Renewing', worker.extendJobLocks(ids, tokens, lockMs))).map(huntOf);
    },
    async retake(huntId, token) {
      const retake = () => within('Taking a hunt back', retakeJob(queue, connection, jobOf(huntId), token, lockMs));
      const found = await retake();
      if (found !== 'gone') return found === 'ours';
      // Redis came back without the queue. Add the job again, delayed so that no other process gets it before we lock it.
      await add(huntId, FOR_ITS_OWNER_MS);
      return (await retake()) === 'ours';
    },
  });

  /** Waits until there may be room again, or a retry may succeed. */
  const rest = (): Promise<void> =>
    new Promise((resume) => {
      const cancel = clock.setTimer(resume, lockMs * AGAIN);
      lookAgain = () => {
        cancel();
        resume();
      };
    });

  const take = async (huntId: string, by: Owner): Promise<Taking | 'failed'> => {
    try {
      const taking = await by.take(huntId);
      unread = undefined;
      return taking;
    } catch (error) {
      log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be taken up; offering it again');
      // The first failure may be this process's fault, so the hunt keeps its place. After that, a damaged record must not block the line.
      const taking = unread === huntId ? 'failed' : 'no-room';
      unread = huntId;
      return taking;
    }
  };

  const begin = async (job: Job, token: string, by: Owner): Promise<void> => {
    const huntId = huntOf(job.id ?? '');
    // BullMQ stamps the request with the machine's clock; ours never goes back.
    const asked = clock.now() - Math.max(0, Date.now() - (job.processedOn ?? 0));
    // If it already runs here, its lock had expired and another process may have owned it in between.
    const unsure = held.has(huntId);
    const lock: HuntLock = { job, token, until: asked + lockMs, cutOff: false, unsure };
    held.set(huntId, lock);
    if (unsure) return;
    const taking = await take(huntId, by);
    const isHeld = held.get(huntId) === lock;
    if (taking === 'taken') {
      // Another process took it while we read the record.
      if (!isHeld) by.lost(huntId);
      return;
    }
    if (isHeld) held.delete(huntId);
    if (taking === 'over') await job.moveToCompleted(undefined, token, false);
    else if (taking === 'failed' || taking === 'left') await job.moveToDelayed(Date.now() + lockMs * AGAIN, token);
    else {
      await job.moveToWait(token);
      await rest();
    }
  };

  const takeNext = async (from: Worker, by: Owner): Promise<void> => {
    if (!by.hasRoom()) return rest();
    fetched += 1;
    const token = `${me}:${fetched}`;
    const job = await from.getNextJob(token);
    if (job === undefined) return;
    // The job may arrive long after it was requested.
    if (takesMore && by.hasRoom()) await begin(job, token, by);
    else await job.moveToWait(token);
  };

  const work = async (from: Worker, by: Owner): Promise<void> => {
    while (takesMore) {
      await takeNext(from, by).catch((error: unknown) => {
        complain(error);
        return rest();
      });
    }
  };

  /** Ends our hold on a hunt: `leave` tells BullMQ where the job goes, and there may be room for another hunt. */
  const end = async (huntId: string, leave: (lock: HuntLock) => Promise<unknown>): Promise<void> => {
    const lock = held.get(huntId);
    if (lock === undefined) return;
    held.delete(huntId);
    lookAgain();
    await within('Leaving a hunt', leave(lock)).catch((error: unknown) => {
      log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be released; its lock will expire');
    });
  };

  const reconciler = createReconciler({
    ...{ store, clock, log, me, lookEveryMs: lockMs * RECONCILE_EVERY },
    isHeld: (huntId) => held.has(huntId),
    inLine: async () => (await within('Looking for hunts', queue.getRanges(STATES, 0, -1))).map(huntOf),
    offer: add,
  });

  return {
    begin(who) {
      owner = who;
      renewal.begin(who);
    },
    async takeUp() {
      reconciler.start();
      if (maxHunts === 0 || worker !== undefined || owner === undefined) return;
      worker = new Worker('hunts', null, {
        ...{ connection, prefix, lockDuration: lockMs, drainDelay: (lockMs * DRY_FOR) / 1_000 },
        ...{ stalledInterval: lockMs * STALLED_EVERY, maxStalledCount: STALLS_ALLOWED },
      });
      worker.on('error', complain);
      worker.on('stalled', (jobId) =>
        log.warn({ huntId: huntOf(jobId) }, 'The owner of a hunt is gone; offering the hunt'),
      );
      void worker.startStalledCheckTimer();
      working = work(worker, owner);
    },
    async offer(huntId) {
      await add(huntId);
    },
    grip: (huntId) => gripOf(held.get(huntId), clock.now()),
    over: (huntId) => end(huntId, ({ job, token }) => job.moveToCompleted(undefined, token, false)),
    giveBack: (huntId) => end(huntId, ({ job, token }) => job.moveToWait(token)),
    async waiting() {
      return (await within('Reading the line', queue.getRanges(['wait', 'delayed'], 0, LINE_SHOWN - 1, true))).map(
        huntOf,
      );
    },
    takeNoMore() {
      takesMore = false;
      lookAgain();
    },
    async stop() {
      takesMore = false;
      lookAgain();
      renewal.stop();
      reconciler.stop();
      const closing = async (): Promise<void> => {
        // A pending fetch is canceled; a job already on its way is still given back.
        await worker?.close(true);
        await working;
        await queue.close();
      };
      await bounded(clock, CLOSE_WITHIN_MS, 'Closing the queue', closing()).catch((error: unknown) => {
        log.warn({ reason: reasonOf(error) }, 'The queue of hunts was not closed in time');
      });
      connection.disconnect();
    },
  };
}
