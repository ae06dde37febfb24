import EntryFormat
import LMDB
import TransparencyLog

/// What the writer holds in memory of one log: enough to append without reading anything but the log's newest rows. Of a mirrored log,
/// to which nobody here appends, only the frontier.
struct LogState: Sendable {
    /// What stays: behind one reference, because every commit copies the states of all logs.
    private final class Lasting: Sendable {
        let identity: LogIdentity
        let originBytes: [UInt8]

        init(_ identity: LogIdentity) {
            self.identity = identity
            originBytes = Array(identity.origin.utf8)
        }
    }

    private let lasting: Lasting
    var identity: LogIdentity { lasting.identity }
    /// The origin's bytes, as they stand in each entry.
    var originBytes: [UInt8] { lasting.originBytes }
    var frontier = Frontier()
    /// The newest, unfinished row of hashes of each tile level; shorter than `RowKey.hashesPerRow`.
    var tails: [[Digest]] = [[]]
    /// The newest, unfinished row of positions; shorter than `RowKey.positionsPerRow`.
    var positions: [UInt64] = []
    /// The wall clock of the log's newest entry: an own log's clock never goes back.
    var newestTime: Int64 = 0

    var size: UInt64 { frontier.size }

    /// The state of a log without entries.
    init(identity: LogIdentity) {
        lasting = Lasting(identity)
    }

    /// The state of a log as it is stored.
    /// - Throws: `damaged`.
    init(_ identity: LogIdentity, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction) throws {
        self.init(identity: identity)
        let log = identity.local
        frontier = try tables.frontier(log: log, in: transaction)
        guard identity.isHosted else { return }
        tails = []
        var count = size
        repeat {
            let start = count - count % RowKey.hashesPerRow
            var tail: [Digest] = []
            for index in start..<count {
                tail.append(try tables.requireHash(log: log, tileLevel: tails.count, index: index, in: transaction))
            }
            tails.append(tail)
            count >>= 8
        } while count > 0
        for number in (size - size % RowKey.positionsPerRow)..<size {
            positions.append(try Self.position(identity, number, tables, in: transaction))
        }
        guard size > 0 else { return }
        let newest = try Self.position(identity, size - 1, tables, in: transaction)
        newestTime = try tables.withEntry(at: newest, in: transaction) { (_, view) in view.time }
    }

    /// Checks that the log's end is what it says, and that it continues the checkpoint that was signed last: a store that was
    /// changed behind our back must not be signed.
    ///
    /// - Returns: the stored checkpoint.
    /// - Throws: `damaged`.
    /// - Complexity: hashes the entries that no stored checkpoint covers: those of one commit.
    func checkContinuation(
        _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> (note: Note, checkpoint: Checkpoint) {
        let log = identity.local
        let signed = try tables.checkpoint(of: identity, in: transaction)
        guard signed.checkpoint.size <= size,
            try tables.root(log: log, size: signed.checkpoint.size, in: transaction) == signed.checkpoint.root,
            try tables.root(log: log, size: size, in: transaction) == frontier.root
        else {
            throw LedgerError(
                .damaged, "The log \(identity.origin) does not continue the checkpoint that was signed last.",
                remedy: "Nothing more is signed. Run verify, then restore the node from a backup.")
        }
        for number in signed.checkpoint.size..<size {
            let position = try Self.position(identity, number, tables, in: transaction)
            let hash = try tables.requireHash(log: log, tileLevel: 0, index: number, in: transaction)
            let isSame = try tables.withEntry(at: position, in: transaction) { (local, view) in
                local.log == log && local.number == number && TreeHash.leaf(view.bytes) == hash
            }
            guard isSame else {
                throw LedgerError(
                    .damaged, "Entry \(number) of \(identity.origin) does not have the hash that its tree holds.",
                    remedy: "Nothing more is signed. Run verify, then restore the node from a backup.")
            }
        }
        return signed
    }

    private static func position(
        _ identity: LogIdentity, _ number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> UInt64 {
        guard let position = try tables.position(log: identity.local, number: number, in: transaction) else {
            throw LedgerError(
                .damaged, "The log \(identity.origin) lacks the place of its entry \(number).",
                remedy: "Run verify; restore the node from a backup.")
        }
        return position
    }
}
