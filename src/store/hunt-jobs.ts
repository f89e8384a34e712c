import type { Queue } from 'bullmq';
import type { RedisConnection } from './redis-connect.js';

/**
 * KEYS: lock, job, active, wait, delayed, stalled. ARGV: token, lock in ms, job id. Makes a job ours again whose lock ran out (Redis
 * was away) or that was added anew, unless another worker has it. Answers ours, others, or gone when there is no such job. The keys
 * are those of BullMQ's own scripts (moveStalledJobsToWait, moveToActive), which do the same steps for the next job in line.
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

/** KEYS: jobs. Answers the places (from 1) of those that do not exist. */
const MISSING = `
local missing = {}
for i, job in ipairs(KEYS) do
  if redis.call('EXISTS', job) == 0 then missing[#missing + 1] = i end
end
return missing
`;

/** What BullMQ has no call for. */
export interface HuntJobs {
  /** Makes the hunt's job ours again, unless another worker has it. */
  retake(huntId: string, token: string, lockMs: number): Promise<'ours' | 'others' | 'gone'>;
  /** Which of these hunts have no job. */
  missing(huntIds: readonly string[]): Promise<readonly string[]>;
}

/** So that no id is a number, which BullMQ refuses. */
export const jobOf = (huntId: string): string => `hunt-${huntId}`;
export const huntOf = (jobId: string): string => jobId.slice('hunt-'.length);

export function createHuntJobs(queue: Pick<Queue, 'toKey'>, connection: RedisConnection): HuntJobs {
  return {
    async retake(huntId, token, lockMs) {
      const job = queue.toKey(jobOf(huntId));
      const lists = ['active', 'wait', 'delayed', 'stalled'].map((type) => queue.toKey(type));
      const keys = [`${job}:lock`, job, ...lists];
      const found = await connection.eval(RETAKE, keys.length, ...keys, token, String(lockMs), jobOf(huntId));
      return found === 'ours' || found === 'gone' ? found : 'others';
    },
    async missing(huntIds) {
      const keys = huntIds.map((huntId) => queue.toKey(jobOf(huntId)));
      const places = await connection.eval(MISSING, keys.length, ...keys);
      return (Array.isArray(places) ? places : []).flatMap((place) => huntIds[Number(place) - 1] ?? []);
    },
  };
}
