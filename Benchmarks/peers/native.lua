-- What wrk sends: admissions, each of a stream of its own. The end prints what was done as one JSON line.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    token = args[1]
    count = 0
    made = args[2]
    headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
end

function request()
    count = count + 1
    headers["Idempotency-Key"] = string.format("%016x%016x", number + 1, count)
    local stream = string.format("stay/H31019900001/2026-%d%09d", number, count)
    return wrk.format("POST", "/api/v1/streams/" .. stream .. "/events?as=H31019900001&operator=ward.he", headers, made)
end

function done(summary, latency, requests)
    local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
    io.write(string.format('{"operations": %d, "seconds": %f, "errors": %d, "p50": %f, "p99": %f}\n',
        summary.requests, summary.duration / 1e6, errors, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
