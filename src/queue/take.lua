-- take.lua: a segment is in the log, and all before it: their texts go from here, and the next one is to come.
-- KEYS  1 record
-- ARGV  1 version  2 segment  3 stalls of the job so far  4 how long a finished record is kept, ms
-- Returns how many segments are in the log | -1 when the record is gone or of another version
local record, segment = KEYS[1], tonumber(ARGV[2])
local known = redis.call('HMGET', record, 'version', 'segments', 'published')
if known[1] ~= ARGV[1] or not known[2] then return -1 end
local published = tonumber(known[3])
for at = math.min(published, segment), segment do redis.call('HDEL', record, 's:' .. at) end
-- A worker that was thought dead may come late with an earlier segment: nothing goes back.
if segment + 1 <= published then return published end
redis.call('HSET', record, 'published', segment + 1, 'stalls', ARGV[3])
if segment + 1 == tonumber(known[2]) then
  redis.call('HSET', record, 'state', 'done')
  -- From here on they are the log's, where a retraction finds them.
  redis.call('HDEL', record, 'title', 'url', 'byline', 'language')
  redis.call('PEXPIRE', record, ARGV[4])
end
return segment + 1
