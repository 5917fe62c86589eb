-- cut.lua: puts an article's segments in the place of its body, once: whoever cuts it again gets what was cut first.
-- KEYS  1 record
-- ARGV  1 version  2 stalls of the job so far  3 how many of the next say what the article says of itself: field, value, …
--       4… these, then the segments (JSON), in order
-- Returns how many segments the article has | -1 when the record is gone or of another version
local record, words = KEYS[1], tonumber(ARGV[3])
if redis.call('HGET', record, 'version') ~= ARGV[1] then return -1 end
local cut = redis.call('HGET', record, 'segments')
if cut then return tonumber(cut) end
-- What was said when it was handed in stands.
for i = 4, 3 + words, 2 do redis.call('HSETNX', record, ARGV[i], ARGV[i + 1]) end
local first = 4 + words
for i = first, #ARGV do redis.call('HSET', record, 's:' .. (i - first), ARGV[i]) end
redis.call('HDEL', record, 'body')
redis.call('HSET', record, 'segments', #ARGV - first + 1, 'published', 0, 'state', 'publishing', 'stalls', ARGV[2])
return #ARGV - first + 1
