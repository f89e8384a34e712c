/**
 * KEYS: lock, job, active, wait, delayed, stalled. ARGV: token, lock in ms, job id. Makes a job ours again whose lock ran out (Redis
 * was away) or that was added anew, unless another worker has it. Answers ours, others, or gone when there is no such job. The keys
 * are those of BullMQ's own scripts (moveStalledJobsToWait, moveToActive), which do the same steps for the next job in line.
 */
export const RETAKE = `
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
export const MISSING = `
local missing = {}
for i, job in ipairs(KEYS) do
  if redis.call('EXISTS', job) == 0 then missing[#missing + 1] = i end
end
return missing
`;
