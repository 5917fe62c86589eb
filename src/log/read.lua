-- read.lua: the entries after a place in a briefing's log, with their bodies, in one step; no text of a retracted update.
-- KEYS  1 log  2 bodies  3 meta        (one hash tag)
-- ARGV  1 entry id to read after, '0-0' for the start  2 most entries  3 bytes of bodies after which the page is closed
-- Returns {epoch, head's entry id, 1 when the place is in this log or its start, {{id, type, update, revision, small, body} …}}
--       | {} when there is no such log. A body is '' where the type has none or the update was retracted.
local log, bodies, meta = KEYS[1], KEYS[2], KEYS[3]
local after, most, mostBytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local known = redis.call('HMGET', meta, 'epoch', 'last')
if not known[1] then return {} end
local found = after == '0-0' or #redis.call('XRANGE', log, after, after) == 1
local page, bytes = {}, 0
if found and most > 0 then
  for _, line in ipairs(redis.call('XRANGE', log, '(' .. after, '+', 'COUNT', most)) do
    local field = {}
    for i = 1, #line[2], 2 do field[line[2][i]] = line[2][i + 1] end
    local body = field.revision and redis.call('HGET', bodies, field.update .. ':' .. field.revision) or ''
    table.insert(page, {line[1], field.type, field.update or '', field.revision or '', field.small or '', body or ''})
    bytes = bytes + #(body or '') + #(field.small or '')
    if bytes >= mostBytes then break end
  end
end
return {known[1], known[2], found and 1 or 0, page}
