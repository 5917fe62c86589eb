-- import.lua: adds entries with the ids that they have to a log that nobody reads yet. `ExportReader` has checked them.
-- KEYS  1 log  2 bodies  3 meta  4 index        (staged; as `append.lua` writes them)
-- ARGV  1 epoch  2 how long they are kept unless more comes, ms  3 … and for each entry seven:
--       id, type, update id or '', revision or '', body or '', small fields (JSON) or '', planned start, ms, or ''
-- Returns the number of the last entry that is held. What is held already is skipped: the Redis client resends what it has
-- had no answer to. What does not follow is not taken: something before it was lost.
local log, bodies, meta, index = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local known = redis.call('HMGET', meta, 'seq', 'last', 'status', 'updates', 'pins')
local seq, last, status = tonumber(known[1] or 0), known[2], known[3]
local updates, pins = tonumber(known[4] or 0), tonumber(known[5] or 0)

local function add(at, ms)
  local id, type, update, revision = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local body, small, planned = ARGV[at + 4], ARGV[at + 5], tonumber(ARGV[at + 6])
  local fields = {'type', type}
  if update ~= '' then table.insert(fields, 'update') table.insert(fields, update) end
  if revision ~= '' then table.insert(fields, 'revision') table.insert(fields, revision) end
  if small ~= '' then table.insert(fields, 'small') table.insert(fields, small) end
  redis.call('XADD', log, id, unpack(fields))
  if body ~= '' then redis.call('HSET', bodies, update .. ':' .. revision, body) end
  if revision ~= '' then redis.call('HSET', index, update, revision) end
  if type == 'opened' then
    status = planned and planned > ms and 'scheduled' or 'live'
    redis.call('HSET', meta, 'epoch', ARGV[1], 'opened', ms)
  end
  if type == 'opened' or type == 'described' then redis.call('HSET', meta, 'said', small) end
  if type == 'published' then
    if updates == 0 then redis.call('HSET', meta, 'started', ms) end
    if status == 'scheduled' then status = 'live' end
    updates = updates + 1
  end
  if type == 'retracted' then redis.call('HSET', index, update, -tonumber(redis.call('HGET', index, update))) end
  if type == 'pinned' then pins = pins + redis.call('HSET', index, 'pin:' .. update, '1') end
  if type == 'unpinned' or type == 'retracted' then pins = pins - redis.call('HDEL', index, 'pin:' .. update) end
  if type == 'ended' then status = 'ended' redis.call('HSET', meta, 'ended', ms) end
  if type == 'reopened' then status = 'live' redis.call('HDEL', meta, 'ended') end
end

for at = 3, #ARGV, 7 do
  local ms, number = string.match(ARGV[at], '^(%d+)-(%d+)$')
  if tonumber(number) == seq + 1 then
    add(at, tonumber(ms))
    seq, last = seq + 1, ARGV[at]
  end
end
if seq > 0 then redis.call('HSET', meta, 'seq', seq, 'last', last, 'status', status, 'updates', updates, 'pins', pins) end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
return seq
