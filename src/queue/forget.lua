-- forget.lua: no text of an update that is retracted stays behind here: neither what the log has, until it is taken, nor what
-- the article's next version was to make of it.
-- KEYS  1 record
-- ARGV  1 update
-- Returns 1 when there was a text, 0 when there was none
local named = '"update":' .. cjson.encode(ARGV[1])
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 's:' and string.find(fields[i + 1], named, 1, true) then
    -- Emptied, not deleted: the worker that comes to it sees that there is nothing to do, and goes on.
    redis.call('HSET', KEYS[1], fields[i], '')
    return 1
  end
end
return 0
