import EntryFormat
import LMDB
import TransparencyLog

/// What can be said of a run of entries by looking at each alone: the leaf hash of its bytes as they stand in the store, and whether
/// their form is right. Found ahead of the walk that compares them, two entries at a time, and by another core where there is one.
struct EntriesAhead: Sendable {
    /// What was found of one entry.
    struct Entry: Sendable {
        var leaf: Digest
        /// Whether it is well-formed. False says only that this was not found.
        var isWellFormed: Bool
    }

    /// How many entries the scout is ahead.
    private static let scouted = 2

    /// Ascending.
    private var keys: [UInt64] = []
    private var entries: [Entry] = []
    /// What was asked for last: the walk comes in the same order.
    private var next = 0

    /// Nothing.
    init() {}

    /// Looks at `count` entries from a position on; at fewer where the table ends.
    init(from position: UInt64, count: Int, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction) throws
    {
        keys.reserveCapacity(count)
        entries.reserveCapacity(count)
        var cursor = try transaction.cursor(tables.entries)
        var more = try cursor.seek(atOrAfter: position)
        // Goes before the other and has the bytes brought to the cache: hashing would wait for memory most of its time.
        var scout = try transaction.cursor(tables.entries)
        var isScouting = try scout.seek(atOrAfter: position)
        for _ in 0..<Self.scouted where isScouting { isScouting = try scout.next() }
        while more, keys.count < count {
            for _ in 0..<2 where isScouting {
                scout.value.expect()
                isScouting = try scout.next()
            }
            let key = cursor.integerKey
            let first = cursor.value
            more = try cursor.next()
            // What is too short for its local fields is told by the walk.
            guard first.byteCount >= LocalFields.size else { continue }
            let entry = first.extracting(droppingFirst: LocalFields.size)
            guard more, keys.count + 1 < count, cursor.value.byteCount >= LocalFields.size else {
                add(key, TreeHash.leaf(entry), entry)
                continue
            }
            let second = cursor.value.extracting(droppingFirst: LocalFields.size)
            let leaves = TreeHash.leaves(entry, second)
            add(key, leaves.0, entry)
            add(cursor.integerKey, leaves.1, second)
            more = try cursor.next()
        }
    }

    private mutating func add(_ key: UInt64, _ leaf: Digest, _ entry: RawSpan) {
        keys.append(key)
        entries.append(Entry(leaf: leaf, isWellFormed: Self.isWellFormed(entry)))
    }

    private static func isWellFormed(_ entry: RawSpan) -> Bool {
        do throws(EntryError) {
            try EntryView(entry).checkWellFormed()
            return true
        } catch {
            return false
        }
    }

    /// The key of the last entry that was looked at.
    var last: UInt64? { keys.last }

    /// What was found of the entry under a key, if it is among these. Keys are asked for in ascending order.
    mutating func take(_ key: UInt64) -> Entry? {
        while next < keys.count, keys[next] < key { next += 1 }
        guard next < keys.count, keys[next] == key else { return nil }
        next += 1
        return entries[next - 1]
    }
}
