-- accept.lua: takes an article in, once a request. Another request is another version, and takes the place of the one before; a
-- failed one that is handed in again goes on where it stopped.
-- KEYS  1 record  2 requests        (one hash tag)
-- ARGV  1 version to become  2 request  3 how long it is remembered, ms  4 now, ms  5… field, value, field, value …
-- Returns {'new' | 'again' | 'resumed', version, edition} | {'changed'} when it cannot become that version any more
-- record    version, edition (the version that was handed in: the other one goes on when it is moved or cancelled), state, title,
--           url, byline, language (until it is done or cancelled), format, pace, base (ms: when the first turn is due), body (until it is cut), s:<n> (each
--           segment's turn, until it is in the log), retracted (ids, JSON), segments, published, stalls, error,
--           ready (its segment came as an update)
-- requests  <request> the edition that it was
local record, requests, version, now = KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[4])
local known = redis.call('HMGET', record, 'version', 'edition', 'state', 'segments', 'published', 'pace', 'base')
local held = tonumber(known[1] or 0)
local before = redis.call('HGET', requests, ARGV[2])
if before and (before ~= known[2] or known[3] ~= 'failed') then return {'again', tonumber(before), tonumber(before)} end
if before then
  -- The next segment is due now, not when it would have been: the ones after it keep their distance.
  local base = math.max(tonumber(known[7]), now - tonumber(known[5] or 0) * tonumber(known[6]))
  redis.call('HSET', record, 'state', known[4] and 'publishing' or 'waiting', 'base', string.format('%.0f', base))
  redis.call('HDEL', record, 'error', 'stalls')
  redis.call('PERSIST', record)
  return {'resumed', held, tonumber(before)}
end
if version <= held then return {'changed'} end
redis.call('DEL', record)
redis.call('HSET', record, 'version', version, 'edition', version, 'state', 'waiting')
for i = 5, #ARGV, 2 do redis.call('HSET', record, ARGV[i], ARGV[i + 1]) end
redis.call('HSET', requests, ARGV[2], version)
redis.call('PEXPIRE', requests, ARGV[3])
return {'new', version, version}
