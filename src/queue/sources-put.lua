-- sources-put.lua: watches a source, once however often it is said; another address, or a source that fails, begins anew.
-- KEYS  1 record  2 list of the briefing's sources        (one hash tag)
-- ARGV  1 source id  2 url  3 every, ms  4 pace, ms  5 generation, ms: the time  6 most sources
-- Returns {'new' | 'changed' | 'again', generation, generation before or 0} | {'full', most}
-- record  url, every, pace, generation, state, etag, modified, digest (of the last feed), lookedAt, nextAt (ms), failures,
--         error (JSON), taken, skipped
-- What is known of its items stays: a feed that has moved has the same items.
local record, list = KEYS[1], KEYS[2]
local source, url, every, pace, generation, most = unpack(ARGV)
local known = redis.call('HMGET', record, 'url', 'every', 'pace', 'generation', 'state', 'failures')
local before = tonumber(known[4] or 0)
if known[1] then
  local same = known[1] == url and known[2] == every and known[3] == pace
  if same and known[5] == 'watching' and tonumber(known[6] or 0) == 0 then return {'again', before, before} end
elseif redis.call('SCARD', list) >= tonumber(most) then
  return {'full', tonumber(most)}
end
redis.call('SADD', list, source)
-- Two that put it in the same millisecond are two: what the first began must not go on as the second's.
local next = math.max(tonumber(generation), before + 1)
if known[1] ~= url then redis.call('HDEL', record, 'etag', 'modified', 'digest') end
redis.call('HDEL', record, 'nextAt', 'error')
redis.call('HSET', record, 'url', url, 'every', every, 'pace', pace, 'generation', string.format('%.0f', next),
  'state', 'watching', 'failures', 0)
return {known[1] and 'changed' or 'new', next, before}
