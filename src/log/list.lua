-- list.lua: the ids of the briefings after a place in the list, in one step: whatever is opened meanwhile moves the ranks.
-- KEYS  1 all briefings by the time they were opened
-- ARGV  1 briefing to read after, '' for the start  2 most ids
-- Returns {id …}, the last opened first; {} when there is no such briefing.
local after, most = ARGV[1], tonumber(ARGV[2])
local rank = after == '' and -1 or redis.call('ZREVRANK', KEYS[1], after)
if not rank then return {} end
return redis.call('ZREVRANGE', KEYS[1], rank + 1, rank + most)
