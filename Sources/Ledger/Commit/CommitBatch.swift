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
    var draft: CommitDraft
    var random: RandomWords
    private var heads: HeadReader
    /// The head that was looked up last: a proposal asks for the same one several times.
    private var lastLookup: (stream: StreamName, head: StreamHead?)?
    /// What the proposal at hand will write.
    private var staged = StagedEntries()

    init(
        tables: LogStore.Tables, hosted: [String: UInt32], time: Int64, heads: consuming HeadReader, draft: CommitDraft,
        random: RandomWords
    ) {
        self.tables = tables
        self.hosted = hosted
        self.time = time
        self.heads = heads
        self.draft = draft
        self.random = random
    }

    /// Admits a proposal and writes its entries into the transaction, or finds that it is there already.
    ///
    /// Everything that can be refused is refused before the first entry of the proposal is written.
    /// - Throws: `LedgerError` or `EntryError` for a refusal of this proposal alone; `BatchFailure` where the whole commit has to
    ///   be given up.
    mutating func admit(_ proposal: Proposal, in transaction: inout WriteTransaction) throws -> [Committed] {
        guard let log = hosted[proposal.party] else { throw unknown(proposal.party) }
        if let present = try present(proposal, log: log, in: transaction) { return present }
        for (stream, expected) in proposal.expected { try check(expected, of: stream) }
        do {
            try stage(proposal, log: log, in: transaction)
        } catch {
            staged.undo(&draft.delta, nextStream: &draft.nextStream)
            throw error
        }
        do { return try writeStaged(proposal, log: log, in: &transaction) } catch { throw BatchFailure(cause: error) }
    }

    /// The head of a stream as this commit leaves it so far.
    mutating func head(of stream: StreamName) throws -> StreamHead? {
        if let head = draft.delta.streams[stream] { return head }
        if let lastLookup, lastLookup.stream == stream { return lastLookup.head }
        let head = try heads.head(of: stream)
        lastLookup = (stream, head)
        return head
    }

    private func unknown(_ party: String) -> LedgerError {
        LedgerError(
            .unknownLog, "This node does not host the party \(party).",
            remedy: hosted.isEmpty
                ? "Add it with init."
                : "Act as one of \(hosted.keys.sorted().joined(separator: ", ")), or add the party with init.")
    }

    private mutating func check(_ expected: UInt64, of stream: StreamName) throws {
        let actual = try head(of: stream)?.count ?? 0
        guard actual != expected else { return }
        let between =
            actual > expected
            ? "its entries \(expected + 1) to \(actual) came between" : "it never held that many on this node"
        throw LedgerError(
            .stale, "The stream \(stream.text) holds \(actual) entries, not \(expected) as expected; \(between).",
            remedy: "Read it again with show, then decide again.")
    }

    // MARK: Staging

    private mutating func stage(_ proposal: Proposal, log: UInt32, in transaction: borrowing WriteTransaction) throws {
        staged.begin(events: proposal.events.count)
        // The heads that the decision read are those before any of its own entries.
        var bases: [[Reference]] = []
        if proposal.events.contains(where: { !$0.basis.isEmpty }) {
            for event in proposal.events { bases.append(try basis(of: event, in: transaction)) }
        }
        for index in proposal.events.indices {
            let basis = bases.isEmpty ? [] : bases[index]
            try stage(proposal.events[index], of: proposal, basis: basis, log: log, in: transaction)
        }
    }

    private mutating func stage(
        _ event: Proposal.Event, of proposal: Proposal, basis: [Reference], log: UInt32,
        in transaction: borrowing WriteTransaction
    ) throws {
        let known = try head(of: event.stream)
        let place = UInt64(staged.entries.count)
        let number = draft.logs[Int(log)].size + place
        let readers = event.readers.isEmpty ? [] : try readers(of: event, log: log)
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
                salt: Salt(words: random.pair()), origin: origin.span.bytes,
                stream: event.stream.text.utf8.span.bytes, operatorName: operatorName.span.bytes,
                onBehalfOf: onBehalfOf.span.bytes, readers: readers, after: after, basis: basis,
                payload: event.payload.span.bytes)
        } catch {
            throw error.code == .tooLong ? tooLarge(event) : error
        }
        for reader in readers {
            staged.move(ReaderChain(log: local.log, reader: reader.party), to: number, in: &draft.delta)
        }
        let position = draft.nextPosition + place
        var head = known ?? StreamHead(stream: draft.nextStream, log: local.log, number: number, position: position)
        if known == nil {
            draft.nextStream += 1
        } else {
            head.extend(log: local.log, number: number, position: position)
        }
        staged.add(id: id, to: event.stream, head: head, isNew: known == nil, in: &draft.delta)
    }

    /// The time that an entry bears: a log's clock never goes back. One before 1970 is wrong, and refused as such.
    private func stampedTime(_ log: Int) -> Int64 { time < 0 ? time : max(time, draft.logs[log].newestTime) }

    /// The entry's readers in their order, each with the log's previous entry addressed to it.
    private mutating func readers(of event: Proposal.Event, log: UInt32) throws -> [Reader] {
        let own = draft.logs[Int(log)].identity.party
        let names = event.readers.filter { $0 != own }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var readers: [Reader] = []
        readers.reserveCapacity(names.count)
        for name in names {
            let chain = ReaderChain(log: log, reader: name)
            let previous = try draft.delta.chains[chain] ?? heads.newest(chain)
            readers.append(Reader(party: name, previous: previous))
        }
        return readers
    }

    /// The heads of the streams that a decision read.
    private mutating func basis(
        of event: Proposal.Event, in transaction: borrowing WriteTransaction
    ) throws -> [Reference] {
        var newest: [StreamHead.Newest] = []
        for stream in Set(event.basis) where stream != event.stream {
            newest += try head(of: stream)?.newest ?? []
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

    private func checkCounts(_ event: Proposal.Event, readers: Int, after: Int, basis: Int) throws(LedgerError) {
        guard max(readers, after, basis) > EntryLimit.records else { return }
        throw LedgerError(
            .badProposal,
            "The event for \(event.stream.text) names \(readers) readers, \(after) entries before it and \(basis) heads; an entry holds \(EntryLimit.records) of each.",
            remedy: "Address fewer parties, or read fewer streams.")
    }

    private func tooLarge(_ event: Proposal.Event) -> LedgerError {
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
        var committed: [Committed] = []
        committed.reserveCapacity(staged.entries.count)
        var start = 0
        let records = staged.records
        for (index, entry) in staged.entries.enumerated() {
            let record = records.span.bytes.extracting(start..<entry.end)
            start = entry.end
            committed.append(
                Committed(
                    stream: proposal.events[index].stream, origin: origin, number: draft.logs[Int(log)].size,
                    position: draft.nextPosition, id: entry.id, version: entry.version, time: stamped,
                    wasPresent: false))
            let leaf = TreeHash.leaf(record.extracting(droppingFirst: LocalFields.size))
            try transaction.put(tables.entries, key: draft.nextPosition, value: record, append: true)
            draft.append(leaf: leaf, to: log)
        }
        draft.logs[Int(log)].newestTime = stamped
        draft.delta.entries += committed.count
        return committed
    }
}

/// A failure that gives up the whole commit, not one proposal.
struct BatchFailure: Error {
    let cause: any Error
}
