import Synchronization

/// How many requests of one address are taken: a bucket that fills at a steady rate.
final class RateLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    private let rate: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - rate: requests a second.
    ///   - burst: how many may come at once.
    init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
    }

    /// Whether a request of this address is taken now.
    /// - Parameter now: seconds of a clock that never goes back.
    func takes(_ address: String, at now: Double) -> Bool {
        buckets.withLock { buckets in
            if buckets[address] == nil, buckets.count >= ServerLimit.addresses {
                // Whoever has been away long enough to have a full bucket again needs none.
                buckets = buckets.filter { $0.value.tokens + (now - $0.value.time) * rate < burst }
                if buckets.count >= ServerLimit.addresses { return false }
            }
            var bucket = buckets[address] ?? Bucket(tokens: burst, time: now)
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.time) * rate)
            bucket.time = now
            let takes = bucket.tokens >= 1
            if takes { bucket.tokens -= 1 }
            buckets[address] = bucket
            return takes
        }
    }
}
