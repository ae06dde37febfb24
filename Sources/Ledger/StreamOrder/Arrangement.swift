import EntryFormat

/// One computation of a stream's order from the set of its entries.
struct Arrangement {
    /// The part of a log that does not decide, and how far the spine has covered it.
    struct Log {
        let origin: String
        /// The log's entries in ``entries``.
        let range: Range<Int>
        /// Where the entries begin that do not decide; before it, all decide.
        let ordinaryStart: Int
        /// The first entry that the spine has not covered yet.
        var next: Int
    }

    private let deciders: [DecidingLog]
    /// Distinct entries, ascending by origin, number and leaf hash: entries of one number lie side by side.
    private let entries: [StreamEntry]
    private var logs: [Log] = []
    private var logOfOrigin: [String: Int] = [:]
    /// Whether the entry at that index stands in the order: one does at each number of each log.
    private var stands: [Bool] = []

    private(set) var places: [StreamPlace] = []
    private(set) var pendingStart = 0
    private(set) var missing: [MissingReference] = []
    private(set) var forks: [Fork] = []

    init(_ entries: some Sequence<StreamEntry>, deciders: [DecidingLog]) {
        self.deciders = deciders
        self.entries = SortKey.sortedWithoutDuplicates(Array(entries))
    }

    mutating func arrange() {
        findLogs()
        chooseAmongForks()
        places.reserveCapacity(entries.count)
        for decider in deciders {
            guard let log = logOfOrigin[decider.origin] else { continue }
            for index in logs[log].range.lowerBound..<logs[log].ordinaryStart where stands[index] {
                placeDecision(index)
            }
        }
        pendingStart = places.count
        merge(logs.map { $0.next..<$0.range.upperBound }, .pending)
        collectForks()
    }

    private mutating func findLogs() {
        var start = 0
        while start < entries.count {
            let origin = entries[start].origin
            var end = start
            while end < entries.count && entries[end].origin == origin { end += 1 }
            var ordinary = start
            if let decider = deciders.first(where: { $0.origin == origin }) {
                while ordinary < end && decider.decides(origin, entries[ordinary].number) { ordinary += 1 }
            }
            logOfOrigin[origin] = logs.count
            logs.append(Log(origin: origin, range: start..<end, ordinaryStart: ordinary, next: ordinary))
            start = end
        }
    }

    /// Of the entries of one number the one stands that the spine is the first to name; if it names none, or the number
    /// is the decider's own, the one with the lowest leaf hash.
    private mutating func chooseAmongForks() {
        stands = entries.indices.map { $0 == 0 || !entries[$0].sharesNumber(with: entries[$0 - 1]) }
        guard stands.contains(false) else { return }
        var named: Set<Int> = []
        for decider in deciders {
            guard let log = logOfOrigin[decider.origin] else { continue }
            for index in logs[log].range.lowerBound..<logs[log].ordinaryStart where stands[index] {
                for reference in entries[index].after where reference.origin != entries[index].origin {
                    guard let group = group(of: reference), group.count > 1, !isDeciding(group.lowerBound),
                        let held = group.first(where: { entries[$0].leaf == reference.leaf }),
                        named.insert(group.lowerBound).inserted
                    else { continue }
                    for other in group { stands[other] = other == held }
                }
            }
        }
    }

    /// Places a deciding entry after all that it is the first to cover.
    private mutating func placeDecision(_ index: Int) {
        let entry = entries[index]
        var runs: [Range<Int>] = []
        for reference in entry.after where reference.origin != entry.origin {
            let resolution = resolve(reference)
            if resolution != .stands {
                missing.append(
                    MissingReference(
                        namedBy: entry, reference: reference, isContradicted: resolution == .contradicted))
            }
            // A number that is held with other bytes covers nothing: nobody can say which history the decider saw.
            guard resolution != .contradicted, let log = logOfOrigin[reference.origin] else { continue }
            let start = logs[log].next
            var end = start
            while end < logs[log].range.upperBound && entries[end].number <= reference.number { end += 1 }
            logs[log].next = end
            if start < end { runs.append(start..<end) }
        }
        let covered = runs.reduce(0) { count, run in count + run.count { stands[$0] } }
        merge(runs, .covered(by: places.count + covered))
        place(index, .deciding)
    }

    /// Takes, again and again, the earliest among the next entries of the runs, by time, then origin.
    ///
    /// - Parameter runs: Parts of ``entries``, each of one log; several of one log follow upon one another.
    private mutating func merge(_ runs: [Range<Int>], _ standing: StreamPlace.Standing) {
        var queue = MergeQueue(entries: entries, runs: runs.map { run in run.filter { stands[$0] } })
        while let index = queue.next() { place(index, standing) }
    }

    private mutating func place(_ index: Int, _ standing: StreamPlace.Standing) {
        let entry = entries[index]
        let dangling = entry.after.filter { $0.origin == entry.origin || resolve($0) != .stands }
        places.append(StreamPlace(entry: entry, standing: standing, dangling: dangling))
    }

    private mutating func collectForks() {
        guard stands.contains(false) else { return }
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count && entries[end].sharesNumber(with: entries[start]) { end += 1 }
            if let standing = (start..<end).first(where: { stands[$0] }), end - start > 1 {
                let others = (start..<end).filter { $0 != standing }.map { entries[$0] }
                forks.append(Fork(standing: entries[standing], others: others))
            }
            start = end
        }
    }

    // MARK: References

    private func resolve(_ reference: Reference) -> Resolution {
        guard let group = group(of: reference) else { return .notHeld }
        return group.contains { stands[$0] && entries[$0].leaf == reference.leaf } ? .stands : .contradicted
    }

    /// The entries held under a log and number; `nil` if there are none.
    private func group(of reference: Reference) -> Range<Int>? {
        guard let log = logOfOrigin[reference.origin] else { return nil }
        var low = logs[log].range.lowerBound
        var high = logs[log].range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].number < reference.number { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < logs[log].range.upperBound && entries[end].number == reference.number { end += 1 }
        return low < end ? low..<end : nil
    }

    private func isDeciding(_ index: Int) -> Bool {
        guard let log = logOfOrigin[entries[index].origin] else { return false }
        return index < logs[log].ordinaryStart
    }
}

/// Where a reference leads.
enum Resolution {
    /// To an entry that stands in the order.
    case stands
    /// To a log and number under which another entry stands.
    case contradicted
    /// To nothing that is held.
    case notHeld
}

extension StreamEntry {
    func sharesNumber(with other: StreamEntry) -> Bool { number == other.number && origin == other.origin }
}
