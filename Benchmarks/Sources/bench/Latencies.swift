import Glibc

/// How long single operations took.
struct Latencies {
    private var seconds: [Double] = []

    mutating func time<R>(_ body: () throws -> R) rethrows -> R {
        let begun = Measurement.now(CLOCK_MONOTONIC)
        let result = try body()
        seconds.append(Measurement.now(CLOCK_MONOTONIC) - begun)
        return result
    }

    /// Median, 99th percentile and the longest, in seconds, each under its name with a prefix.
    func figures(_ prefix: String) -> [String: Double] {
        let sorted = seconds.sorted()
        guard let longest = sorted.last else { return [:] }
        return [
            "\(prefix)p50": sorted[sorted.count / 2], "\(prefix)p99": sorted[sorted.count * 99 / 100],
            "\(prefix)max": longest,
        ]
    }

    var figures: [String: Double] { figures("") }
}
