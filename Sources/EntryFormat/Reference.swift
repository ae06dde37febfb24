/// A pointer at one entry of a log, with its leaf hash: it can neither name what does not exist yet nor go in a circle.
public struct Reference: Hashable, Sendable {
    /// The log's name.
    public var origin: String
    /// The entry's number in that log, from 0.
    public var number: UInt64
    /// The entry's leaf hash.
    public var leaf: LeafHash

    public init(origin: String, number: UInt64, leaf: LeafHash) {
        self.origin = origin
        self.number = number
        self.leaf = leaf
    }
}

/// A party that may read an entry, and the number of the log's previous entry addressed to it.
///
/// The numbers form a chain for each reader: one receipt covers all before it, and an entry kept back shows.
public struct Reader: Hashable, Sendable {
    /// The party's name, `role:code`.
    public var party: String
    /// The number of this log's previous entry addressed to the party; `nil` if this is the first.
    public var previous: UInt64?

    public init(party: String, previous: UInt64?) {
        self.party = party
        self.previous = previous
    }
}
