import TransparencyLog

/// How far entries have been fetched, and what waits to be committed.
struct Filling: Sendable {
    /// Verified entries that follow each other, and what the mirror knows after them.
    struct Segment: Sendable {
        /// All visible entries with smaller numbers are in this segment or before it.
        var through: UInt64
        var entries: [MirrorPackage.Entry] = []
        var runs: [MirrorPackage.Run] = []
        var byteCount = 0
        var chains: [String: UInt64]
        var owed: [String: UInt64]
    }

    /// A bundle that is verified, before those in front of it are.
    struct Bundle: Sendable {
        let tile: Tile
        let bytes: [UInt8]
        let leaves: [Digest]
        /// The lengths of its entries.
        let lengths: [Int]
    }

    /// A page of visible entries that is being verified.
    struct Page: Sendable {
        var through: UInt64
        var entries: [(number: UInt64, bytes: [UInt8])]
        /// How many of its entries are verified.
        var done = 0
        /// The segment that grows with them.
        var segment: Segment
        /// The tile that stood last in the segment.
        var lastTile: UInt64?
        var tileCount = 0
        /// The entry that shows that one before it is kept back, and whose chain it is.
        var gap: (number: UInt64, leaf: Digest, reader: String, previous: UInt64)?
    }

    /// All visible entries with smaller numbers stand in `segments` or are committed.
    var cursor: UInt64
    /// The ends of the readers' chains, and what is owed to them, at the cursor.
    var chains: [String: UInt64]
    var owed: [String: UInt64]
    /// In order, not committed yet.
    var segments: [Segment] = []
    var heldBytes = 0

    /// Full: entries below have been asked for.
    var asked: UInt64
    /// Full: bundles to be asked for again, by the number that they are wanted from.
    var again: [UInt64] = []
    /// Full: verified bundles by the number that they are wanted from.
    var bundles: [UInt64: Bundle] = [:]
    /// Full: bytes of a large bundle of late, so that no more are asked for than can be held.
    var bundleBytes = 64 << 10

    /// Filtered: the page that is being verified.
    var page: Page?
    /// Filtered: whether a page is asked for.
    var isPageAsked = false

    init(_ state: MirrorState) {
        cursor = state.filled
        asked = state.filled
        chains = state.chains
        owed = state.owed
    }
}

/// The leaf hash of the entry that ends a reader's chain, as far as it is at hand.
struct ChainEnd: Sendable {
    let number: UInt64
    let leaf: Digest
}
