import EntryFormat
import LMDB
import TransparencyLog

/// One mirrored commit in the making.
struct MirroredBatch: ~Copyable {
    private let commit: MirroredCommit
    /// The log with the keys that the commit brings.
    let log: LogIdentity
    private let tables: LogStore.Tables
    private let old: Frontier
    private let time: Int64
    private(set) var heads: HeadDraft
    private(set) var nextPosition: UInt64
    /// The row of hashes of level 0 that was read last.
    private var hashes: (row: UInt64, values: [Digest]) = (.max, [])
    /// The row of positions at hand.
    private var positions = PositionRow()

    init(
        _ commit: MirroredCommit, log: LogIdentity, old: Frontier, tables: LogStore.Tables, time: Int64,
        nextPosition: UInt64, heads: consuming HeadDraft
    ) {
        self.commit = commit
        self.log = log
        self.old = old
        self.tables = tables
        self.time = time
        self.nextPosition = nextPosition
        self.heads = heads
        hashes.values.reserveCapacity(Int(RowKey.hashesPerRow))
    }

    /// Writes all of the commit.
    /// - Returns: the log's frontier after it.
    /// - Throws: `badMirror`, `damaged`; the transaction is to be given up then.
    mutating func write(in transaction: inout WriteTransaction) throws -> Frontier {
        let frontier = try checkHead()
        let hashes = MirroredHashes(log: log, tables: tables, oldSize: old.size, size: commit.size)
        try hashes.put(commit.hashes, in: &transaction)
        try hashes.check(commit.hashes, frontier, in: transaction)
        let isNew = try checkEntries(in: transaction)
        try writeEntries(isNew, in: &transaction)
        let local = UInt64(log.local)
        if commit.size > old.size {
            try transaction.put(tables.frontiers, key: local, value: frontier.bytes.span.bytes)
        }
        if let checkpoint = commit.checkpoint {
            try transaction.put(tables.checkpoints, key: local, value: checkpoint.utf8.span.bytes)
        }
        try tables.putRecord(commit.record, of: log, in: &transaction)
        if log != commit.log { try transaction.put(tables.logs, key: local, value: log.bytes.span.bytes) }
        return frontier
    }

    // MARK: The head

    private func checkHead() throws -> Frontier {
        guard commit.size >= old.size else {
            throw log.refused("its tree of \(commit.size) is smaller than the one of \(old.size) that is held")
        }
        guard commit.size < RowKey.maximumEntries else { throw log.refused("no log has \(commit.size) entries") }
        guard let frontier = Frontier(size: commit.size, peaks: commit.peaks) else {
            throw log.refused("a tree of \(commit.size) does not have \(commit.peaks.count) peaks")
        }
        guard commit.size > old.size || frontier == old else {
            throw log.refused("its tree of \(commit.size) is not the one that is held")
        }
        guard commit.record.count <= MirroredCommit.maximumRecordBytes else {
            throw log.refused(
                "its record has \(commit.record.count) bytes; at most \(MirroredCommit.maximumRecordBytes) are kept")
        }
        guard let note = commit.checkpoint else {
            guard commit.size == old.size else { throw log.refused("it moves the tree without a checkpoint") }
            return frontier
        }
        let checkpoint: Checkpoint
        do {
            checkpoint = try SignedCheckpoint(verifying: Note(note), origin: log.origin, logKeys: log.logKeys())
                .checkpoint
        } catch {
            throw log.refused("its checkpoint does not verify (\(error))")
        }
        guard checkpoint.size == commit.size, checkpoint.root == frontier.root else {
            throw log.refused(
                "its checkpoint of size \(checkpoint.size) was not signed over the tree of \(commit.size)")
        }
        return frontier
    }

    // MARK: Entries

    /// Checks each entry before the first is written.
    /// - Returns: for each entry, whether the store lacks it.
    private mutating func checkEntries(in transaction: borrowing WriteTransaction) throws -> [Bool] {
        let entries = commit.entries
        var isNew = [Bool](repeating: true, count: entries.count)
        let origin = Array(log.origin.utf8)
        var least: UInt64 = 0
        var index = 0
        while index < entries.count {
            let first = entries[index].bytes
            if index + 1 < entries.count {
                let second = entries[index + 1].bytes
                let leaves = TreeHash.leaves(first.span.bytes, second.span.bytes)
                isNew[index] = try check(entries[index].number, first, leaves.0, origin, &least, in: transaction)
                isNew[index + 1] = try check(
                    entries[index + 1].number, second, leaves.1, origin, &least, in: transaction)
            } else {
                let leaf = TreeHash.leaf(first)
                isNew[index] = try check(entries[index].number, first, leaf, origin, &least, in: transaction)
            }
            index += 2
        }
        return isNew
    }

    /// - Parameter least: the least number that may follow.
    private mutating func check(
        _ number: UInt64, _ entry: [UInt8], _ leaf: Digest, _ origin: [UInt8], _ least: inout UInt64,
        in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        guard number < commit.size else {
            throw log.refused("its entry \(number) lies outside the tree of \(commit.size)")
        }
        guard number >= least else { throw log.refused("its entry \(number) is not in order") }
        least = number + 1
        let row = number / RowKey.hashesPerRow
        if hashes.row != row { try readHashes(row, in: transaction) }
        let place = Int(number % RowKey.hashesPerRow)
        guard place < hashes.values.count else { throw log.refused("it lacks the leaf hash of its entry \(number)") }
        guard hashes.values[place] == leaf else {
            throw log.refused("its entry \(number) does not have the hash that the tree holds")
        }
        if let reason = Self.fault(of: entry.span.bytes, origin: origin.span.bytes) {
            throw log.refused("its entry \(number) \(reason)")
        }
        return try !isHeld(number, entry, in: transaction)
    }

    /// What is wrong with the form of an entry of the log with this origin.
    static func fault(of entry: RawSpan, origin: RawSpan) -> String? {
        do throws(EntryError) {
            let view = try EntryView(entry)
            try view.checkWellFormed()
            return view.originBytes.equals(origin) ? nil : "bears the origin of another log"
        } catch {
            return "is not well-formed: \(error.message)"
        }
    }

    private mutating func readHashes(_ row: UInt64, in transaction: borrowing WriteTransaction) throws {
        hashes.row = row
        hashes.values.removeAll(keepingCapacity: true)
        try tables.withHashes(log: log.local, tileLevel: 0, row: row, in: transaction) { bytes in
            for offset in stride(from: 0, to: bytes.byteCount - 31, by: 32) {
                if let hash = Digest(bytes.extracting(offset..<offset + 32)) { hashes.values.append(hash) }
            }
        }
    }

    /// Whether the store holds the entry already.
    private mutating func isHeld(
        _ number: UInt64, _ entry: [UInt8], in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        guard let position = try positions.position(of: number, of: log.local, tables, in: transaction) else {
            return false
        }
        let isSame = try tables.withEntry(at: position, in: transaction) { (local, view) in
            local.log == log.local && local.number == number && view.bytes.equals(entry.span.bytes)
        }
        // Its bytes have the hash of the tree: what is held has not.
        guard isSame else {
            throw LogStore.Tables.damaged(
                position, "its bytes are not those that entry \(number) of \(log.origin) was signed with")
        }
        return true
    }

    private mutating func writeEntries(_ isNew: [Bool], in transaction: inout WriteTransaction) throws {
        var record: [UInt8] = []
        var stream: StreamName?
        for index in isNew.indices where isNew[index] {
            let number = commit.entries[index].number
            let entry = commit.entries[index].bytes
            let name = try Self.stream(of: entry, last: stream)
            stream = name
            let (slot, known) = try heads.find(name)
            record.removeAll(keepingCapacity: true)
            LocalFields(receivedAt: time, number: number, previous: known?.position, log: log.local).append(to: &record)
            record.append(contentsOf: entry)
            try transaction.put(tables.entries, key: nextPosition, value: record.span.bytes, append: true)
            if var head = known {
                head.extend(log: log.local, number: number, position: nextPosition)
                _ = heads.moves.streams.move(slot, to: head)
            } else {
                let head = StreamHead(
                    stream: heads.nextStream, log: log.local, number: number, position: nextPosition)
                _ = heads.moves.streams.move(slot, to: head)
                heads.nextStream += 1
            }
            heads.moves.entries += 1
            try positions.place(number, of: log.local, at: nextPosition, tables, in: &transaction)
            nextPosition += 1
        }
        try positions.write(tables, in: &transaction)
    }

    /// The stream of an entry; most often that of the entry before, or one that is known by its bytes.
    private static func stream(of entry: [UInt8], last: StreamName?) throws -> StreamName {
        let view = try EntryView(entry.span.bytes)
        if let last, view.streamBytes.equals(last.text.utf8.span.bytes) { return last }
        return try StreamName(view.streamBytes)
    }

    /// Gives out what the commit moves.
    consuming func finish(logs: [LogState]) -> PreparedCommit {
        PreparedCommit(
            draft: CommitDraft(logs: logs, nextPosition: nextPosition), moves: heads.moves, nextStream: heads.nextStream
        )
    }
}

extension LogStore.Tables {
    /// Stores what a mirror wants remembered, with its checksum.
    func putRecord(_ record: [UInt8], of log: LogIdentity, in transaction: inout WriteTransaction) throws {
        guard let mirrors else { throw Self.noMirrors }
        var bytes = record
        bytes.appendChecksum()
        try transaction.put(mirrors, key: UInt64(log.local), value: bytes.span.bytes)
    }

    /// What a mirror wants remembered; nil where there is nothing.
    /// - Throws: `damaged` where its checksum does not hold.
    func record<T: Transaction & ~Copyable>(of log: LogIdentity, in transaction: borrowing T) throws -> [UInt8]? {
        guard let mirrors, let bytes = try transaction.get(mirrors, key: UInt64(log.local)) else { return nil }
        guard let content = bytes.checked() else {
            throw LedgerError(
                .damaged, "The record of the mirror of \(log.origin) does not have its checksum.",
                remedy: "Run verify; restore the node from a backup.")
        }
        return Array(copying: content)
    }

    static var noMirrors: LedgerError {
        LedgerError(
            .readOnly, "The store was opened without its tables of mirrored logs.", remedy: "Open it for writing.")
    }
}
