-- sources-note.lua: keeps what a look has found, unless the source was put anew or removed meanwhile.
-- KEYS  1 record
-- ARGV  1 generation  2… field, value, field, value …        (an empty value takes the field away)
-- Returns 1 | 0 when it is another source by now
local record = KEYS[1]
if redis.call('HGET', record, 'generation') ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', record, ARGV[i])
  else redis.call('HSET', record, ARGV[i], ARGV[i + 1]) end
end
return 1
