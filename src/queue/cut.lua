-- cut.lua: puts what an article's segments do in the place of its body, once: whoever cuts it again gets what was cut first.
-- KEYS  1 record
-- ARGV  1 version  2 stalls of the job so far  3 ids of the updates that it retracts (JSON)
--       4 how many of the next say what the article says of itself: field, value, …        (an empty value takes the field away)
--       5… these, then each segment's turn (JSON), '' when it does nothing
-- Returns how many segments the article has | -1 when the record is gone or of another version
local record, words = KEYS[1], tonumber(ARGV[4])
if redis.call('HGET', record, 'version') ~= ARGV[1] then return -1 end
local cut = redis.call('HGET', record, 'segments')
if cut then return tonumber(cut) end
-- What was said when it was handed in stands.
for i = 5, 4 + words, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', record, ARGV[i])
  else redis.call('HSETNX', record, ARGV[i], ARGV[i + 1]) end
end
local first = 5 + words
for i = first, #ARGV do
  if ARGV[i] ~= '' then redis.call('HSET', record, 's:' .. (i - first), ARGV[i]) end
end
redis.call('HDEL', record, 'body')
local segments = #ARGV - first + 1
redis.call('HSET', record, 'segments', segments, 'published', 0, 'state', 'publishing', 'stalls', ARGV[2], 'retracted', ARGV[3])
return segments
