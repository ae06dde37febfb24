import Synchronization

/// Counts of what the server did, and how long it took.
final class Metrics: Sendable {
    /// Upper bounds of the histogram's buckets, in seconds.
    static let bounds: [Double] = [
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
    ]

    /// What one kind of request came to.
    struct Tally: Sendable {
        /// By status.
        var statuses: [Int: UInt64] = [:]
        /// How many took at most so long; the last: longer.
        var buckets = [UInt64](repeating: 0, count: Metrics.bounds.count + 1)
        var seconds = 0.0
    }

    private let tallies = Mutex<[Operation?: Tally]>([:])
    private let open = Atomic<Int>(0)

    /// Counts a request.
    /// - Parameter operation: nil for a path that there is not.
    func count(_ operation: Operation?, status: Int, seconds: Double) {
        tallies.withLock { tallies in
            var tally = tallies.removeValue(forKey: operation) ?? Tally()
            tally.statuses[status, default: 0] += 1
            tally.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            tally.seconds += seconds
            tallies[operation] = tally
        }
    }

    func opened() { open.add(1, ordering: .relaxed) }
    func closed() { open.subtract(1, ordering: .relaxed) }

    /// Requests under way.
    var underWay: Int { open.load(ordering: .relaxed) }

    /// What has been counted since the start, in the order of the operations' names.
    var counted: [(name: String, tally: Tally)] {
        tallies.withLock { tallies in
            tallies.map { ($0.key?.rawValue ?? "unknown", $0.value) }.sorted { $0.0 < $1.0 }
        }
    }
}
