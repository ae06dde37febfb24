/// When to try again after a failure: each failure doubles the wait, up to a cap.
///
/// What spreads many mirrors is derived from the log's origin and the attempt, so that the same input gives the same output.
struct Backoff: Sendable {
    /// Failures without a success between.
    private(set) var attempts = 0
    /// Nothing is tried before this time.
    private(set) var until: Int64 = .min

    mutating func fail(at now: Int64, _ limits: MirrorLimits, _ origin: String) {
        attempts += 1
        let doublings = Int64(min(attempts - 1, 30))
        let longest = max(1, limits.backoffCapMilliseconds)
        let doubled = limits.backoffMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
        let wait = max(1, doubled.overflow ? longest : min(longest, doubled.partialValue))
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in origin.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ UInt64(attempts)) &* 0x100_0000_01b3
        let spread = wait / 2 + 1
        until = now + wait / 2 + Int64((hash >> 16) % UInt64(spread))
    }

    mutating func succeed() { self = Backoff() }

    /// Tries at once; the next failure waits as long as it would have.
    mutating func hurry() { until = .min }

    func isOver(at now: Int64) -> Bool { until <= now }
}
