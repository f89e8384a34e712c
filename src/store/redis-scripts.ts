/** Scripts that Redis runs atomically, so that each change is a single round trip and nothing gets in between. */

/**
 * KEYS: events, open, recent, counter, prefix of all events. ARGV: version, ended (1/0), retention in ms, hunt, channel, events… Returns 1,
 * or 0 when another append came first. Hunts are ordered by a counter because clocks may differ. A notice carries a few events, so that
 * followers need not ask; many events are a record being written back.
 */
export const APPEND = `
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
for i = 6, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
if tonumber(ARGV[1]) == 0 then
  local order = redis.call('INCR', KEYS[4])
  redis.call('ZADD', KEYS[2], order, ARGV[4])
  redis.call('ZADD', KEYS[3], order, ARGV[4])
  for _, old in ipairs(redis.call('ZRANGE', KEYS[3], 0, 9)) do
    if redis.call('EXISTS', KEYS[5] .. old) == 0 then redis.call('ZREM', KEYS[3], old) end
  end
end
if ARGV[2] == '1' and redis.call('PTTL', KEYS[1]) < 0 then
  redis.call('ZREM', KEYS[2], ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
local word = redis.call('LLEN', KEYS[1]) .. ' ' .. ARGV[4]
if #ARGV <= 5 + 8 then word = word .. ' [' .. table.concat(ARGV, ',', 6) .. ']' end
redis.call('PUBLISH', ARGV[5], word)
return 1
`;

/** KEYS: recent, prefix of all events. ARGV: limit. Returns the newest hunts whose events are still kept. */
export const RECENT = `
local found = {}
local from = 0
while #found < tonumber(ARGV[1]) do
  local ids = redis.call('ZREVRANGE', KEYS[1], from, from + 99)
  if #ids == 0 then break end
  for _, id in ipairs(ids) do
    if #found < tonumber(ARGV[1]) and redis.call('EXISTS', KEYS[2] .. id) == 1 then found[#found + 1] = id end
  end
  from = from + 100
end
return found
`;

/** KEYS: events of hunts. ARGV: a version for each. Returns the positions (from 1) of those that have more events. */
export const LONGER = `
local longer = {}
for i, key in ipairs(KEYS) do
  if redis.call('LLEN', key) > tonumber(ARGV[i]) then longer[#longer + 1] = i end
end
return longer
`;

/** KEYS: events of hunts. Returns how many each has. */
export const LENGTHS = `
local lengths = {}
for i, key in ipairs(KEYS) do lengths[i] = redis.call('LLEN', key) end
return lengths
`;

/** KEYS: leases. ARGV: time to live in ms, a token for each. Returns the positions (from 1) of those not held under their token. */
export const RENEW_ALL = `
local lost = {}
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[i + 1] then redis.call('PEXPIRE', key, ARGV[1]) else lost[#lost + 1] = i end
end
return lost
`;

/** KEYS: lease. ARGV: token, time to live in ms. */
export const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`;

/** KEYS: lease. ARGV: token. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/**
 * KEYS: log. ARGV: most entries, time to live in ms, channel, key to announce, bytes. Returns the entry's id. An entry has one field with a
 * one-letter name, to keep small entries small.
 */
export const APPEND_LOG = `
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'b', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return id
`;

/**
 * KEYS: open, recent, prefix of all events. ARGV: from, how many. Removes ids whose events are gone from both lists; returns how many were
 * removed and how many were checked.
 */
export const TIDY = `
local gone = 0
local ids = redis.call('ZRANGE', KEYS[2], ARGV[1], ARGV[1] + ARGV[2] - 1)
for _, id in ipairs(ids) do
  if redis.call('EXISTS', KEYS[3] .. id) == 0 then
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    gone = gone + 1
  end
end
return { gone, #ids }
`;
