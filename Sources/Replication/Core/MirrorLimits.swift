import TransparencyLog

/// Every number that bounds a mirror. What comes from outside is compared with one of these before anything is kept.
public struct MirrorLimits: Sendable, Equatable {
    /// From one look for a newer checkpoint to the next.
    public var pollMilliseconds: Int64 = 5_000
    /// An answer that takes longer counts as none.
    public var requestMilliseconds: Int64 = 30_000
    /// The same for a blob, which may be a gigabyte.
    public var blobMilliseconds: Int64 = 600_000
    /// A receipt that is not recorded by then is asked for again.
    public var receiptMilliseconds: Int64 = 60_000
    /// The wait after a first failure; each further one doubles it.
    public var backoffMilliseconds: Int64 = 1_000
    /// The longest wait after a failure.
    public var backoffCapMilliseconds: Int64 = 300_000
    /// How often a head is tried before it is dropped, to look at what the log shows then.
    public var headAttempts = 4
    /// Tiles of hashes that are asked for at one time. A tile is 8 KiB.
    public var tilesInFlight = 32
    /// Entry bundles that are asked for at one time. A bundle is 16.8 MB at most, and some hundred kilobytes as a rule: where
    /// bundles are large, fewer are asked for, so that what is expected stays within ``heldBytes``.
    public var bundlesInFlight = 32
    /// Bytes of entries that are held for commits to come; beyond it nothing more is asked for.
    public var heldBytes = 32 << 20
    /// Entries in one package, and one bundle more at most.
    public var packageEntries = 16_384
    /// Bytes of entries in one package, and one bundle more at most.
    public var packageBytes = 8 << 20
    /// How many entries further a head may be than the one before. The hashes of level 1 of so many entries are held until they
    /// are committed: 32 bytes for each 256 entries, 34 MB for 2^28.
    public var jumpEntries: UInt64 = 1 << 28
    /// Bytes of a checkpoint with its signatures.
    public var noteBytes = 64 << 10
    /// Entries in a page of visible entries.
    public var pageEntries = 4_096
    /// Bytes of entries in a page of visible entries. One entry more may stand in it.
    public var pageBytes = 8 << 20
    /// Tiles of verified hashes that are kept to verify others by. A tile is 8 KiB.
    public var trustedTiles = 256
    /// Heads shown by peers that wait to be looked at; further ones are dropped, and will be shown again.
    public var shownHeads = 8
    /// Blobs that are asked for at one time.
    public var blobsInFlight = 4
    /// Blobs that may be missing before no further entries are fetched.
    public var missingBlobs = 4_096
    /// Disclosures whose entries may be outstanding before no further entries are fetched.
    public var grants = 4_096

    public init() {}

    /// The longest right answer to a request: whoever fetches it stops reading beyond.
    public func maximumByteCount(of request: MirrorRequest) -> Int {
        switch request {
        case .checkpoint: noteBytes
        case .tile(let tile):
            switch tile.content {
            case .hashes: Tile.fullWidth * Digest.byteCount
            case .entries: Tile.fullWidth * (2 + EntryBundle.maximumEntryByteCount)
            }
        case .visible, .disclosed:
            VisiblePage.headerByteCount + pageEntries * VisiblePage.entryHeaderByteCount + pageBytes
                + EntryBundle.maximumEntryByteCount
        case .blob: .max
        }
    }
}
