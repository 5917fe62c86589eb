-- cancel.lua: takes back what is not out of an article, and its texts. It gets a new version, which no job has.
-- KEYS  1 record
-- ARGV  1 how long the record is kept, ms
-- Returns {'unknown'} | {'out', version, edition} | {'ok', version, edition}; a second time too
local record = KEYS[1]
local known = redis.call('HMGET', record, 'version', 'state', 'edition')
if not known[1] then return {'unknown'} end
local version, edition = tonumber(known[1]), tonumber(known[3])
if known[2] == 'done' then return {'out', version, edition} end
if known[2] == 'cancelled' then return {'ok', version, edition} end
for _, field in ipairs(redis.call('HKEYS', record)) do
  if field == 'body' or string.sub(field, 1, 2) == 's:' then redis.call('HDEL', record, field) end
end
redis.call('HDEL', record, 'error', 'title', 'url', 'byline', 'language')
redis.call('HSET', record, 'state', 'cancelled', 'version', version + 1)
redis.call('PEXPIRE', record, ARGV[1])
return {'ok', version + 1, edition}
