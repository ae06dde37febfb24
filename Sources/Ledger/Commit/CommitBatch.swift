import EntryFormat
import LMDB
import TransparencyLog

/// One commit in the making: proposals are admitted one after another against what stands already, those before them in the
/// same commit included.
struct CommitBatch {
    let tables: LogStore.Tables
    let heads: Heads
    /// The wall clock of the commit, in milliseconds since 1970.
    let time: Int64
    var draft: CommitDraft
    var random: RandomWords
    private var record: [UInt8] = []

    init(tables: LogStore.Tables, heads: Heads, time: Int64, draft: CommitDraft) {
        self.tables = tables
        self.heads = heads
        self.time = time
        self.draft = draft
        random = RandomWords()
    }

    /// Admits a proposal and writes its entries into the transaction, or finds that it is there already.
    ///
    /// Everything that can be refused is refused before the first entry of the proposal is written.
    /// - Throws: `LedgerError` for a refusal of this proposal alone; `BatchFailure` where the whole commit has to be given up.
    mutating func admit(_ proposal: Proposal, in transaction: inout WriteTransaction) throws -> [Committed] {
        let log = try author(of: proposal)
        guard !proposal.events.isEmpty, proposal.events.count <= Proposal.maximumEvents else {
            throw LedgerError(
                .badProposal, "A proposal holds 1 to \(Proposal.maximumEvents) events, not \(proposal.events.count).",
                remedy: "Split it into several.")
        }
        if let present = try present(proposal, log: log, in: transaction) { return present }
        try checkExpected(proposal)
        var plan: [PlannedEntry] = []
        plan.reserveCapacity(proposal.events.count)
        for event in proposal.events { plan.append(try self.plan(event, of: proposal, log: log, in: transaction)) }
        var committed: [Committed] = []
        committed.reserveCapacity(plan.count)
        for entry in plan {
            do {
                committed.append(try write(entry, of: proposal, log: log, in: &transaction))
            } catch {
                throw BatchFailure(cause: error)
            }
        }
        return committed
    }

    private func author(of proposal: Proposal) throws(LedgerError) -> UInt32 {
        guard let state = draft.logs.first(where: { $0.identity.isHosted && $0.identity.party == proposal.party })
        else {
            let hosted = draft.logs.filter(\.identity.isHosted).map(\.identity.party)
            throw LedgerError(
                .unknownLog, "This node does not host the party \(proposal.party).",
                remedy: hosted.isEmpty
                    ? "Add it with init."
                    : "Act as one of \(hosted.joined(separator: ", ")), or add the party with init.")
        }
        return state.identity.local
    }

    private func head(of stream: StreamName) throws -> StreamHead? {
        if let head = draft.delta.streams[stream] { return head }
        return try heads.head(of: stream)
    }

    private func checkExpected(_ proposal: Proposal) throws {
        for (stream, expected) in proposal.expected {
            let actual = try head(of: stream)?.count ?? 0
            guard actual == expected else {
                throw LedgerError(
                    .stale,
                    "The stream \(stream.text) holds \(actual) entries, not \(expected) as expected; \(StaleRange(expected, actual)).",
                    remedy: "Read it again with show, then decide again.")
            }
        }
    }

    /// What an entry will need, checked to fit.
    private struct PlannedEntry {
        let event: Proposal.Event
        let readers: [String]
        let basis: [Reference]
    }

    private func plan(
        _ event: Proposal.Event, of proposal: Proposal, log: UInt32, in transaction: borrowing WriteTransaction
    ) throws -> PlannedEntry {
        let own = draft.logs[Int(log)].identity.party
        let readers = event.readers.filter { $0 != own }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var basis: [Reference] = []
        for stream in event.basis where stream != event.stream {
            guard let head = try head(of: stream) else { continue }
            for newest in head.newest { basis.append(try reference(to: newest, in: transaction)) }
        }
        basis.sort { ($0.origin, $0.number) < ($1.origin, $1.number) }
        let others = (try head(of: event.stream)?.newest ?? []).filter { $0.log != log }
        guard readers.count <= EntryLimit.records, basis.count <= EntryLimit.records, others.count <= EntryLimit.records
        else {
            throw LedgerError(
                .badProposal,
                "The event for \(event.stream.text) names \(readers.count) readers and \(basis.count) heads; an entry holds \(EntryLimit.records) of each.",
                remedy: "Address fewer parties, or read fewer streams.")
        }
        // The trial encoding finds whatever the format refuses, before anything is written.
        var trial: [UInt8] = []
        try encode(
            event, of: proposal, id: EventID(words: (0, 0)), salt: Salt(words: (0, 0)),
            readers: readers.map { Reader(party: $0, previous: nil) }, after: [], basis: basis, log: log, into: &trial)
        let afterBytes = others.reduce(0) { $0 + 41 + draft.logs[Int($1.log)].originBytes.count }
        guard trial.count + afterBytes <= EntryLimit.entryBytes else { throw tooLarge(event) }
        return PlannedEntry(event: event, readers: readers, basis: basis)
    }

    private func tooLarge(_ event: Proposal.Event) -> LedgerError {
        LedgerError(
            .tooLarge, "The event for \(event.stream.text) makes an entry of more than \(EntryLimit.entryBytes) bytes.",
            remedy: "Put large content into a blob and name the blob in the event.")
    }

    private func encode(
        _ event: Proposal.Event, of proposal: Proposal, id: EventID, salt: Salt, readers: [Reader], after: [Reference],
        basis: [Reference], log: UInt32, into record: inout [UInt8]
    ) throws {
        let origin = draft.logs[Int(log)].originBytes
        let stamped = max(time, draft.logs[Int(log)].newestTime)
        let stream = event.stream.text.utf8
        let operatorName = proposal.operatorName.utf8
        let onBehalfOf = proposal.onBehalfOf.utf8
        let payload = event.payload
        do throws(EntryError) {
            try EntryEncoder.encode(
                into: &record, type: event.type, time: stamped, id: id, salt: salt, origin: origin.span.bytes,
                stream: stream.span.bytes, operatorName: operatorName.span.bytes, onBehalfOf: onBehalfOf.span.bytes,
                readers: readers, after: after, basis: basis, payload: payload.span.bytes)
        } catch {
            throw error.code == .tooLong ? tooLarge(event) : error
        }
    }

    private mutating func write(
        _ planned: PlannedEntry, of proposal: Proposal, log: UInt32, in transaction: inout WriteTransaction
    ) throws -> Committed {
        let event = planned.event
        let known = try head(of: event.stream)
        var readers: [Reader] = []
        readers.reserveCapacity(planned.readers.count)
        let number = draft.logs[Int(log)].size
        for reader in planned.readers {
            let chain = ReaderChain(log: log, reader: reader)
            let previous = try draft.delta.chains[chain] ?? heads.newest(chain)
            readers.append(Reader(party: reader, previous: previous))
            draft.delta.chains[chain] = number
        }
        var after: [Reference] = []
        if let known, known.first.log != log || !known.others.isEmpty {
            for newest in known.newest where newest.log != log {
                after.append(try reference(to: newest, in: transaction))
            }
            after.sort { $0.origin < $1.origin }
        }
        let id = event.id ?? EventID(words: random.pair())
        let position = draft.nextPosition
        record.removeAll(keepingCapacity: true)
        record.append(contentsOf: repeatElement(0, count: LocalFields.size))
        try encode(
            event, of: proposal, id: id, salt: Salt(words: random.pair()), readers: readers, after: after,
            basis: planned.basis, log: log, into: &record)
        let leaf = TreeHash.leaf(record.span.bytes.extracting(droppingFirst: LocalFields.size))
        let fields = LocalFields(receivedAt: time, number: number, previous: known?.position, log: log)
        var mutable = record.mutableSpan
        var bytes = mutable.mutableBytes
        fields.write(into: &bytes)
        try transaction.put(tables.entries, key: position, value: record.span.bytes, append: true)
        draft.nextPosition += 1
        draft.append(leaf: leaf, at: position, to: log)
        let stamped = max(time, draft.logs[Int(log)].newestTime)
        draft.logs[Int(log)].newestTime = stamped
        var head =
            known
            ?? StreamHead(stream: draft.nextStream, count: 0, position: 0, first: .init(log: log, number: number))
        if known == nil { draft.nextStream += 1 }
        head.extend(log: log, number: number, position: position)
        draft.delta.streams[event.stream] = head
        draft.delta.entries += 1
        return Committed(
            stream: event.stream, origin: draft.logs[Int(log)].identity.origin, number: number, position: position,
            id: id,
            version: head.count, time: stamped, wasPresent: false)
    }

    /// The entry that a log has newest in a stream, with its leaf hash.
    private func reference(
        to newest: StreamHead.Newest, in transaction: borrowing WriteTransaction
    ) throws -> Reference {
        let state = draft.logs[Int(newest.log)]
        guard let leaf = try draft.leaf(log: newest.log, number: newest.number, tables, in: transaction) else {
            throw LedgerError(
                .damaged, "The log \(state.identity.origin) lacks the hash of its entry \(newest.number).",
                remedy: "Run verify; restore the node from a backup.")
        }
        return Reference(origin: state.identity.origin, number: newest.number, leaf: LeafHash(leaf))
    }
}

/// A failure that gives up the whole commit, not one proposal.
struct BatchFailure: Error {
    let cause: any Error
}

/// Says what came between an expected and an actual version.
struct StaleRange: CustomStringConvertible {
    let expected: UInt64
    let actual: UInt64

    init(_ expected: UInt64, _ actual: UInt64) {
        self.expected = expected
        self.actual = actual
    }

    var description: String {
        actual > expected
            ? "its entries \(expected + 1) to \(actual) came between" : "it never held that many on this node"
    }
}
