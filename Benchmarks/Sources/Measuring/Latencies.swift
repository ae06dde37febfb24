import Glibc

/// How long single operations took, on the wall and on this thread's processor.
package struct Latencies {
    private var seconds: [Double] = []
    private var processor: [Double] = []

    package init() {}

    package mutating func time<R>(_ body: () throws -> R) rethrows -> R {
        let begun = Measured.now(CLOCK_MONOTONIC)
        let processorBegun = Measured.now(CLOCK_THREAD_CPUTIME_ID)
        let result = try body()
        processor.append(Measured.now(CLOCK_THREAD_CPUTIME_ID) - processorBegun)
        seconds.append(Measured.now(CLOCK_MONOTONIC) - begun)
        return result
    }

    /// Median, 99th percentile and the longest, in seconds, and the 99th percentile of processor time, each under its name with a
    /// prefix.
    package func figures(_ prefix: String) -> [String: Double] {
        let sorted = seconds.sorted()
        guard let longest = sorted.last else { return [:] }
        return [
            "\(prefix)p50": sorted[sorted.count / 2], "\(prefix)p99": sorted[sorted.count * 99 / 100],
            "\(prefix)max": longest, "\(prefix)processor p99": processor.sorted()[processor.count * 99 / 100],
        ]
    }

    package var figures: [String: Double] { figures("") }
}
