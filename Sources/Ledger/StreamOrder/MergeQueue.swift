/// Merges runs of entries by taking, again and again, the run whose next entry is earliest, by time, then origin.
///
/// It is no sort: an entry whose clock runs behind its own log's waits for the entries before it, so that every log
/// keeps its own order.
struct MergeQueue {
    private let entries: [StreamEntry]
    private let runs: [[Int]]
    /// How many entries of each run were taken.
    private var taken: [Int]
    /// Runs that have a next entry, as a binary heap.
    private var heap: [Int] = []

    /// - Parameter runs: Indices into the entries, ascending; several runs of one log follow upon one another, and are
    ///   joined to one.
    init(entries: [StreamEntry], runs: [[Int]]) {
        self.entries = entries
        var joined: [[Int]] = []
        for run in runs.filter({ !$0.isEmpty }).sorted(by: { $0[0] < $1[0] }) {
            if let last = joined.last?.last, entries[last].origin == entries[run[0]].origin {
                joined[joined.count - 1] += run
            } else {
                joined.append(run)
            }
        }
        self.runs = joined
        taken = joined.map { _ in 0 }
        heap = Array(joined.indices)
        for slot in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(slot) }
    }

    /// The index of the next entry; `nil` once all are taken.
    ///
    /// - Complexity: O(log *k*) for *k* logs.
    mutating func next() -> Int? {
        guard let run = heap.first else { return nil }
        let index = runs[run][taken[run]]
        taken[run] += 1
        if taken[run] == runs[run].count {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        siftDown(0)
        return index
    }

    private mutating func siftDown(_ start: Int) {
        var slot = start
        while true {
            var least = slot
            for child in [2 * slot + 1, 2 * slot + 2] where child < heap.count && precedes(child, least) {
                least = child
            }
            guard least != slot else { return }
            heap.swapAt(slot, least)
            slot = least
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        entries[runs[heap[left]][taken[heap[left]]]].isEarlier(than: entries[runs[heap[right]][taken[heap[right]]]])
    }
}

extension StreamEntry {
    /// The order of entries of different logs in one place: by time, then origin.
    func isEarlier(than other: StreamEntry) -> Bool {
        time != other.time ? time < other.time : origin < other.origin
    }
}
