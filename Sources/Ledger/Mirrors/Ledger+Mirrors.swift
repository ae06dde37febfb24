import Dispatch
import EntryFormat
import LMDB
import Synchronization
public import TransparencyLog

extension Ledger {
    /// The log with this origin, hosted or mirrored; nil where the node has none.
    public func log(origin: String) -> LogIdentity? { logs.first { $0.origin == origin } }

    /// Makes a mirrored log, durably, without entries and checkpoint. The same again is no change; further keys and another name are
    /// taken over, and no key is ever dropped: each may have signed a checkpoint that is kept.
    ///
    /// Waits for the writer's turn on this thread.
    /// - Parameters:
    ///   - origin: the log's origin.
    ///   - party: whose it is, as `role:code`.
    ///   - name: the party's name.
    ///   - verifierKeys: the keys that sign its checkpoints (Ed25519), one at least; others may stand among them. Which of them is valid at
    ///     which size is the caller's to know.
    ///   - record: what the mirror wants remembered, if the log is new; later it changes with each commit.
    /// - Throws: `LedgerError`: `alreadyHosted` for a log that this node hosts or that is another party's, `badName`, `readOnly`,
    ///   `noSpace`, `busy`, `closed`, `commitUnknown`.
    @discardableResult
    public func addMirror(
        origin: String, party: String, name: String, verifierKeys: [String], record: [UInt8]
    ) throws -> LogIdentity {
        try Self.checkNames(party: party, name: name, origin: origin)
        let keys = try verifierKeys.map { try LogIdentity.parse($0) }
        guard keys.contains(where: { $0.type == .ed25519 }) else {
            throw LedgerError(
                .badName, "No key of the log \(origin) was given.", remedy: "Give the key that signs its checkpoints.")
        }
        guard record.count <= MirroredCommit.maximumRecordBytes else {
            throw LedgerError(
                .tooLarge, "The mirror's record has \(record.count) bytes.",
                remedy: "Keep it below \(MirroredCommit.maximumRecordBytes) bytes.")
        }
        return try requireWriter().perform { writer in
            try writer.addMirror(
                origin: origin, party: party, name: name, verifierKeys: verifierKeys, record: record)
        }
    }

    /// What the mirror of a log last wanted remembered; nil for a hosted log.
    /// - Throws: `damaged`, `closed`, `busy`.
    public func mirrorRecord(of log: LogIdentity) throws -> [UInt8]? {
        if isReadOnly { try knownLogs.refresh(from: store) }
        return try store.read { try store.tables.record(of: log, in: $0) }
    }

    /// The log's tree as it stands here: its frontier, and the leaf hashes of its unfinished last tile (`frontier.size % 256` of them).
    /// - Throws: `damaged`, `closed`, `busy`.
    public func tree(of log: LogIdentity) throws -> (frontier: Frontier, edge: [Digest]) {
        try store.read { transaction in
            let frontier = try store.tables.frontier(log: log.local, in: transaction)
            let width = frontier.size % UInt64(Tile.fullWidth)
            var edge: [Digest] = []
            try store.tables.appendHashes(
                log: log.local, tileLevel: 0, from: frontier.size - width, count: Int(width), to: &edge,
                in: transaction)
            return (frontier, edge)
        }
    }

    /// How many entries of a log this node holds: all of a hosted one, and of a mirrored one those that were brought.
    /// - Complexity: linear in the log's rows of positions.
    public func held(of log: LogIdentity) throws -> UInt64 {
        try store.read { transaction in
            if log.isHosted { return try store.tables.frontier(log: log.local, in: transaction).size }
            var held: UInt64 = 0
            try store.tables.forEachPosition(log: log.local, in: transaction) { (_, _) in held += 1 }
            return held
        }
    }

    /// Queues what a mirror has verified, to be committed in one transaction; `answer` is called once, when it is durable or refused, from
    /// the writer's thread or this one, and must return at once. Streams, heads and views have its entries then.
    ///
    /// Everything is checked again before it is written: the checkpoint's signature and root, that the hashes lead to it, that each entry is
    /// well-formed, of this log, and has the leaf hash of the tree. Where anything does not check, nothing is changed.
    ///
    /// Answers with `LedgerError`: `badMirror`, `unknownLog`, `badName` for a key that cannot be read, `noSpace`, `busy`, `closed`, `readOnly`,
    /// `damaged`, `commitUnknown` (ask again with the same commit).
    public func submit(_ commit: MirroredCommit, answer: @escaping @Sendable (Result<Void, any Error>) -> Void) {
        do {
            try requireWriter().queue.add(
                WriterTask(bytes: commit.bytes) { writer in
                    let result = Result { try writer.commit(commit) }
                    return { answer(result) }
                })
        } catch {
            answer(.failure(error))
        }
    }

    /// As `submit`, waiting on this thread. Not in an answer to `submit`: the writer would wait for itself.
    @available(*, noasync, message: "use submit, which does not block")
    public func commitAndWait(_ commit: MirroredCommit) throws {
        try requireWriter().perform(bytes: commit.bytes) { try $0.commit(commit) }
    }

    func requireWriter() throws(LedgerError) -> Writer {
        guard let writer else {
            throw LedgerError(
                .readOnly, "The ledger was opened for reading only.",
                remedy: "Open it for writing; one process at a time can.")
        }
        return writer
    }
}

extension LogStore.Tables {
    /// Lends number and position of each entry of a log that is held, in order of the numbers.
    func forEachPosition(
        log: UInt32, from number: UInt64 = 0, in transaction: borrowing ReadTransaction,
        _ body: (_ number: UInt64, _ position: UInt64) throws -> Void
    ) throws {
        var cursor = try transaction.cursor(sequence)
        var more = try cursor.seek(atOrAfter: RowKey.sequence(log: log, row: number / RowKey.positionsPerRow))
        while more, cursor.integerKey >> 44 == UInt64(log) {
            let start = (cursor.integerKey & (1 << 44 - 1)) * RowKey.positionsPerRow
            let row = cursor.value
            for place in 0..<row.byteCount / 8 {
                let position = UInt64(
                    littleEndian: row.unsafeLoadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
                if position != RowKey.hole, start + UInt64(place) >= number {
                    try body(start + UInt64(place), position)
                }
            }
            more = try cursor.next()
        }
    }
}
