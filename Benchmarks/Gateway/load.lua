-- The load of `script/bench gateway`, run by wrk: reads from a list, or batches of listings that nobody has seen.
--
--   wrk … -s load.lua URL -- reads FILE [RATE]     FILE: a path and a token a line; RATE: a thread's requests a second
--   wrk … -s load.lua URL -- ingest FILE KEY RUN   FILE: a batch, @@ where each request's number goes; RUN: unique
--
-- The last line that it prints is one JSON object.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } moment;
int clock_gettime(int clock, moment *now);
]]

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

local function now()
    local moment = ffi.new("moment")
    ffi.C.clock_gettime(1, moment)
    return tonumber(moment.seconds) * 1000 + tonumber(moment.nanoseconds) / 1000000
end

local function read_requests(file)
    local list = {}
    for line in io.lines(file) do
        local path, token = line:match("^(%S+)%s+(%S+)$")
        local headers = token ~= "-" and { Authorization = "Bearer " .. token } or {}
        table.insert(list, wrk.format("GET", path, headers))
    end
    return list
end

-- Spreads a thread's requests evenly: each waits for its slot, whichever connection has become free.
local function pace(rate)
    local interval, slot = 1000 / rate, now()
    function delay()
        local moment = now()
        slot = math.max(slot + interval, moment)
        return math.floor(slot - moment)
    end
end

function init(arguments)
    kind = arguments[1]
    sent, refused = 0, 0
    if kind == "reads" then
        requests = read_requests(arguments[2])
        place = number * 37
        if arguments[3] then pace(tonumber(arguments[3])) end
    else
        local file = io.open(arguments[2])
        batch = file:read("*a")
        file:close()
        headers = { Authorization = "Bearer " .. arguments[3], ["Content-Type"] = "application/json" }
        run = arguments[4]
    end
end

function request()
    sent = sent + 1
    if kind == "reads" then
        place = place % #requests + 1
        return requests[place]
    end
    local body = batch:gsub("@@", run .. "-" .. number .. "-" .. sent)
    return wrk.format("POST", "/api/v1/listings", headers, body)
end

function response(status)
    if status ~= 200 then refused = refused + 1 end
end

function done(summary, latency)
    local refusals = 0
    for _, thread in ipairs(threads) do refusals = refusals + thread:get("refused") end
    local errors = summary.errors
    print(string.format(
        '{"requests": %d, "seconds": %.3f, "refused": %d, "broken": %d, "p50_ms": %.3f, "p99_ms": %.3f}',
        summary.requests, summary.duration / 1e6, refusals,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
