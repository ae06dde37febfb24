import Claims
import EntryFormat
import Ledger
import TransparencyLog

/// Decisions that are made one after another and will be committed together: the streams that they read, as they were and as
/// these decisions change them.
///
/// What a decision appends is seen by the next one, before anything is committed. All of it is by one party.
struct Draft {
    private let node: Node
    private let actor: Party
    private let origin: String
    /// Whether the party's log goes on from another one.
    private let isContinuation: Bool
    /// The number that the party's next entry will have if nobody else writes meanwhile; only corrections within one batch
    /// name it.
    private var nextNumber: UInt64
    private var streams: [String: DraftStream] = [:]
    /// What will be appended.
    private(set) var events: [LogProposal.Event] = []
    /// Streams that the draft appends to.
    private var changed: Set<String> = []
    /// The persons to whom the draft gives a number.
    private var numbers: [PersonNumber: Set<String>] = [:]

    private struct DraftStream {
        let name: StreamName
        /// As the node held it when it was read.
        let held: FoldedStream
        /// Entries that the draft adds.
        var added: UInt64 = 0
        var events: [RecordedEvent]
        var fold: StreamFold

        var version: UInt64 { held.contents.version }
    }

    init(_ node: Node, by party: Party) throws {
        self.node = node
        actor = party
        guard let log = node.ledger.hosted(party.description) else {
            throw LedgerError(.unknownLog, "This node does not host \(party).", remedy: "Add it with init.")
        }
        origin = log.origin
        isContinuation = log.history.continues != nil
        nextNumber = try node.ledger.size(of: log)
    }

    /// For each stream that was read, how many entries the node then held.
    var expected: [StreamName: UInt64] {
        Dictionary(streams.values.map { ($0.name, $0.version) }, uniquingKeysWith: { $1 })
    }

    /// Whether anything will be appended.
    var hasChanges: Bool { !changed.isEmpty }

    /// Whether a decision read, or would read, what an earlier one of the same draft appends to.
    func hasChanged(anyOf names: some Sequence<String>) -> Bool { names.contains { changed.contains($0) } }

    /// The state of a stream, with what the draft adds.
    mutating func state(of stream: String) throws -> StreamState {
        try load(stream)
        return streams[stream]?.fold.state ?? StreamState()
    }

    /// How many entries of the stream there are, with those that the draft adds.
    mutating func version(of stream: String) throws -> UInt64 {
        try load(stream)
        return streams[stream].map { $0.version + $0.added } ?? 0
    }

    /// The own entry that stands in the log under an event id, with the version of the stream that it made.
    mutating func present(_ id: EventID, in stream: String) throws -> (entry: StoredEntry, version: UInt64)? {
        try load(stream)
        return streams[stream]?.held.entry(id, of: actor.description)
    }

    /// Reads the stream, once.
    private mutating func load(_ stream: String) throws {
        guard streams[stream] == nil else { return }
        let held = try node.folded(stream)
        streams[stream] = DraftStream(name: held.contents.name, held: held, events: held.events, fold: held.fold)
    }

    /// Decides one event and adds what follows from it.
    /// - Returns: the place of the event among the draft's `events`.
    /// - Throws: `Refusal`; the draft is then unchanged.
    @discardableResult
    mutating func decide(
        _ event: Event, in stream: String, by actor: Actor, id: EventID?, at time: Int64, context known: Context? = nil
    ) throws -> Int {
        try requireDocuments(of: event)
        let state = try state(of: stream)
        let context = try known ?? context(of: event, on: state)
        let proposal = try propose(event, on: state, context: context, by: actor, at: time)
        let basis = try proposal.reads.map { try StreamName($0) }
        let place = events.count
        for (index, item) in proposal.items.enumerated() {
            try load(item.stream)
            events.append(
                LogProposal.Event(
                    stream: try StreamName(item.stream), type: item.type.rawValue, payload: item.payload,
                    id: id.map { $0.derived(index) }, readers: Set(item.audience.map(\.description)), basis: basis,
                    operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf))
            extend(item, by: actor, at: time)
        }
        return place
    }

    /// What a decision reads now besides its own stream: also the streams that only the states of others, or an index, name.
    mutating func context(of event: Event, on state: StreamState) throws -> Context {
        var context = try Context(reading: event, on: state) { try self.state(of: $0) }
        context.found = try found(for: event, on: state)
        for name in context.found { context.streams[name] = try self.state(of: name) }
        context.next = EntryReference(origin: origin, number: nextNumber)
        context.isContinuation = isContinuation
        if case .received(let receipt)? = event.kind { context.held[receipt.entry] = try node.held(receipt.entry) }
        for cited in event.citedEntries { context.held[cited.entry] = try node.held(cited.entry) }
        if case .dispute? = state.subject { try takeDispute(event, on: state.stream, into: &context) }
        return context
    }

    /// What a dispute asks of the node: whose logs it writes, what it holds nothing of, and whether it knows the arbiter.
    private func takeDispute(_ event: Event, on stream: String, into context: inout Context) throws {
        // A log that goes on from another one has not what stood in that.
        let whole = node.ledger.logs.filter { $0.isHosted && $0.history.continues == nil }
        context.hosted = Set(whole.map(\.party))
        guard case .disputeOpened(let opening)? = event.kind else { return }
        context.absent = Set(try node.absent(opening.subjects).filter { !changed.contains($0) })
        if let arbiter = try? StreamAddress(stream).decider { context.strangers = try node.strangers(among: [arbiter]) }
    }

    /// What an index finds for a decision: audits and reviews of what it is about, the persons who have a number that it gives, and
    /// those that the draft adds, which no index knows yet.
    private func found(for event: Event, on state: StreamState) throws -> [String] {
        let persons = try havingNumbers(of: event, on: state)
        let subjects = searches(of: event, on: state)
        guard !subjects.isEmpty else { return persons.sorted() }
        var names = persons.union(try subjects.flatMap { try node.streams(about: $0) })
        for name in changed where SearchProjection.subjectKinds.contains(where: { name.hasPrefix("\($0.rawValue)/") }) {
            guard let stream = streams[name] else { continue }
            let links = SearchProjection.links(of: stream.fold.state)
            if links.contains(where: { $0.0 == SearchProjection.subject && subjects.contains($0.1) }) {
                names.insert(name)
            }
        }
        return names.sorted()
    }

    /// The other persons of the center who have, or had, a number that an event gives.
    private func havingNumbers(of event: Event, on state: StreamState) throws -> Set<String> {
        var names: Set<String> = []
        for number in numbersGiven(by: event, on: state) {
            names.formUnion(try node.streams(linkedBy: number.indexField, number.text, of: [.person]))
            names.formUnion(numbers[number] ?? [])
        }
        let register = "\(StreamKind.person.rawValue)/\(actor.code)/"
        return names.filter { $0.hasPrefix(register) && $0 != state.stream }
    }

    /// "A blob is durable before the entry that names it commits."
    private func requireDocuments(of event: Event) throws {
        for document in event.documents {
            guard let digest = Digest(hex: document.sha256), !node.ledger.blobs.holds(digest) else { continue }
            throw LedgerError(
                .blobDamaged,
                "The event names the document \(document.sha256) (\(document.title)), which this node does not hold.",
                remedy: "Store its file first: record … --attach FILE.")
        }
    }

    private mutating func extend(_ item: Claims.Proposal.Item, by actor: Actor, at time: Int64) {
        guard let address = try? StreamAddress(item.stream), var stream = streams.removeValue(forKey: item.stream)
        else { return }
        for number in numbersGiven(by: item.event, on: stream.fold.state) {
            numbers[number, default: []].insert(item.stream)
        }
        let isDecider = address.decider == actor.party
        var reference = EntryReference()
        reference.origin = origin
        reference.number = nextNumber
        nextNumber += 1
        let event = RecordedEvent(
            reference: reference, party: actor.party, operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf,
            time: time, event: item.event, pending: !isDecider, audience: item.audience)
        stream.added += 1
        stream.events.append(event)
        if isDecider, stream.events.contains(where: \.pending) {
            // A deciding entry covers all that its author holds: what was pending is so no more.
            stream.events = stream.events.map { $0.pending ? $0.covered() : $0 }
            stream.fold = StreamFold(address)
            for event in stream.events { stream.fold.append(event) }
        } else {
            stream.fold.append(event)
        }
        streams[item.stream] = stream
        changed.insert(item.stream)
    }
}

extension PersonNumber {
    /// The field of the search view under which it is found.
    fileprivate var indexField: String { kind == .card ? "card" : "resident" }
}

extension EventID {
    /// The id of the `index`-th event that follows from one request: the first has the request's own.
    func derived(_ index: Int) -> EventID {
        index == 0 ? self : EventID(words: (words.0, words.1 &+ UInt64(index).byteSwapped))
    }
}

extension RecordedEvent {
    /// The same entry, covered by a decision.
    func covered() -> RecordedEvent {
        guard let event = try? event() else { return self }
        return RecordedEvent(
            reference: reference, party: party, operatorName: operatorName, onBehalfOf: onBehalfOf, time: time,
            event: event, pending: false, audience: audience, basis: basis)
    }
}
