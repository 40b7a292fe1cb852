-- wrk asks the requests of a file, one after the other. Arguments: the file, Accept, and the number that
-- the place of a counter in a request starts with. What came out is printed as JSON.
local before, after, tail, number = {}, {}, "", 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local place = line:find("COUNTER", 1, true)
    before[#before + 1] = "GET " .. (place and line:sub(1, place - 1) or line)
    after[#after + 1] = place and line:sub(place + 7) or false
  end
  tail = " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nAccept: " .. arguments[2] .. "\r\n\r\n"
  number = tonumber(arguments[3])
end

function request()
  number = number + 1
  local place = number % #before + 1
  if after[place] then
    return before[place] .. string.format("%d", number) .. after[place] .. tail
  end
  return before[place] .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "bytes": %d, "microseconds": %d, "errors": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.bytes, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
