import Claims
import SwiftProtobuf
import Testing

/// A node that hosts everybody: streams as lists of entries in stream order, each party with a log of its own.
struct Desk {
    var streams: [String: [RecordedEvent]] = [:]
    private var sizes: [Party: UInt64] = [:]
    var receipts: [Context.Receipt] = []
    /// What the node holds of entries that receipts name.
    var held: [EntryReference: Context.HeldEntry] = [:]
    /// Where the author's next entry will stand, if that is judged, and whether its log goes on from another one.
    var next: EntryReference?
    var isContinuation = false
    /// The arbiters that the node does not know, and the parties whose logs it writes.
    var strangers: [String: [String]] = [:]
    var hosted: Set<String> = []

    /// The catalogues in force, and how far logs are held.
    var catalogues: [CatalogueInForce] = []
    var reaches: [String: LogReach] = [:]

    static func origin(_ party: Party) -> String { "test.example/\(party.role.rawValue)-\(party.code)" }

    /// The state of a stream; entries of others behind the decider's last are pending.
    func state(_ name: String) throws -> StreamState {
        let address = try StreamAddress(name)
        return StreamFold.fold(address, Desk.marked(streams[name] ?? [], address))
    }

    static func marked(_ entries: [RecordedEvent], _ address: StreamAddress) -> [RecordedEvent] {
        let covered = entries.lastIndex { $0.party == address.decider } ?? -1
        return entries.enumerated().map { $0 > covered ? $1.copy(pending: $1.party != address.decider) : $1 }
    }

    func context(_ names: [String]) throws -> Context {
        var context = Context(try names.map { try state($0) }, receipts: receipts)
        for case .party(let party)? in context.streams.values.map(\.subject) { context.parties[party.party] = party }
        context.presences = context.streams.values.compactMap { Presence($0) }
        // As the index has it: what is settled directly states no unit.
        context.companions = context.presences.compactMap { presence in
            if presence.stream.hasPrefix("claim/") { return presence }
            guard presence.stream.hasPrefix("settlement/") else { return nil }
            guard case .person(let person)? = context[presence.person]?.subject else { return presence }
            return presence.insured(by: person.register.unit)
        }
        context.catalogues = catalogues
        context.reaches = reaches
        return context
    }

    func propose(_ event: Event, in stream: String, by actor: Actor, on day: String) throws -> Proposal {
        let state = try state(stream)
        var context = try Context(reading: event, on: state) { try self.state($0) }
        context.receipts = receipts
        context.held = held
        context.strangers = strangers
        context.hosted = hosted
        if case .disputeOpened(let opening)? = event.kind {
            context.absent = Set(opening.subjects.filter { streams[$0] == nil })
        }
        context.next = next
        context.isContinuation = isContinuation
        for cited in event.citedEntries { context.held[cited.entry] = holds(cited.entry) }
        let persons = try having(numbersGiven(by: event, on: state), besides: stream)
        for name in try Set(found(by: searches(of: event, on: state)) + persons).sorted() {
            context.streams[name] = try self.state(name)
            context.found.append(name)
        }
        return try Claims.propose(event, on: state, context: context, by: actor, at: instant(day))
    }

    /// What this node holds of an entry that is cited; each has the sample's hash.
    private func holds(_ reference: EntryReference) -> Context.HeldEntry? {
        for (name, entries) in streams {
            guard let entry = entries.first(where: { $0.reference == reference }) else { continue }
            return Context.HeldEntry(leafHash: Sample.hash, party: entry.party, type: entry.type, stream: name)
        }
        return nil
    }

    /// What an index would find: the audits and reviews of these subjects, by name.
    private func found(by subjects: [String]) throws -> [String] {
        guard !subjects.isEmpty else { return [] }
        return try streams.keys.sorted().filter { name in
            switch try state(name).subject {
            case .party(let party): party.logs.contains { subjects.contains($0.origin) }
            case .audit(let audit): subjects.contains(audit.order.subject)
            case .settlement(let settlement):
                subjects.contains(StreamAddress.invoice(settlement.request.bill.invoice, at: "210200"))
            case .review(let review): review.items.contains { subjects.contains($0.claim.claim) }
            default: false
            }
        }
    }

    /// The persons who have one of these numbers, by name, as an index would find them.
    private func having(_ numbers: [PersonNumber], besides own: String) throws -> [String] {
        guard !numbers.isEmpty else { return [] }
        return try streams.keys.sorted().filter { name in
            guard name != own, name.hasPrefix("person/"), case .person(let person)? = try state(name).subject else {
                return false
            }
            return numbers.contains(where: person.has)
        }
    }

    /// Proposes and appends.
    @discardableResult
    mutating func record(
        _ event: Event, in stream: String, by actor: Actor, on day: String
    ) throws -> EntryReference {
        let proposal = try propose(event, in: stream, by: actor, on: day)
        let basis = proposal.reads.flatMap { name in
            Dictionary((streams[name] ?? []).map { ($0.reference.origin, $0.reference) }) { $1 }.values
        }
        var first: EntryReference?
        for item in proposal.items {
            let reference = append(
                item.event, in: item.stream, by: actor, on: day, audience: item.audience, basis: basis)
            first = first ?? reference
        }
        return try #require(first)
    }

    /// Appends without asking, as a foreign node may have done.
    @discardableResult
    mutating func receive(
        _ event: Event, in stream: String, by actor: Actor, on day: String, audience: [Party]? = nil,
        at place: EntryReference? = nil
    ) -> EntryReference {
        append(event, in: stream, by: actor, on: day, audience: audience, basis: [], at: place)
    }

    private mutating func append(
        _ event: Event, in stream: String, by actor: Actor, on day: String, audience: [Party]?,
        basis: [EntryReference], at place: EntryReference? = nil
    ) -> EntryReference {
        let number = sizes[actor.party, default: 0]
        if place == nil { sizes[actor.party] = number + 1 }
        let reference = place ?? EntryReference(origin: Desk.origin(actor.party), number: number)
        streams[stream, default: []].append(
            RecordedEvent(
                reference: reference, party: actor.party, operatorName: actor.operatorName,
                onBehalfOf: actor.onBehalfOf, time: instant(day), event: event, audience: audience, basis: basis))
        return reference
    }

    /// All findings of a claim, with everything this node holds at hand.
    func findings(_ claim: String) throws -> [Finding] {
        Claims.findings(for: try state(claim), in: try context(Array(streams.keys)))
    }
}

/// Noon of a day in Asia/Shanghai.
func instant(_ day: String) -> Int64 { (CalendarDate(day)?.startOfDay ?? 0) + 43_200_000 }

extension RecordedEvent {
    func copy(pending: Bool) -> RecordedEvent {
        guard let event = try? event() else { return self }
        return RecordedEvent(
            reference: reference, party: party, operatorName: operatorName, onBehalfOf: onBehalfOf, time: time,
            event: event, pending: pending, audience: audience, basis: basis)
    }
}

extension Event {
    init(_ kind: Event.OneOf_Kind) {
        self.init()
        self.kind = kind
    }
}

/// The refusal that the body throws.
func refusal(_ body: () throws -> Void) -> Refusal? {
    do {
        try body()
        return nil
    } catch {
        return error as? Refusal
    }
}
