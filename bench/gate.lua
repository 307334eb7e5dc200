-- What wrk asks of the gate: each request a new key and a person chosen at random. Environment: PEOPLE, CHANNEL
-- (mix, call, email), TOKEN, RUN (what keys begin with), AT (an instant). Prints one line, `told …`.

local people, channel, run, at = tonumber(os.getenv("PEOPLE")), os.getenv("CHANNEL"), os.getenv("RUN"), os.getenv("AT")
local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "application/json" }
local templates = { call = "call_task", email = "soft_reminder" }
local threads, asked = {}, 0
reserved, refused, other = 0, 0, 0

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

function init()
   math.randomseed(os.time() + number * 7919)
end

function request()
   asked = asked + 1
   local person = math.random(1, people)
   local by = channel
   if by == "mix" then by = asked % 2 == 0 and "call" or "email" end
   local body = string.format(
      '{"key":"%s-%d-%d","case":"c%d","person":"p%d","channel":"%s","template":"%s","at":"%s"}',
      run, number, asked, person, person, by, templates[by], at)
   return wrk.format("POST", "/v1/contacts", headers, body)
end

function response(status, _, body)
   if status == 201 then
      reserved = reserved + 1
   elseif status == 200 then
      refused = refused + 1
   else
      other = other + 1
      if other < 4 then io.stderr:write(status, " ", body, "\n") end
   end
end

function done(summary, latency)
   local sums = { 0, 0, 0 }
   for _, thread in ipairs(threads) do
      sums[1] = sums[1] + thread:get("reserved")
      sums[2] = sums[2] + thread:get("refused")
      sums[3] = sums[3] + thread:get("other")
   end
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   print(string.format("told %.1f %.2f %.2f %d %d %d", summary.requests / (summary.duration / 1e6),
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, sums[1], sums[2], sums[3] + failed))
end
