import EntryFormat
import TransparencyLog

/// What the writer holds in memory of one log: enough to append without reading anything but the log's newest rows.
struct LogState: Sendable {
    let identity: LogIdentity
    /// The origin's bytes, as they stand in each entry.
    let originBytes: [UInt8]
    var frontier: Frontier
    /// The newest, unfinished row of hashes of each tile level; shorter than `RowKey.hashesPerRow`.
    var tails: [[Digest]]
    /// The newest, unfinished row of positions; shorter than `RowKey.positionsPerRow`.
    var positions: [UInt64]
    /// The wall clock of the log's newest entry: an own log's clock never goes back.
    var newestTime: Int64

    var size: UInt64 { frontier.size }

    init(identity: LogIdentity, frontier: Frontier, tails: [[Digest]], positions: [UInt64], newestTime: Int64) {
        self.identity = identity
        self.originBytes = Array(identity.origin.utf8)
        self.frontier = frontier
        self.tails = tails
        self.positions = positions
        self.newestTime = newestTime
    }
}

/// The rows that a commit has to write for one log.
struct RowChanges {
    /// Rows of hashes, finished or newly begun, by (tile level, row).
    var hashes: [(level: Int, row: UInt64, digests: [Digest])] = []
    /// Rows of positions, by row.
    var sequence: [(row: UInt64, positions: [UInt64])] = []
}
