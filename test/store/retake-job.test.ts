import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retakeJob } from '../../src/store/retake-job.js';
import { endAll, redisNode, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const LOCK_MS = 60_000;
const there = await redisIsInstalled('taking a job back');

// This relies on BullMQ's own keys. A version that stores its jobs elsewhere fails here.
describe.skipIf(!there)('a job that is taken back', () => {
  let connection: Redis;
  let queue: Queue;
  let ours: Worker;
  let theirs: Worker;
  beforeAll(async () => {
    connection = new Redis((await redisNode()).url, { maxRetriesPerRequest: null });
    const options = { connection, prefix: '{jobs}', lockDuration: LOCK_MS, stalledInterval: 20, drainDelay: 0.1 };
    queue = new Queue('hunts', { connection, prefix: '{jobs}', defaultJobOptions: { removeOnComplete: true } });
    [ours, theirs] = [new Worker('hunts', null, options), new Worker('hunts', null, options)];
  });
  afterAll(async () => {
    await Promise.all([ours.close(true), theirs.close(true), queue.close()]);
    connection.disconnect();
    await endAll();
  });

  const add = async (id: string, delay = 0) => {
    await queue.add('hunt', {}, { jobId: id, delay });
    return id;
  };
  const retake = (id: string) => retakeJob(queue, connection, id, 'mine', LOCK_MS);
  /** As BullMQ sees it: locked, active, given to nobody else, and no longer stalled. */
  const isOurs = async (id: string): Promise<void> => {
    expect(await queue.getJobState(id)).toBe('active');
    expect(await ours.extendJobLocks([id], ['mine'], LOCK_MS)).toEqual([]);
    expect(await theirs.getNextJob('theirs')).toBeUndefined();
    const stalled: string[] = [];
    theirs.on('stalled', (jobId) => stalled.push(jobId));
    await theirs.startStalledCheckTimer();
    // Jobs that the next check finds stalled return to the queue only at the check after it.
    const lost = await add(`lost-after-${id}`);
    await theirs.getNextJob('forgotten');
    await connection.del(queue.toKey(`${lost}:lock`));
    await until(() => stalled.includes(lost));
    expect(stalled).toEqual([lost]);
    theirs.removeAllListeners('stalled');
    await (await theirs.getNextJob('again'))?.moveToCompleted(undefined, 'again', false);
    const job = await queue.getJob(id);
    await job?.moveToCompleted(undefined, 'mine', false);
    expect(await queue.getJobState(id)).toBe('unknown');
  };

  it('is ours when it waits in line', async () => {
    const id = await add('waits');
    expect(await retake(id)).toBe('ours');
    await isOurs(id);
  });

  it('is ours when it was delayed', async () => {
    const id = await add('later', LOCK_MS);
    expect(await retake(id)).toBe('ours');
    await isOurs(id);
  });

  it('is ours when its lock expired, whether or not that was noticed', async () => {
    const id = await add('ran-out');
    await ours.getNextJob('before');
    await connection.del(queue.toKey(`${id}:lock`));
    await connection.sadd(queue.toKey('stalled'), id);
    expect(await retake(id)).toBe('ours');
    await isOurs(id);
  });

  it("is not ours while another worker's lock holds, and stays ours while ours does", async () => {
    const id = await add('locked');
    await theirs.getNextJob('theirs');
    expect(await retake(id)).toBe('others');
    await (await queue.getJob(id))?.moveToWait('theirs');
    expect([await retake(id), await retake(id)]).toEqual(['ours', 'ours']);
    await isOurs(id);
  });

  it('is gone when there is no such job', async () => {
    expect(await retake('never-was')).toBe('gone');
  });
});
