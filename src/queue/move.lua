-- move.lua: gives an article of which nothing is out another time, and a new version: the job of the old one writes no more.
-- KEYS  1 record
-- ARGV  1 version  2 when its first segment is due, ms
-- Returns {'moved', base before} | {'out'} when a part of it is out, or it was stopped | {'changed'} when it has another version
local record = KEYS[1]
local known = redis.call('HMGET', record, 'version', 'state', 'published', 'base')
if known[1] ~= ARGV[1] then return {'changed'} end
if (known[2] ~= 'waiting' and known[2] ~= 'publishing') or tonumber(known[3] or 0) > 0 then return {'out'} end
redis.call('HSET', record, 'version', tonumber(known[1]) + 1, 'base', ARGV[2])
redis.call('HDEL', record, 'stalls')
return {'moved', known[4]}
