import EntryFormat
import LMDB
import TransparencyLog

/// One commit in the making: proposals are admitted one after another against what stands already, those before them in the
/// same commit included.
struct CommitBatch: ~Copyable {
    let tables: LogStore.Tables
    /// The hosted parties' logs, by party.
    let hosted: [String: UInt32]
    /// The wall clock of the commit, in milliseconds since 1970.
    let time: Int64
    private(set) var draft: CommitDraft
    var heads: HeadDraft
    private var random: RandomWords
    /// What the proposal at hand will write.
    private var staged: StagedEntries

    /// - Parameter scratch: what the commit before has left; `finish` gives it back.
    init(
        tables: LogStore.Tables, hosted: [String: UInt32], time: Int64, draft: consuming CommitDraft, heads: Heads,
        views: ViewStore, scratch: consuming CommitScratch
    ) throws {
        self.tables = tables
        self.hosted = hosted
        self.time = time
        self.draft = draft
        random = scratch.random
        staged = scratch.staged
        self.heads = try HeadDraft(heads, store: views, moves: scratch.moves)
    }

    /// Writes what belongs to all proposals together, and gives out what the commit adds.
    consuming func finish(
        in transaction: inout WriteTransaction, scratch: inout CommitScratch
    ) throws -> PreparedCommit {
        try draft.writeRows(tables, in: &transaction)
        scratch.random = random
        scratch.staged = staged
        return PreparedCommit(draft: draft, moves: heads.moves, nextStream: heads.nextStream)
    }

    /// Admits a proposal and writes its entries into the transaction, or finds that it is there already.
    ///
    /// Everything that can be refused is refused before the first entry of the proposal is written.
    /// - Throws: `LedgerError` or `EntryError` for a refusal of this proposal alone; `BatchFailure` where the whole commit has to
    ///   be given up.
    mutating func admit(_ queued: QueuedProposal, in transaction: inout WriteTransaction) throws -> [Committed] {
        let proposal = queued.proposal
        guard let log = hosted[proposal.party] else { throw unknown(proposal.party) }
        if queued.hasIDs, let present = try present(proposal, log: log, in: transaction) { return present }
        for (stream, expected) in proposal.expected { try check(expected, of: stream) }
        if let expected = proposal.expectedSize, draft.logs[Int(log)].size != expected {
            throw LedgerError(
                .stale,
                "The log of \(proposal.party) has \(draft.logs[Int(log)].size) entries, not \(expected) as expected.",
                remedy: "Read its newest head again, then decide again.")
        }
        do {
            try stage(proposal, hasBasis: queued.hasBasis, log: log, in: transaction)
        } catch {
            staged.undo(&heads)
            throw error
        }
        do { return try writeStaged(proposal, log: log, in: &transaction) } catch { throw BatchFailure(cause: error) }
    }

    private func unknown(_ party: String) -> LedgerError {
        LedgerError(
            .unknownLog, "This node does not host the party \(party).",
            remedy: hosted.isEmpty
                ? "Add it with init."
                : "Act as one of \(hosted.keys.sorted().joined(separator: ", ")), or add the party with init.")
    }

    private mutating func check(_ expected: UInt64, of stream: StreamName) throws {
        let actual = try heads.find(stream).head?.count ?? 0
        guard actual != expected else { return }
        let between =
            actual > expected
            ? "its entries \(expected + 1) to \(actual) came between" : "it never held that many on this node"
        throw LedgerError(
            .stale, "The stream \(stream.text) holds \(actual) entries, not \(expected) as expected; \(between).",
            remedy: "Read it again with show, then decide again.")
    }

    // MARK: Staging

    private mutating func stage(
        _ proposal: Proposal, hasBasis: Bool, log: UInt32, in transaction: borrowing WriteTransaction
    ) throws {
        staged.begin(events: proposal.events.count)
        // The heads that the decision read are those before any of its own entries.
        var bases: [[Reference]] = []
        if hasBasis {
            for event in proposal.events { bases.append(try basis(of: event, in: transaction)) }
        }
        // Borrowed: each copy of an event would count references on memory that another processor has just written.
        try proposal.events.withUnsafeBufferPointer { events in
            for index in events.indices {
                try stage(
                    events[index], of: proposal, basis: bases.isEmpty ? [] : bases[index], log: log, in: transaction)
            }
        }
    }

    private mutating func stage(
        _ event: borrowing Proposal.Event, of proposal: Proposal, basis: [Reference], log: UInt32,
        in transaction: borrowing WriteTransaction
    ) throws {
        let (slot, known) = try heads.find(event.stream)
        let place = UInt64(staged.entries.count)
        let number = draft.logs[Int(log)].size + place
        let (readers, chains) = event.readers.isEmpty ? ([], []) : try readers(of: event, log: log)
        var after: [Reference] = []
        if let known, known.hasOthers(than: log) {
            after = try references(to: known.newest.filter { $0.log != log }, in: transaction)
        }
        try checkCounts(event, readers: readers.count, after: after.count, basis: basis.count)
        let id = event.id ?? EventID(words: random.pair())
        let local = LocalFields(receivedAt: time, number: number, previous: known?.position, log: log)
        let log = Int(log)
        let origin = draft.logs[log].originBytes
        let operatorName = (event.operatorName ?? proposal.operatorName).utf8
        let onBehalfOf = (event.onBehalfOf ?? proposal.onBehalfOf).utf8
        do throws(EntryError) {
            local.append(to: &staged.records)
            try EntryEncoder.encode(
                into: &staged.records, type: event.type, time: stampedTime(log), id: id,
                salt: Salt(words: random.pair()), checkedOrigin: origin.span.bytes, stream: event.stream,
                operatorName: operatorName.span.bytes,
                onBehalfOf: onBehalfOf.span.bytes, readers: readers, after: after, basis: basis,
                payload: event.payload.span.bytes)
        } catch {
            throw error.code == .tooLong ? tooLarge(event) : error
        }
        for chain in chains { staged.move(chain: chain, to: number, in: &heads) }
        let position = draft.nextPosition + place
        if var head = known {
            head.extend(log: local.log, number: number, position: position)
            staged.add(id: id, slot: slot, head: head, isNew: false, in: &heads)
        } else {
            let head = StreamHead(stream: heads.nextStream, log: local.log, number: number, position: position)
            staged.add(id: id, slot: slot, head: head, isNew: true, in: &heads)
        }
    }

    /// The time that an entry bears: a log's clock never goes back. One before 1970 is wrong, and refused as such.
    private func stampedTime(_ log: Int) -> Int64 { time < 0 ? time : max(time, draft.logs[log].newestTime) }

    /// The entry's readers in their order, each with the log's previous entry addressed to it, and the slots of their chains.
    private mutating func readers(
        of event: borrowing Proposal.Event, log: UInt32
    ) throws -> (readers: [Reader], chains: [Int32]) {
        let own = draft.logs[Int(log)].identity.party
        var readers: [Reader] = []
        var chains: [Int32] = []
        readers.reserveCapacity(event.readers.count)
        chains.reserveCapacity(event.readers.count)
        for name in event.readers where name != own {
            let (slot, number) = try heads.find(ReaderChain(log: log, reader: name))
            readers.append(Reader(party: name, previous: number))
            chains.append(slot)
        }
        if readers.count > 1 { readers.sort { $0.party.utf8.lexicographicallyPrecedes($1.party.utf8) } }
        return (readers, chains)
    }

    /// The heads of the streams that a decision read.
    private mutating func basis(
        of event: Proposal.Event, in transaction: borrowing WriteTransaction
    ) throws -> [Reference] {
        var newest: [StreamHead.Newest] = []
        for stream in Set(event.basis) where stream != event.stream {
            newest += try heads.find(stream).head?.newest ?? []
        }
        // More than an entry holds is refused by number and not looked up.
        return try references(to: newest, in: transaction)
    }

    /// References to the entries that logs have newest in a stream, in the order of an entry's sections.
    private func references(
        to newest: [StreamHead.Newest], in transaction: borrowing WriteTransaction
    ) throws -> [Reference] {
        var references: [Reference] = []
        references.reserveCapacity(newest.count)
        for newest in newest {
            let origin = draft.logs[Int(newest.log)].identity.origin
            guard let leaf = try draft.leaf(log: newest.log, number: newest.number, tables, in: transaction) else {
                throw LedgerError(
                    .damaged, "The log \(origin) lacks the hash of its entry \(newest.number).",
                    remedy: "Run verify; restore the node from a backup.")
            }
            references.append(Reference(origin: origin, number: newest.number, leaf: LeafHash(leaf)))
        }
        return references.sorted { left, right in
            left.origin == right.origin
                ? left.number < right.number : left.origin.utf8.lexicographicallyPrecedes(right.origin.utf8)
        }
    }

    private func checkCounts(_ event: borrowing Proposal.Event, readers: Int, after: Int, basis: Int)
        throws(LedgerError)
    {
        guard max(readers, after, basis) > EntryLimit.records else { return }
        throw LedgerError(
            .badProposal,
            "The event for \(event.stream.text) names \(readers) readers, \(after) entries before it and \(basis) heads; an entry holds \(EntryLimit.records) of each.",
            remedy: "Address fewer parties, or read fewer streams.")
    }

    private func tooLarge(_ event: borrowing Proposal.Event) -> LedgerError {
        LedgerError(
            .tooLarge, "The event for \(event.stream.text) makes an entry of more than \(EntryLimit.entryBytes) bytes.",
            remedy: "Put large content into a blob and name the blob in the event.")
    }

    // MARK: Writing

    private mutating func writeStaged(
        _ proposal: Proposal, log: UInt32, in transaction: inout WriteTransaction
    ) throws -> [Committed] {
        let origin = draft.logs[Int(log)].identity.origin
        let stamped = stampedTime(Int(log))
        let first = (number: draft.logs[Int(log)].size, position: draft.nextPosition)
        var committed: [Committed] = []
        committed.reserveCapacity(staged.entries.count)
        var start = 0
        let records = staged.records
        for (index, entry) in staged.entries.enumerated() {
            let position = first.position + UInt64(index)
            committed.append(
                Committed(
                    stream: proposal.events[index].stream, origin: origin, number: first.number + UInt64(index),
                    position: position, id: entry.id, version: entry.version, time: stamped, wasPresent: false))
            let record = records.span.bytes.extracting(start..<entry.end)
            try transaction.put(tables.entries, key: position, value: record, append: true)
            start = entry.end
        }
        draft.append(leaves: staged.leaves(), to: log)
        draft.logs[Int(log)].newestTime = stamped
        heads.moves.entries += committed.count
        return committed
    }
}

/// What a commit leaves to the next one: room that need not be made again, and random words that were not given out.
struct CommitScratch {
    var random = RandomWords()
    var staged = StagedEntries()
    var moves = HeadMoves()
}

/// A commit whose transaction is complete.
struct PreparedCommit {
    let draft: CommitDraft
    var moves: HeadMoves
    let nextStream: UInt64
}

/// A failure that gives up the whole commit, not one proposal.
struct BatchFailure: Error {
    let cause: any Error
}
