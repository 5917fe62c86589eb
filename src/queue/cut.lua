-- cut.lua: puts an article's segments in the place of its body, once: whoever cuts it again gets what was cut first.
-- KEYS  1 record
-- ARGV  1 version  2 stalls of the job so far  3… segments (JSON), in order
-- Returns how many segments the article has | -1 when the record is gone or of another version
local record = KEYS[1]
if redis.call('HGET', record, 'version') ~= ARGV[1] then return -1 end
local cut = redis.call('HGET', record, 'segments')
if cut then return tonumber(cut) end
for i = 3, #ARGV do redis.call('HSET', record, 's:' .. (i - 3), ARGV[i]) end
redis.call('HDEL', record, 'body')
redis.call('HSET', record, 'segments', #ARGV - 2, 'published', 0, 'state', 'publishing', 'stalls', ARGV[2])
return #ARGV - 2
