-- place.lua: makes a staged log the log of its briefing, unless there is one: in one step, so that nobody reads a part of it.
-- KEYS  1 log  2 bodies  3 meta  4 index  5 … 8 the same, staged        (one hash tag)
-- ARGV  1 how many entries it has  2 channel
-- Returns 'ok' | 'exists' | 'lost': not all of it is there any more
local meta, staged = KEYS[3], KEYS[7]
if redis.call('EXISTS', meta) == 1 then return 'exists' end
if redis.call('HGET', staged, 'seq') ~= ARGV[1] then return 'lost' end
for at = 1, 4 do
  redis.call('UNLINK', KEYS[at])
  if redis.call('EXISTS', KEYS[at + 4]) == 1 then
    redis.call('RENAME', KEYS[at + 4], KEYS[at])
    redis.call('PERSIST', KEYS[at])
  end
end
redis.call('SPUBLISH', ARGV[2], cjson.encode({gap = true}))
return 'ok'
