import Claims
import EntryFormat
import Ledger

extension RecordedEvent {
    /// An entry of this node as the rules see it.
    ///
    /// - Throws: `Refusal` `malformedParty` if the log's party is none that the rules know.
    init(_ entry: StoredEntry, pending: Bool) throws(Refusal) {
        var parties = Parties()
        try self.init(entry, pending: pending, &parties)
    }

    fileprivate init(_ entry: StoredEntry, pending: Bool, _ parties: inout Parties) throws(Refusal) {
        self.init(
            reference: EntryReference(entry), party: try parties.author(entry), operatorName: entry.fields.operatorName,
            onBehalfOf: entry.fields.onBehalfOf, time: entry.fields.time, type: EventType(rawValue: entry.fields.type),
            payload: entry.fields.payload, pending: pending, audience: parties.audience(entry),
            basis: entry.fields.basis.isEmpty ? [] : entry.fields.basis.map { EntryReference($0) })
    }
}

/// The parties of an entry; those of the entry before are not parsed again where they are the same.
private struct Parties {
    private var author: (text: String, party: Party)?
    private var readers: [String] = []
    private var audience: [Party] = []

    mutating func author(_ entry: StoredEntry) throws(Refusal) -> Party {
        if let author, author.text == entry.party { return author.party }
        let party = try Party(entry.party)
        author = (entry.party, party)
        return party
    }

    mutating func audience(_ entry: StoredEntry) -> [Party] {
        let names = entry.fields.readers
        let isSame = names.count == readers.count && names.indices.allSatisfy { names[$0].party == readers[$0] }
        if !isSame {
            readers = names.map(\.party)
            audience = readers.compactMap { try? Party($0) }
        }
        return audience
    }
}

extension EntryReference {
    init(_ entry: StoredEntry) {
        self.init()
        origin = entry.origin
        number = entry.number
    }

    init(_ reference: Reference) {
        self.init()
        origin = reference.origin
        number = reference.number
    }
}

extension StreamContents {
    /// The entries as the rules see them, in the stream's order.
    func recordedEvents() throws(Refusal) -> [RecordedEvent] { try recordedEvents(in: sequence) }

    /// The entries of an order over them.
    func recordedEvents(in sequence: StreamSequence) throws(Refusal) -> [RecordedEvent] {
        try recordedEvents(in: sequence.places[...])
    }

    /// The entries of some places in their order.
    func recordedEvents(in places: ArraySlice<StreamPlace>) throws(Refusal) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        events.reserveCapacity(places.count)
        var parties = Parties()
        for place in places {
            let pending = place.standing == .pending
            events.append(try RecordedEvent(entries[Int(place.entry.handle)], pending: pending, &parties))
        }
        return events
    }
}
