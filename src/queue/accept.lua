-- accept.lua: takes an article in, once a version; a failed one that is handed in again goes on where it stopped.
-- KEYS  1 record
-- ARGV  1 version  2 now, ms  3… field, value, field, value …
-- Returns 'new' | 'again' | 'resumed'
-- record  version, state, title, url, byline, language, format, pace, base (ms: when segment 0 is due), body (until it is cut),
--         s:<n> (each segment until it is in the log), segments, published, stalls, error, ready (its segment came as an update)
local record, version, now = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local known = redis.call('HMGET', record, 'version', 'state', 'segments', 'published', 'pace', 'base')
local held, state = tonumber(known[1] or 0), known[2]
if held > version or (held == version and state ~= 'failed') then return 'again' end
if held == version then
  -- The next segment is due now, not when it would have been: the ones after it keep their distance.
  local base = math.max(tonumber(known[6]), now - tonumber(known[4] or 0) * tonumber(known[5]))
  redis.call('HSET', record, 'state', known[3] and 'publishing' or 'waiting', 'base', string.format('%.0f', base))
  redis.call('HDEL', record, 'error', 'stalls')
  redis.call('PERSIST', record)
  return 'resumed'
end
redis.call('DEL', record)
redis.call('HSET', record, 'version', version, 'state', 'waiting')
for i = 3, #ARGV, 2 do redis.call('HSET', record, ARGV[i], ARGV[i + 1]) end
return 'new'
