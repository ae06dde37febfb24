import EntryFormat

/// The heads and reader chains that have moved since the views' base was last flushed.
struct HeadDelta: Sendable {
    var streams: [StreamName: StreamHead] = [:]
    var chains: [ReaderChain: UInt64] = [:]
    /// Entries that it has taken in.
    var entries = 0

    /// Takes in what a later delta holds.
    mutating func absorb(_ later: HeadDelta) {
        streams.merge(later.streams) { $1 }
        chains.merge(later.chains) { $1 }
        entries += later.entries
    }
}
