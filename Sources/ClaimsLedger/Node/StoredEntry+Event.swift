import Claims
import EntryFormat
import Ledger

extension RecordedEvent {
    /// An entry of this node as the rules see it.
    ///
    /// - Throws: `Refusal` `malformedParty` if the log's party is none that the rules know.
    init(_ entry: StoredEntry, pending: Bool) throws(Refusal) {
        self.init(
            reference: EntryReference(entry), party: try Party(entry.party), operatorName: entry.fields.operatorName,
            onBehalfOf: entry.fields.onBehalfOf, time: entry.fields.time, type: EventType(rawValue: entry.fields.type),
            payload: entry.fields.payload, pending: pending,
            audience: entry.fields.readers.compactMap { try? Party($0.party) },
            basis: entry.fields.basis.map { EntryReference($0) })
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
    func recordedEvents() throws(Refusal) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        events.reserveCapacity(entries.count)
        for (entry, standing) in ordered { events.append(try RecordedEvent(entry, pending: standing == .pending)) }
        return events
    }
}
