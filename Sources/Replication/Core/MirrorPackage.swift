public import TransparencyLog

/// What a mirror has verified and wants committed in one transaction: all or nothing.
///
/// A package either moves the tree to a newer checkpoint, or fills in entries below the one that is held. Everything in it has been
/// verified against a checkpoint that the log signed.
public struct MirrorPackage: Sendable, Equatable {
    /// Hashes of one tile level that stand side by side.
    public struct Run: Sendable, Equatable {
        /// 0 for leaf hashes, 1 for roots of 256 leaves, …
        public let tileLevel: UInt8
        /// The index of the first.
        public let first: UInt64
        public let hashes: [Digest]

        public init(tileLevel: UInt8, first: UInt64, hashes: [Digest]) {
            self.tileLevel = tileLevel
            self.first = first
            self.hashes = hashes
        }
    }

    /// An entry and its place in its log.
    public struct Entry: Sendable, Equatable {
        public let number: UInt64
        public let leaf: Digest
        public let bytes: [UInt8]

        public init(number: UInt64, leaf: Digest, bytes: [UInt8]) {
            self.number = number
            self.leaf = leaf
            self.bytes = bytes
        }
    }

    /// What the mirror knows after it: stored in the same transaction, and given back when the node starts.
    public var state: MirrorState
    /// All hashes that the store lacks, and perhaps some that it has (they are the same), in any order. A run begins with a tile's
    /// first hash.
    public var hashes: [Run]
    /// In ascending order of numbers. The store holds none of them; only what a disclosure opens it may hold already, if another
    /// reader had it: that is skipped.
    public var entries: [Entry]

    public init(state: MirrorState, hashes: [Run] = [], entries: [Entry] = []) {
        self.state = state
        self.hashes = hashes
        self.entries = entries
    }
}
