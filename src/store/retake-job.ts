import type { Queue } from 'bullmq';
import type { RedisConnection } from './redis-connect.js';

/**
 * KEYS: lock, job, active, wait, delayed, stalled. ARGV: token, lock in ms, job id. Locks a job for us again after our lock expired, unless
 * another worker has it. Returns ours, others, or gone when there is no such job.
 *
 * BullMQ has no call for this: an expired lock cannot be renewed, and a worker gets the next job in line, never a specific one. If Redis was
 * away for longer than a lock lasts, every hunt would go to any process, which would then have to take up calls it has no part in. The
 * keys and their contents are those of BullMQ's own scripts (moveToActive, moveStalledJobsToWait), which BullMQ does not guarantee:
 * package.json pins the exact version, and a test covers every state.
 */
const RETAKE = `
local lock = redis.call('GET', KEYS[1])
if lock and lock ~= ARGV[1] then return 'others' end
if not lock then
  if redis.call('EXISTS', KEYS[2]) == 0 then return 'gone' end
  if not redis.call('LPOS', KEYS[3], ARGV[3]) then
    local waited = redis.call('LREM', KEYS[4], 1, ARGV[3]) + redis.call('ZREM', KEYS[5], ARGV[3])
    if waited == 0 then return 'others' end
    redis.call('LPUSH', KEYS[3], ARGV[3])
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SREM', KEYS[6], ARGV[3])
return 'ours'
`;

/** A letter in front, because BullMQ refuses numbers as ids. */
export const jobOf = (huntId: string): string => `hunt-${huntId}`;
export const huntOf = (jobId: string): string => jobId.slice('hunt-'.length);

/** Locks a hunt's job for us again, unless another worker has it. */
export async function retakeJob(
  queue: Pick<Queue, 'toKey'>,
  connection: RedisConnection,
  jobId: string,
  token: string,
  lockMs: number,
): Promise<'ours' | 'others' | 'gone'> {
  const job = queue.toKey(jobId);
  const lists = ['active', 'wait', 'delayed', 'stalled'].map((type) => queue.toKey(type));
  const keys = [`${job}:lock`, job, ...lists];
  const found = await connection.eval(RETAKE, keys.length, ...keys, token, String(lockMs), jobId);
  return found === 'ours' || found === 'gone' ? found : 'others';
}
