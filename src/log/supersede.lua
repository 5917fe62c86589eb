-- supersede.lua: from now on no version of an article that is older than this one writes to the log.
-- KEYS  1 meta  2 index        (one hash tag)
-- ARGV  1 article id  2 version
-- Returns the oldest version that may still write | 0 when there is no such log
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local field, version = 'article:' .. ARGV[1], tonumber(ARGV[2])
local newest = tonumber(redis.call('HGET', KEYS[2], field) or 0)
if newest >= version then return newest end
redis.call('HSET', KEYS[2], field, version)
return version
