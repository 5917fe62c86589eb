-- sources-take.lua: an item is an article now, or cannot be one: the same content is known from here on.
-- KEYS  1 record  2 items  3 when each was last seen        (one hash tag)
-- ARGV  1 generation  2 item (a hash)  3 version and hash of its content  4 now, ms  5 most items  6 'taken' | 'skipped'
-- Returns 1 | 0 when it is another source by now
local record, items, seen = KEYS[1], KEYS[2], KEYS[3]
local generation, item, content, now, most, counter = unpack(ARGV)
if redis.call('HGET', record, 'generation') ~= generation then return 0 end
redis.call('ZADD', seen, now, item)
-- Two workers may look at once; what both took is one article, and counts once.
if redis.call('HGET', items, item) == content then return 1 end
redis.call('HSET', items, item, content)
redis.call('HINCRBY', record, counter, 1)
local over = redis.call('ZCARD', seen) - tonumber(most)
if over > 0 then
  local oldest = redis.call('ZRANGE', seen, 0, over - 1)
  redis.call('HDEL', items, unpack(oldest))
  redis.call('ZREM', seen, unpack(oldest))
end
return 1
