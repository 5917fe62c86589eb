-- forget.lua: no text of a segment that is in the log stays behind here, not even for the moment until it is taken.
-- KEYS  1 record
-- ARGV  1 segment
-- Returns 1 when there was a text, 0 when there was none
local field = 's:' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], field) == 0 then return 0 end
-- Emptied, not deleted: the worker that comes to it sees that it was published, and goes on.
redis.call('HSET', KEYS[1], field, '')
return 1
