public import EntryFormat

/// One entry in its place in a stream.
public struct StreamPlace: Hashable, Sendable {
    /// How an entry stands to the decisions.
    public enum Standing: Hashable, Sendable {
        /// An entry of the decider: part of the spine.
        case deciding
        /// Known to the decider when it wrote the entry at that index of ``StreamSequence/places``, and not before.
        case covered(by: Int)
        /// Not known to the decider in any entry that is held: visible, moving nothing.
        case pending
    }

    /// The entry.
    public let entry: StreamEntry
    /// How it stands to the decisions.
    public internal(set) var standing: Standing
    /// Those of its `after` references that lead to no entry that stands in the order, in the order written.
    public let dangling: [Reference]
}

/// A reference of a deciding entry that leads to no entry that stands in the order: the stream is incomplete.
public struct MissingReference: Hashable, Sendable {
    /// The deciding entry that names it.
    public let namedBy: StreamEntry
    /// What it names.
    public let reference: Reference
    /// Whether another entry is held under that log and number. If so, somebody lies: the log forked, or the decider
    /// names what never was; if not, the entry may still arrive.
    public let isContradicted: Bool
}

/// A number of a log that is held with different bytes: the log's keeper signed two histories.
public struct Fork: Hashable, Sendable {
    /// The entry that stands in the order.
    public let standing: StreamEntry
    /// The others, ascending by leaf hash. They stand nowhere.
    public let others: [StreamEntry]
}
