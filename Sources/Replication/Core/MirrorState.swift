public import TransparencyLog

/// What a node durably knows of one log that it mirrors.
public struct MirrorState: Sendable, Equatable {
    /// The log's origin.
    public let origin: String
    public var mode: MirrorMode
    /// The tree up to the newest verified checkpoint.
    public var frontier: Frontier
    /// The leaf hashes of the tree's unfinished last tile: `frontier.size % 256` of them.
    public var edge: [Digest]
    /// The newest verified checkpoint as it came: a signed note; nil before the first.
    public var checkpoint: String?
    /// All entries with smaller numbers that this mirror may read are held. At most `frontier.size`.
    public var filled: UInt64
    /// The newest entry held that is addressed to each reader: where its chain ends.
    public var chains: [String: UInt64]
    /// The newest entry of each reader's chain that a receipt covers.
    public var receipted: [String: UInt64]
    /// The newest entry of each reader's chain that calls for a receipt: one that is not a receipt itself.
    public var owed: [String: UInt64]
    /// The largest head that this node has cosigned as a mirror, or has decided to: remembered before it is signed. Where the same
    /// key also answers `add-checkpoint`, both share one memory (see ``Witness``).
    public var cosigned: Head?
    /// Blobs that held entries name and that are not here yet, each with the number of the first entry that names it.
    public var missingBlobs: [Digest: UInt64]
    /// Entries of `Disclosed` whose entries are not fetched yet.
    public var grants: [UInt64]
    /// Two heads that cannot both be true; from then on the mirror is frozen.
    public var exhibit: ForkExhibit?

    /// A tree: its size and root.
    public struct Head: Sendable, Hashable {
        public let size: UInt64
        public let root: Digest

        public init(size: UInt64, root: Digest) {
            self.size = size
            self.root = root
        }
    }

    /// A mirror of a log of which nothing is known yet.
    public init(origin: String, mode: MirrorMode) {
        self.origin = origin
        self.mode = mode
        frontier = Frontier()
        edge = []
        filled = 0
        chains = [:]
        receipted = [:]
        owed = [:]
        missingBlobs = [:]
        grants = []
    }
}

/// Two heads that one log has signed and that cannot both be true: it convicts the log by itself.
///
/// The sizes may be equal, with two roots. Where they are not, `proof` opens the larger tree at the smaller size, as
/// ``TransparencyLog/MerkleTree/roots(opening:from:to:)`` reads it: an RFC 6962 consistency proof and, before it where the smaller size
/// is a power of two, the hash of so many leaves. It leads to the larger head's root, and to another root than the smaller head's.
public struct ForkExhibit: Sendable, Equatable {
    /// The note with the smaller size, signed by the log.
    public let smaller: String
    /// The note with the larger size, signed by the log.
    public let larger: String
    /// Empty where the sizes are equal or the smaller is 0.
    public let proof: [Digest]

    public init(smaller: String, larger: String, proof: [Digest]) {
        self.smaller = smaller
        self.larger = larger
        self.proof = proof
    }
}
