-- fail.lua: an article stops where it is, and says why.
-- KEYS  1 record
-- ARGV  1 version  2 error (JSON)  3 how long a failed record is kept, ms
-- Returns 1 | 0 when there is no such article on its way
local record = KEYS[1]
local known = redis.call('HMGET', record, 'version', 'state')
if known[1] ~= ARGV[1] or known[2] == 'done' then return 0 end
redis.call('HSET', record, 'state', 'failed', 'error', ARGV[2])
redis.call('PEXPIRE', record, ARGV[3])
return 1
