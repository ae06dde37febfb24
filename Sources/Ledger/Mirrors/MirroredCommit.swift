public import TransparencyLog

/// What a mirror has verified of another party's log and wants stored in one transaction: all or nothing.
///
/// It either moves the tree to a newer checkpoint, or brings entries below the one that is held, or both. The same again is no change.
public struct MirroredCommit: Sendable {
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

    /// The most entries that one commit may have.
    public static let maximumEntries = 65_536
    /// The most bytes that the entries of one commit may have together.
    public static let maximumBytes = 128 << 20
    /// The most hashes that one commit may have.
    public static let maximumHashes = 1 << 20

    /// The mirrored log.
    public var log: LogIdentity
    /// The size of its tree after the commit: that of the checkpoint.
    public var size: UInt64
    /// The frontier's peaks after it, the largest subtree's first: one for each bit set in `size`.
    public var peaks: [Digest]
    /// Hashes that the store lacks, in any order; what it has already must be the same.
    ///
    /// Of tile levels from 1 on, all between the old size and the new. Of level 0 whole tiles: of each in which entries of this commit lie and
    /// that the store does not hold yet; of the unfinished last one, its hashes from the first on; and of the one that was unfinished before.
    public var hashes: [Run]
    /// Entries by their numbers, in ascending order, each below `size`. They may lie before entries that are held.
    public var entries: [(number: UInt64, bytes: [UInt8])]
    /// The log's signed note of `size` and the root of `peaks`; nil where the one that is stored goes on to hold.
    public var checkpoint: String?
    /// What the mirror wants remembered: at most 16 MiB.
    public var record: [UInt8]
    /// Verifier keys that the log has taken into use: they are added to its identity in the same transaction.
    public var verifierKeys: [String]

    public init(
        log: LogIdentity, size: UInt64, peaks: [Digest], hashes: [Run] = [],
        entries: [(number: UInt64, bytes: [UInt8])] = [], checkpoint: String? = nil, record: [UInt8],
        verifierKeys: [String] = []
    ) {
        self.log = log
        self.size = size
        self.peaks = peaks
        self.hashes = hashes
        self.entries = entries
        self.checkpoint = checkpoint
        self.record = record
        self.verifierKeys = verifierKeys
    }

    /// The longest record, in bytes.
    static let maximumRecordBytes = 16 << 20

    /// Bytes that it holds, about.
    var bytes: Int {
        var bytes = record.count
        for run in hashes { bytes += 32 * run.hashes.count }
        for index in entries.indices { bytes += entries[index].bytes.count }
        return bytes
    }
}
