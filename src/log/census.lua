-- census.lua: a gateway says how many read a briefing there, and is told how many read it everywhere.
-- KEYS  1 viewers            (a hash: a gateway's id to 'count until', in ms)
-- ARGV  1 the gateway's id  2 its count  3 how long that counts, ms
-- Returns the sum of all counts. What a gateway that died has said is thrown away when its time is over.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local count, kept = tonumber(ARGV[2]), tonumber(ARGV[3])
if count > 0 then
  redis.call('HSET', KEYS[1], ARGV[1], ('%d %.0f'):format(count, now + kept))
  redis.call('PEXPIRE', KEYS[1], kept)
else
  redis.call('HDEL', KEYS[1], ARGV[1])
end
local sum, said = 0, redis.call('HGETALL', KEYS[1])
for at = 1, #said, 2 do
  local counted, till = said[at + 1]:match('^(%d+) (%d+)$')
  if tonumber(till) > now then
    sum = sum + tonumber(counted)
  else
    redis.call('HDEL', KEYS[1], said[at])
  end
end
return sum
