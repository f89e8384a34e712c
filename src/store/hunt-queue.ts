import { randomUUID } from 'node:crypto';
import { DelayedError, type Job, Queue, WaitingError, Worker } from 'bullmq';
import { bounded, reasonOf } from '../hunter/base/bounded.js';
import type { Clock } from '../hunter/base/clock.js';
import { inSlices } from '../hunter/base/in-slices.js';
import type { Log } from '../hunter/base/log.js';
import type { Store } from '../hunter/ports/store.js';
import type { Grip, Owner, Ownership, Taking } from '../hunter/run/ownership.js';
import { createHuntJobs, huntOf, jobOf } from './hunt-jobs.js';
import { createReconciler } from './queue-reconciler.js';

import { parseRedisAddress } from './redis-address.js';
import { connectRedis } from './redis-connect.js';

export interface HuntQueueOptions {
  readonly url: string;
  readonly store: Pick<Store, 'openHunts' | 'acquire'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Most hunts this process runs at once; 0 for a process that only offers them. */
  readonly maxHunts: number;
  /** Stands before every key; in braces, so that a cluster keeps all keys of the bot together. */
  readonly prefix?: string;
}

/**
 * An owner is dead for the others when its lock runs out: at most 5 s after its last renewal. The next look at stalled jobs is at
 * most 2 s later (each worker looks every second, and the first look only marks). Together well within the 10 s that a takeover may
 * take, and three renewals may be lost before a living owner loses a hunt.
 */
const LOCK_MS = 5_000;
const RENEW_EVERY_MS = 1_500;
const STALLED_EVERY_MS = 1_000;
/** BullMQ fails a job that stalled too often. A hunt is taken over as often as its owners die. */
const STALLS_ALLOWED = Number.MAX_SAFE_INTEGER;
/** A renewal that takes longer counts as lost; others get the jobs of a queue that hangs. */
const ANSWER_WITHIN_MS = 1_200;
/** After so long without an answer a connection is made anew. */
const DEAF_MS = 4_000;
/** A hunt that could not be read is offered again after this. */
const AGAIN_MS = 1_000;
/** A job that only its owner may take, as long as that lasts. */
const FOR_ITS_OWNER_MS = 60_000;
const CLOSE_WITHIN_MS = 3_000;
/** Longer waiting lines are cut: nobody counts beyond. */
const LINE_SHOWN = 200;
/** BullMQ's own stream of what happened is not used. */
const EVENTS_KEPT = 100;

interface Held {
  readonly job: Job;
  readonly token: string;
  /** Until when nobody else can have the lock. */
  until: number;
  cutOff: boolean;
  /** The lock ran out meanwhile: nothing is done until it is known what others did. */
  behind: boolean;
  leave(how: 'over' | 'left'): void;
}

/** Ownership as BullMQ's work: a hunt is a job, its owner the worker that holds the job's lock. */
export function createHuntQueue(options: HuntQueueOptions): Ownership {
  const { store, clock, log, maxHunts, prefix = '{hold-hunter}' } = options;
  const connection = connectRedis(parseRedisAddress(options.url), { patient: true, log });
  const queue = new Queue('hunts', {
    connection,
    prefix,
    streams: { events: { maxLen: EVENTS_KEPT } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  const jobs = createHuntJobs(queue, connection);
  const me = randomUUID();
  const held = new Map<string, Held>();
  /** Jobs that this process works on, as the worker counts them. */
  let inHand = 0;
  let worker: Worker | undefined;
  let owner: Owner | undefined;
  let takesMore = true;
  let stopped = false;
  let renewedAt = clock.now();
  let cancelRenewal = (): void => {};

  // That Redis is away is told by the connection, once.
  const complain = (error: Error): void => {
    if (connection.status === 'ready') log.warn({ reason: error.message }, 'The queue of hunts reports an error');
  };
  queue.on('error', complain);

  const within = <T>(what: string, work: Promise<T>): Promise<T> => bounded(clock, ANSWER_WITHIN_MS, what, work);
  const add = (huntId: string, delay = 0): Promise<unknown> =>
    within('Offering a hunt', queue.add('hunt', {}, { jobId: jobOf(huntId), delay }));

  /**
   * The worker looks for one job more than it has. Allowed more, it would fetch all that are in line before it begins with the first,
   * and the locks of those that wait for their turn would run out: nobody renews what is not in hand. A full process looks for no
   * job until it has room again; it may have one more at hand, which goes back.
   */
  const setRoom = (): void => {
    if (worker === undefined || owner === undefined) return;
    const wanted = owner.hasRoom() ? inHand + 1 : Math.max(1, inHand);
    if (worker.concurrency !== wanted) worker.concurrency = wanted;
  };

  const take = async (huntId: string): Promise<Taking | 'failed'> => {
    if (!takesMore || owner === undefined) return 'no-room';
    try {
      return await owner.take(huntId);
    } catch (error) {
      log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be taken up; it is offered again');
      return 'failed';
    }
  };

  const workOn = async (job: Job, token: string): Promise<void> => {
    const huntId = huntOf(job.id ?? '');
    // The same hunt again: its lock had run out, and it is this process that got it anew, perhaps after others.
    const before = held.get(huntId);
    before?.leave('left');
    const left = new Promise<'over' | 'left'>((resolve) => {
      const until = before === undefined ? (job.processedOn ?? 0) + LOCK_MS : 0;
      held.set(huntId, { job, token, until, cutOff: false, behind: before !== undefined, leave: resolve });
    });
    const taking = await take(huntId);
    if (taking === 'taken') {
      setRoom();
      if ((await left) === 'over') return;
      throw new WaitingError();
    }
    held.delete(huntId);
    if (taking === 'over') return;
    if (taking === 'no-room') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    await job.moveToDelayed(clock.now() + AGAIN_MS, token);
    throw new DelayedError();
  };

  /** Runs as long as the hunt is ours: BullMQ counts it as a job under way. */
  const own = async (job: Job, token = ''): Promise<void> => {
    inHand += 1;
    setRoom();
    try {
      await workOn(job, token);
    } finally {
      inHand -= 1;
      setRoom();
    }
  };

  const leave = (huntId: string, how: 'over' | 'left'): void => {
    const lease = held.get(huntId);
    held.delete(huntId);
    lease?.leave(how);
  };

  /** The lock is not there any more. Nobody may have taken the hunt: then it stays where its calls are. */
  const holdOn = async (huntId: string, lease: Held): Promise<void> => {
    let found = await jobs.retake(huntId, lease.token, LOCK_MS);
    if (found === 'gone') {
      // Redis came back without the queue. The job is in line for nobody else while it is made ours.
      await add(huntId, FOR_ITS_OWNER_MS);
      found = await jobs.retake(huntId, lease.token, LOCK_MS);
    }
    if (held.get(huntId) !== lease || found === 'ours') return;
    leave(huntId, 'left');
    owner?.lost(huntId);
  };

  const renew = async (): Promise<void> => {
    const leases = [...held];
    if (leases.length === 0 || worker === undefined) return;
    const began = clock.now();
    const until = began + LOCK_MS;
    const ids = leases.map(([huntId]) => jobOf(huntId));
    const tokens = leases.map(([, { token }]) => token);
    const renewing = async (): Promise<ReadonlySet<string>> => {
      const failed = new Set((await worker?.extendJobLocks(ids, tokens, LOCK_MS))?.map(huntOf));
      const doubtful = leases.filter(([huntId, lease]) => failed.has(huntId) && held.get(huntId) === lease);
      await inSlices(clock, doubtful, ([huntId, lease]) => holdOn(huntId, lease));
      return failed;
    };
    try {
      const failed = await within('Renewing', renewing());
      for (const [huntId, lease] of leases) {
        if (held.get(huntId) !== lease) continue;
        lease.behind ||= failed.has(huntId);
        if (!lease.behind) lease.until = until;
        lease.cutOff = false;
      }
      const kept = leases.filter(([huntId, lease]) => held.get(huntId) === lease);
      const behind = kept.filter(([, lease]) => lease.behind);
      void inSlices(clock, behind, ([huntId, lease]) => catchUp(huntId, lease, until));
      void look(kept.filter(([, lease]) => !lease.behind).map(([huntId]) => huntId));
      renewedAt = clock.now();
    } catch (error) {
      // Whose lock had run out before, as of a process that stood still, may be another's already.
      for (const [, lease] of leases) if (began < lease.until) lease.cutOff = true;
      // A connection that looks well and answers nothing is made anew.
      if (connection.status === 'ready' && clock.now() - renewedAt > DEAF_MS) connection.disconnect(true);
      log.warn({ hunts: leases.length, reason: reasonOf(error) }, 'Hunts could not be renewed; their calls go on');
    }
  };

  const catchUp = async (huntId: string, lease: Held, until: number): Promise<void> => {
    try {
      await owner?.mend(huntId);
    } catch (error) {
      log.warn({ huntId, reason: reasonOf(error) }, 'What was missed of a hunt could not be read');
      return;
    }
    lease.behind = false;
    lease.until = until;
    await look([huntId]);
  };

  const look = async (huntIds: readonly string[]): Promise<void> => {
    await owner?.kept(huntIds).catch((error: unknown) => {
      log.warn({ hunts: huntIds.length, reason: reasonOf(error) }, 'What was missed of hunts could not be read');
    });
  };

  const scheduleRenewal = (): void => {
    cancelRenewal();
    if (stopped) return;
    cancelRenewal = clock.setTimer(() => void renew().finally(scheduleRenewal), RENEW_EVERY_MS);
  };

  const reconciler = createReconciler({
    ...{ store, clock, log, me },
    isHeld: (huntId) => held.has(huntId),
    missing: (huntIds) => within('Looking for hunts', jobs.missing(huntIds)),
    offer: add,
  });

  return {
    begin(who) {
      owner = who;
    },
    async takeUp() {
      reconciler.start();
      if (maxHunts === 0 || worker !== undefined) return;
      worker = new Worker('hunts', own, {
        connection,
        prefix,
        concurrency: 1,
        lockDuration: LOCK_MS,
        // Renewed here, where it is known when a renewal was sent.
        skipLockRenewal: true,
        stalledInterval: STALLED_EVERY_MS,
        maxStalledCount: STALLS_ALLOWED,
        runRetryDelay: AGAIN_MS,
      });
      worker.on('error', complain);
      worker.on('stalled', (jobId) =>
        log.warn({ huntId: huntOf(jobId) }, 'The owner of a hunt is gone; it is offered'),
      );
      scheduleRenewal();
    },
    async offer(huntId) {
      await add(huntId);
    },
    grip(huntId): Grip {
      const lease = held.get(huntId);
      if (lease === undefined) return 'none';
      if (clock.now() < lease.until) return 'firm';
      return lease.cutOff ? 'cut-off' : 'none';
    },
    async over(huntId) {
      leave(huntId, 'over');
    },
    async giveBack(huntId) {
      const lease = held.get(huntId);
      if (lease === undefined) return;
      held.delete(huntId);
      await within('Giving a hunt back', lease.job.moveToWait(lease.token)).catch((error: unknown) => {
        log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be given back; its lock will run out');
      });
      lease.leave('left');
    },
    async waiting() {
      return (await within('Reading the line', queue.getRanges(['wait'], 0, LINE_SHOWN - 1, true))).map(huntOf);
    },
    takeNoMore() {
      takesMore = false;
      void worker?.pause(true).catch(() => undefined);
    },
    async stop() {
      stopped = true;
      cancelRenewal();
      reconciler.stop();
      const closing = Promise.all([worker?.close(), queue.close()]);
      await bounded(clock, CLOSE_WITHIN_MS, 'Closing the queue', closing).catch((error: unknown) => {
        log.warn({ reason: reasonOf(error) }, 'The queue of hunts was not closed in time');
      });
      connection.disconnect();
    },
  };
}
