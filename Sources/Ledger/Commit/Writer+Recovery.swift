import EntryFormat
import LMDB
import TransparencyLog

extension Writer {
    /// Entries and bytes of one transaction.
    private static let recoveredAtOnce = 8_192
    private static let recoveredBytes = 16 << 20

    /// Appends what a mirror has kept of an own log.
    func recover(_ log: LogIdentity, _ entries: [[UInt8]], _ checkpoint: String) throws {
        if let refused = failure ?? unmended { throw refused }
        guard Int(log.local) < logs.count, signers[log.local] != nil,
            logs[Int(log.local)].identity.origin == log.origin
        else {
            throw LedgerError(
                .unknownLog, "This node does not host the log \(log.origin).", remedy: "Name one of its own logs.")
        }
        let state = logs[Int(log.local)]
        let identity = state.identity
        let (note, head) = try ownCheckpoint(checkpoint, of: identity)
        guard UInt64(entries.count) <= head.size else {
            throw identity.refused("its checkpoint covers \(head.size) entries, and \(entries.count) were given")
        }
        let first = head.size - UInt64(entries.count)
        guard first <= state.size else {
            throw identity.refused("the entries \(state.size) to \(first - 1) are missing")
        }
        let held = Int(min(state.size, head.size) - first)
        let leaves = try leaves(of: entries, identity, first)
        try store.read { transaction in
            for index in 0..<held {
                let number = first + UInt64(index)
                let hash = try store.tables.requireHash(
                    log: log.local, tileLevel: 0, index: number, in: transaction)
                guard hash == leaves[index] else {
                    throw identity.refused("entry \(number) is another one here: the log has been forked")
                }
            }
            var frontier = state.frontier
            frontier.append(contentsOf: Array(leaves[held...]))
            let root =
                head.size < state.size
                ? try store.tables.root(log: log.local, size: head.size, in: transaction) : frontier.root
            guard root == head.root else {
                throw identity.refused(
                    "its checkpoint of size \(head.size) does not continue what is here: the log has been forked")
            }
        }
        guard head.size > state.size else { return }
        try awaitEntries(namedIn: entries[held...])
        var next = held
        while next < entries.count {
            var bytes = 0
            var end = next
            while end < entries.count, end - next < Self.recoveredAtOnce, bytes < Self.recoveredBytes {
                bytes += entries[end].count
                end += 1
            }
            try append(entries[next..<end], leaves[next..<end], to: identity)
            next = end
        }
        publish(note, of: log.local)
        queue.expectRest()
    }

    /// The note with our own signature alone, which must verify.
    private func ownCheckpoint(
        _ text: String, of identity: LogIdentity
    ) throws -> (note: String, head: Checkpoint) {
        do {
            let note = try Note(text)
            let keys = try identity.logKeys(at: Checkpoint(note.text).size)
            let signed = try SignedCheckpoint(verifying: note, origin: identity.origin, logKeys: keys)
            let own = note.signatures.filter { signature in keys.contains { signature.names($0) } }
            return (try Note(text: note.text, signatures: own).encoded, signed.checkpoint)
        } catch {
            throw identity.refused("the checkpoint is not one that its own key has signed (\(error))")
        }
    }

    private func leaves(of entries: [[UInt8]], _ identity: LogIdentity, _ first: UInt64) throws -> [Digest] {
        let origin = Array(identity.origin.utf8)
        var leaves: [Digest] = []
        leaves.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            if let reason = MirroredBatch.fault(of: entry.span.bytes, origin: origin.span.bytes) {
                throw identity.refused("its entry \(first + UInt64(index)) \(reason)")
            }
            leaves.append(TreeHash.leaf(entry))
        }
        return leaves
    }

    /// One transaction: entries at the end of an own log, with heads and readers' chains moved.
    private func append(
        _ entries: ArraySlice<[UInt8]>, _ leaves: ArraySlice<Digest>, to identity: LogIdentity
    ) throws {
        var prepared: PreparedCommit?
        do {
            try store.write { transaction in
                prepared = try prepare(entries, leaves, of: identity, in: &transaction)
                try write(unwritten, in: &transaction)
            }
        } catch {
            let error = LMDBFailure.ledgerError(error)
            guard let draft = prepared?.draft else { throw error }
            if let failed = outcome(of: error, draft) { throw failed }
        }
        if let failed = publish(&prepared) { throw failed }
    }

    private func prepare(
        _ entries: ArraySlice<[UInt8]>, _ leaves: ArraySlice<Digest>, of identity: LogIdentity,
        in transaction: inout WriteTransaction
    ) throws -> PreparedCommit {
        views.heads.forgetClean()
        var moves = HeadMoves()
        swap(&moves, &scratch.moves)
        var heads = try HeadDraft(views.heads, store: views.store, moves: moves)
        var draft = CommitDraft(logs: logs, nextPosition: nextPosition)
        let log = identity.local
        let time = clock()
        var record: [UInt8] = []
        for (offset, entry) in entries.enumerated() {
            let view = try EntryView(entry.span.bytes)
            let stream = try StreamName(view.streamBytes)
            let position = nextPosition + UInt64(offset)
            let number = draft.logs[Int(log)].size + UInt64(offset)
            let (slot, known) = try heads.find(stream)
            record.removeAll(keepingCapacity: true)
            LocalFields(receivedAt: time, number: number, previous: known?.position, log: log).append(to: &record)
            record.append(contentsOf: entry)
            try transaction.put(store.tables.entries, key: position, value: record.span.bytes, append: true)
            if var head = known {
                head.extend(log: log, number: number, position: position)
                _ = heads.moves.streams.move(slot, to: head)
            } else {
                let head = StreamHead(stream: heads.nextStream, log: log, number: number, position: position)
                _ = heads.moves.streams.move(slot, to: head)
                heads.nextStream += 1
            }
            var readers: [String] = []
            view.forEachReader { (party, _) in
                readers.append(party.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            }
            for reader in readers {
                let chain = try heads.find(ReaderChain(log: log, reader: reader)).slot
                _ = heads.moves.chains.move(chain, to: number)
            }
            draft.logs[Int(log)].newestTime = max(draft.logs[Int(log)].newestTime, view.time)
        }
        draft.append(leaves: Array(leaves), to: log)
        heads.moves.entries += entries.count
        try draft.writeRows(store.tables, in: &transaction)
        return PreparedCommit(draft: draft, moves: heads.moves, nextStream: heads.nextStream)
    }
}
