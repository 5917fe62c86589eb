-- append.lua: adds one entry to a briefing's log, once.
-- KEYS  1 log  2 bodies  3 meta  4 index        (one hash tag)
-- ARGV  1 operation id  2 type  3 update id or ''  4 expected revision or ''  5 body or ''  6 caller's time, ms  7 channel
--       8 small fields (JSON) or ''  9 article id or ''  10 article version or ''  11 epoch for a new log
--       12 planned start, ms, or ''  13 most entries  14 most pins  15 most clock skew, ms
--       16 article and 17 mark of a paragraph that is not to come back, or ''  18 operation that has to be in the log, or ''
-- Returns {'ok', entry id, epoch, revision} | {'again', entry id, epoch, revision} | {'exists'} | {'unknown'} | {'ended'}
--       | {'full', most} | {'pins', most} | {'skew', ms} | {'nosuch'} | {'gone', revision} | {'conflict', revision} | {'superseded', version} | {'early'}
-- 'again': the operation is in the log already. The Redis client resends what it has had no answer to, and jobs run twice.
-- meta   epoch, seq, last (entry id), status, said (description, JSON), opened, started, ended (ms), updates, pins
-- index  <update> its revision, below zero once retracted · op:<operation> its entry · pin:<update> · article:<article> its version
--        · barred:<article> the marks of what is not to come back, parted by blanks: digests, never a text
local log, bodies, meta, index = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local operation, type, update, expected, body = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local caller, channel, small, article, version = tonumber(ARGV[6]), ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10])
local newEpoch, planned = ARGV[11], tonumber(ARGV[12])
local mostEntries, mostPins, mostSkew = tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15])

local known = redis.call('HMGET', meta, 'epoch', 'seq', 'last', 'status', 'updates', 'pins')
local epoch, seq, last, status = known[1], tonumber(known[2] or 0), known[3] or '0-0', known[4]
local updates, pins = tonumber(known[5] or 0), tonumber(known[6] or 0)
local revision = update ~= '' and tonumber(redis.call('HGET', index, update) or 0) or 0

if not epoch and type ~= 'opened' then return {'unknown'} end
local before = redis.call('HGET', index, 'op:' .. operation)
if before then return {'again', before, epoch, math.abs(revision)} end
if type == 'opened' and epoch then return {'exists'} end

-- One jump of a clock would pin the log to the future: every later entry would have to carry that time or a later one.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if math.abs(now - caller) > mostSkew then return {'skew', now - caller} end

local same = {'again', last, epoch, math.abs(revision)}
local needsUpdate = type == 'revised' or type == 'retracted' or type == 'pinned' or type == 'unpinned'
local isPinned = update ~= '' and redis.call('HEXISTS', index, 'pin:' .. update) == 1
if needsUpdate and revision == 0 then return {'nosuch'} end
if revision < 0 then
  if type == 'retracted' or type == 'unpinned' then return same end
  return {'gone', -revision}
end
if type == 'pinned' and isPinned then return same end
if type == 'unpinned' and not isPinned then return same end
if type == 'ended' and status == 'ended' then return same end
if type == 'reopened' and status ~= 'ended' then return same end

-- Of several on their way at once, one may have been refused, or sent another way.
if ARGV[18] ~= '' and redis.call('HEXISTS', index, 'op:' .. ARGV[18]) == 0 then return {'early'} end
-- An ended briefing takes no news, but corrections and takedowns for ever.
if type == 'published' and status == 'ended' then return {'ended'} end
if type == 'published' and revision > 0 then return {'conflict', revision} end
if expected ~= '' and tonumber(expected) ~= revision then return {'conflict', revision} end
if article ~= '' then
  local newest = tonumber(redis.call('HGET', index, 'article:' .. article) or 0)
  if newest > version then return {'superseded', newest} end
end
if type == 'pinned' and pins >= mostPins then return {'pins', mostPins} end
-- A full log can still lose texts and come to its end.
if seq >= mostEntries and type ~= 'retracted' and type ~= 'unpinned' and type ~= 'ended' then return {'full', mostEntries} end

-- Never earlier than the entry before: when the clock has stepped back, the last time is used again.
local ms = math.max(now, tonumber(string.match(last, '^%d+')))
seq = seq + 1
local id = string.format('%.0f-%d', ms, seq)
local next = revision
if type == 'published' then next = 1 end
if type == 'revised' then next = revision + 1 end

local fields = {'type', type, 'op', operation}
if update ~= '' then table.insert(fields, 'update') table.insert(fields, update) end
if body ~= '' then table.insert(fields, 'revision') table.insert(fields, next) end
if small ~= '' then table.insert(fields, 'small') table.insert(fields, small) end
redis.call('XADD', log, id, unpack(fields))
redis.call('HSET', index, 'op:' .. operation, id)
if article ~= '' then redis.call('HSET', index, 'article:' .. article, version) end

if body ~= '' then
  redis.call('HSET', bodies, update .. ':' .. next, body)
  redis.call('HSET', index, update, next)
end
if type == 'retracted' then
  for r = 1, revision do redis.call('HDEL', bodies, update .. ':' .. r) end
  redis.call('HSET', index, update, -revision)
  if ARGV[16] ~= '' then
    local barred = 'barred:' .. ARGV[16]
    redis.call('HSET', index, barred, (redis.call('HGET', index, barred) or '') .. ARGV[17] .. ' ')
  end
end
if type == 'pinned' then redis.call('HSET', index, 'pin:' .. update, '1') pins = pins + 1 end
if isPinned and (type == 'unpinned' or type == 'retracted') then
  redis.call('HDEL', index, 'pin:' .. update)
  pins = pins - 1
end

if type == 'opened' then
  epoch = newEpoch
  status = planned and planned > ms and 'scheduled' or 'live'
  redis.call('HSET', meta, 'epoch', epoch, 'opened', ms)
end
if type == 'opened' or type == 'described' then redis.call('HSET', meta, 'said', small) end
if type == 'published' then
  if updates == 0 then redis.call('HSET', meta, 'started', ms) end
  if status == 'scheduled' then status = 'live' end
  updates = updates + 1
end
if type == 'ended' then status = 'ended' redis.call('HSET', meta, 'ended', ms) end
if type == 'reopened' then status = 'live' redis.call('HDEL', meta, 'ended') end
redis.call('HSET', meta, 'seq', seq, 'last', id, 'status', status, 'updates', updates, 'pins', pins)

-- A hint to gateways: whoever stands at `previous` may take it as the next entry; everybody else reads the log.
redis.call('SPUBLISH', channel, cjson.encode({
  epoch = epoch, previous = last, id = id, type = type, update = update, revision = body ~= '' and next or nil,
  small = small, body = body,
}))
return {'ok', id, epoch, next}
