-- begin.lua: may a request with this idempotency key run?
-- KEYS  1 record
-- ARGV  1 fingerprint of the request  2 how long it may take, ms  3 how long it is remembered, ms
-- Returns 'new' | 'again' (it has ended before, or died) | 'running' | 'other' (the key came with another request)
-- record  fingerprint, until (ms: it counts as running until then)
local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'until')
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if known[1] and known[1] ~= ARGV[1] then return 'other' end
if tonumber(known[2] or 0) > now then return 'running' end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'until', string.format('%.0f', now + tonumber(ARGV[2])))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return known[1] and 'again' or 'new'
