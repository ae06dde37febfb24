/// The states of other streams that a rule reads, as the author holds them.
public struct Context: Sendable {
    /// By stream name. A stream that the author does not hold is absent, or has no entries.
    public var streams: [String: StreamState]
    /// Receipts that the author's node knows of; findings use them.
    public var receipts: [Receipt]
    /// The streams among them that an index found (``searches(of:on:)``, ``numbersGiven(by:on:)``), ascending: an entry's `basis` names
    /// their heads too.
    public var found: [String]
    /// What the policies of adjudications give for their claims, by the claims' streams; findings use them.
    public var repricings: [String: Repricing] = [:]
    /// Of entries that a receipt names, or that are cited in a dispute: what the author's node holds of them.
    public var held: [EntryReference: HeldEntry] = [:]
    /// Parties whose logs the author's node writes, `role:code`, where a dispute asks: what they decide it holds wholly.
    public var hosted: Set<String> = []
    /// Streams that a dispute is about, and of which the author's node holds no entry.
    public var absent: Set<String> = []
    /// The arbiter of a dispute, `role:code`, where the author's node does not know it: the parties of the same code that it knows.
    public var strangers: [String: [String]] = [:]
    /// Where the author's next entry will stand; absent: that is not judged.
    public var next: EntryReference?
    /// Whether the log in which it will stand goes on from another one.
    public var isContinuation = false
    /// The parties that registrars admitted, by `role:code`; findings use them.
    public var parties: [String: PartyState] = [:]
    /// Who was in the hospital of a claim during its days, as far as the author's node holds it; findings use them.
    public var presences: [Presence] = []
    /// The claims of those who came to the hospital and left it on the claim's days; findings use them.
    public var companions: [Presence] = []
    /// The catalogues of the claim's center in force on the first day of its treatment, by name; findings use them.
    public var catalogues: [CatalogueInForce] = []
    /// How far the author's node holds what a hospital addressed to it, by `role:code`; findings use them.
    public var reaches: [String: LogReach] = [:]

    public init(streams: [String: StreamState] = [:], receipts: [Receipt] = [], found: [String] = []) {
        self.streams = streams
        self.receipts = receipts
        self.found = found
    }

    /// A context of these states.
    public init(_ states: [StreamState], receipts: [Receipt] = [], found: [String] = []) {
        self.init(streams: Dictionary(states.map { ($0.stream, $0) }) { $1 }, receipts: receipts, found: found)
    }

    /// An entry that the node holds: its leaf hash in hex, the party in whose log it stands, what it is and where.
    public struct HeldEntry: Hashable, Sendable {
        public let leafHash: String
        public let party: Party
        public let type: EventType
        public let stream: String

        public init(leafHash: String, party: Party, type: EventType, stream: String) {
            self.leafHash = leafHash
            self.party = party
            self.type = type
            self.stream = stream
        }
    }

    /// A `Received` entry: its author held, when writing it, what it covers.
    public struct Receipt: Hashable, Sendable {
        /// The entry that is the receipt, in its author's log.
        public let entry: EntryReference
        /// The last entry that it covers.
        public let covers: EntryReference

        public init(entry: EntryReference, covers: EntryReference) {
            self.entry = entry
            self.covers = covers
        }
    }

    /// The state of a stream; `nil` if the author holds no entry of it.
    public subscript(stream: String) -> StreamState? {
        guard let state = streams[stream], !state.entries.isEmpty else { return nil }
        return state
    }

    func person(_ stream: String) -> PersonState? {
        guard case .person(let state)? = self[stream]?.subject, state.hasRegister else { return nil }
        return state
    }

    /// The streams that stand for a person: its own, the one that it was merged into, and so on.
    func standing(for person: String?) -> [String] {
        var chain: [String] = []
        var next = person ?? ""
        while !next.isEmpty, !chain.contains(next) {
            chain.append(next)
            next = self.person(next)?.mergedInto ?? ""
        }
        return chain
    }

    /// Whether a form of one stream is about the person of another: the same, or a duplicate that was merged into it.
    /// "What was, counts for the other too."
    func isSamePerson(_ form: String, as person: String) -> Bool { standing(for: form).contains(person) }

    /// Whether two streams are of one person: one stream stands for both.
    func isOnePerson(_ first: String, _ second: String) -> Bool {
        !Set(standing(for: first)).isDisjoint(with: standing(for: second))
    }

    func institution(_ stream: String) -> InstitutionState? {
        guard case .institution(let state)? = self[stream]?.subject else { return nil }
        return state
    }

    func filing(_ stream: String) -> FilingState? {
        guard case .filing(let state)? = self[stream]?.subject, state.hasApplication else { return nil }
        return state
    }

    func claim(_ stream: String) -> ClaimState? {
        guard case .claim(let state)? = self[stream]?.subject, state.hasSubmission else { return nil }
        return state
    }

    func invoice(_ stream: String) -> InvoiceState? {
        guard case .invoice(let state)? = self[stream]?.subject else { return nil }
        return state
    }

    func policy(_ stream: String) -> PolicyState? {
        guard case .policy(let state)? = self[stream]?.subject else { return nil }
        return state
    }

    func item(_ stream: String) -> ItemState? {
        guard case .item(let state)? = self[stream]?.subject, state.hasApplication else { return nil }
        return state
    }

    func procedure(of center: String, on day: CalendarDate?) -> Procedure {
        guard let day else { return Procedure() }
        return Procedure(self[StreamAddress.procedure(of: center)], on: day)
    }
}

extension Context {
    /// All that ``propose(_:on:context:by:at:)`` reads for an event.
    /// - Parameters:
    ///   - event: The event that is to be proposed.
    ///   - state: The state of its stream.
    ///   - load: The state of a stream as the author holds it; without entries if nothing of it is held.
    public init(
        reading event: Event, on state: StreamState, from load: (String) throws -> StreamState
    ) rethrows {
        self.init()
        while true {
            let missing = reads(of: event, on: state, in: self).filter { streams[$0] == nil }
            guard !missing.isEmpty else { return }
            for name in missing { streams[name] = try load(name) }
        }
    }
}

/// The streams that ``propose(_:on:context:by:at:)`` reads besides the event's own, ascending.
///
/// The caller puts their states into the ``Context``, as far as the author holds them, and lets the writer check that none
/// of their heads has moved; the entry names these heads as its `basis`.
/// - Parameters:
///   - event: The event that is to be proposed.
///   - state: The state of its stream.
///   - context: The states that were read already: some names stand in other streams. ``Context/init(reading:on:from:)``
///     asks until nothing is left to read.
public func reads(of event: Event, on state: StreamState, in context: Context = Context()) -> [String] {
    guard let address = try? StreamAddress(state.stream) else { return [] }
    let center = address.decider.code
    var names: Set<String> = []

    func readHospitals(_ codes: [String]) {
        names.formUnion(codes.map { StreamAddress.institution($0, at: center) })
    }
    func readClaim(_ claim: ClaimSubmitted) {
        names.formUnion([
            claim.person, claim.filing, claim.specificItem, claim.stay,
            StreamAddress.institution(claim.hospital, at: center),
            StreamAddress.invoice(claim.bill.invoice, at: center), StreamAddress.procedure(of: center),
        ])
        // Whoever stands for the person may have died, or have a locked card.
        names.formUnion(context.standing(for: claim.person))
        // The form may be of a duplicate that was merged into the person.
        names.formUnion(context.standing(for: context.filing(claim.filing)?.application.person))
        names.formUnion(context.standing(for: context.item(claim.specificItem)?.application.person))
    }

    switch (event.kind, state.subject) {
    case (.applicationSubmitted(let application)?, _):
        names.formUnion([application.person, StreamAddress.procedure(of: center)])
        readHospitals(application.hospitals)
    case (.recordFiled?, .filing(let filing)?):
        names.formUnion([filing.application.person, StreamAddress.procedure(of: center)])
        readHospitals(filing.application.hospitals)
    case (.filingAmended(let amendment)?, .filing(let filing)?):
        names.formUnion([filing.application.person, StreamAddress.procedure(of: center)])
        readHospitals(amendment.hospitals.isEmpty ? filing.namedHospitals : amendment.hospitals)
    case (.claimSubmitted(let claim)?, _): readClaim(claim)
    case (.claimAccepted?, .claim(let claim)?): readClaim(claim.submission)
    case (.claimAdjudicated(let event)?, .claim(let claim)?):
        readClaim(claim.submission)
        names.insert(event.policy)
    case (.claimApproved?, .claim(let claim)?): readClaim(claim.submission)
    case (.invoiceClaimed(let event)?, _): names.insert(event.claim)
    default: names.formUnion(event.readsCare(on: state, at: center, in: context))
    }
    // Names that are empty or malformed are refused by `propose`; a reader need not look for them.
    return names.filter { $0 != state.stream && (try? StreamAddress($0)) != nil }.sorted()
}
