import EntryFormat

/// What entries are sorted by, without the texts and arrays of an entry: sorting moves each many times, and a key moves
/// without counting references.
struct SortKey: BitwiseCopyable, Comparable {
    /// The place of the entry's log among the logs, ascending by origin.
    private let log: Int
    private let number: UInt64
    private let leaf: LeafHash
    private let index: Int

    static func < (left: SortKey, right: SortKey) -> Bool {
        if left.log != right.log { return left.log < right.log }
        if left.number != right.number { return left.number < right.number }
        return left.leaf < right.leaf
    }

    static func == (left: SortKey, right: SortKey) -> Bool {
        left.log == right.log && left.number == right.number && left.leaf == right.leaf
    }

    /// The entries ascending by origin, number and leaf hash, one of each.
    ///
    /// - Complexity: O(*n* log *n*).
    static func sortedWithoutDuplicates(_ entries: [StreamEntry]) -> [StreamEntry] {
        var ranks: [String: Int] = [:]
        for entry in entries where ranks[entry.origin] == nil { ranks[entry.origin] = 0 }
        for (rank, origin) in ranks.keys.sorted().enumerated() { ranks[origin] = rank }
        let keys = entries.indices.map { index in
            let entry = entries[index]
            return SortKey(log: ranks[entry.origin] ?? 0, number: entry.number, leaf: entry.leaf, index: index)
        }.sorted()
        var distinct: [StreamEntry] = []
        distinct.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() where place == 0 || keys[place - 1] != key {
            distinct.append(entries[key.index])
        }
        return distinct
    }
}
