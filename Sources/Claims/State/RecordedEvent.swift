/// An entry as the rules see it: where it stands, who wrote it, and its event.
///
/// The payload is decoded when the fold reaches the entry, once.
public struct RecordedEvent: Sendable {
    public let reference: EntryReference
    /// The party whose log it stands in.
    public let party: Party
    public let operatorName: String
    /// Party or person for whom; empty for the own party.
    public let onBehalfOf: String
    /// The author's wall clock, in milliseconds since 1970-01-01T00:00:00Z.
    public let time: Int64
    public let type: EventType
    /// Whether no entry of the decider covers it yet.
    public let pending: Bool
    /// The parties that it is addressed to, without the author's own; `nil` if that is not to be judged.
    public let audience: [Party]?
    /// The heads of other streams that it had read.
    public let basis: [EntryReference]
    private let content: Content

    private enum Content: Sendable {
        case payload([UInt8])
        // An event is some hundred bytes long, and would be copied with each entry that has none.
        indirect case event(Event)
    }

    /// - Parameters:
    ///   - type: The type in the entry's header.
    ///   - payload: The entry's payload, as its author wrote it.
    public init(
        reference: EntryReference, party: Party, operatorName: String, onBehalfOf: String = "", time: Int64,
        type: EventType, payload: [UInt8], pending: Bool = false, audience: [Party]? = nil,
        basis: [EntryReference] = []
    ) {
        self.reference = reference
        self.party = party
        self.operatorName = operatorName
        self.onBehalfOf = onBehalfOf
        self.time = time
        self.type = type
        self.pending = pending
        self.audience = audience
        self.basis = basis
        content = .payload(payload)
    }

    /// An entry whose event is at hand.
    public init(
        reference: EntryReference, party: Party, operatorName: String, onBehalfOf: String = "", time: Int64,
        event: Event, pending: Bool = false, audience: [Party]? = nil, basis: [EntryReference] = []
    ) {
        self.reference = reference
        self.party = party
        self.operatorName = operatorName
        self.onBehalfOf = onBehalfOf
        self.time = time
        type = event.type ?? EventType(rawValue: 0)
        self.pending = pending
        self.audience = audience
        self.basis = basis
        content = .event(event)
    }

    /// Decodes the event.
    /// - Throws: ``Refusal/Rule/unknownEventType`` or ``Refusal/Rule/malformedEvent``.
    public func event() throws(Refusal) -> Event {
        switch content {
        case .payload(let bytes): return try Event(type: type, payload: bytes)
        case .event(let event):
            guard event.type != nil else { throw Refusal(.malformedEvent, "The event has no payload.") }
            return event
        }
    }

    var actor: Actor { Actor(party: party, operatorName: operatorName, onBehalfOf: onBehalfOf) }
}
