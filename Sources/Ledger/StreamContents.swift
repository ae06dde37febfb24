public import EntryFormat

/// All that this node holds of one stream, in the stream's order.
public struct StreamContents: Sendable {
    public let name: StreamName
    /// How many entries of the stream this node held: what a proposal names as expected.
    public let version: UInt64
    /// The entries in order of arrival.
    public let entries: [StoredEntry]
    /// Their order, and what stands in it: see `Docs/streams.md`.
    public let sequence: StreamSequence

    /// The entries in the stream's order, each with how it stands to the decisions. What a fork shows beside it is left out.
    public var ordered: [(entry: StoredEntry, standing: StreamPlace.Standing)] {
        sequence.places.map { (entries[Int($0.entry.handle)], $0.standing) }
    }

    /// Those of the entries that `keeps` says, in the order that they have among themselves: what none of the decisions among them
    /// covers is pending.
    /// - Complexity: O(*n* log *n*).
    public func keeping(_ keeps: (StoredEntry) -> Bool) -> StreamContents {
        let kept = entries.filter(keeps)
        let order = kept.enumerated().map { index, entry in
            StreamEntry(
                origin: entry.fields.origin, number: entry.number, time: entry.fields.time, leaf: entry.leaf,
                after: entry.fields.after, handle: UInt64(index))
        }
        return StreamContents(
            name: name, version: UInt64(kept.count), entries: kept,
            sequence: StreamSequence(order, deciders: sequence.deciders))
    }
}
