public import Claims
import EntryFormat
public import Ledger

extension Node {
    /// What a party had acknowledged of a stream and of those that are about one case with it, as far as this node holds the party's own
    /// entries: they name what it held, and so do its receipts.
    ///
    /// Read are the party's entries in the stream itself, in the streams that the rules compare with it, and its receipts of the logs
    /// that have entries there; what it names elsewhere only is not found.
    /// - Parameter limit: only what this node held then.
    /// - Throws: `Refusal` where the party is none, or the stream's name of no known kind; `LedgerError` `damaged`.
    public func acknowledgement(
        of party: String, about stream: String, asOf limit: StreamLimit = .now
    ) throws -> Acknowledgement {
        let reader = try Party(party)
        _ = try StreamAddress(stream)
        var acknowledgement = Acknowledgement(of: reader.description)
        var origins: Set<String> = []
        let state = try state(of: stream, asOf: limit)
        var names = Set(try findingContext(of: state, asOf: limit).streams.keys)
        names.formUnion(try streams(about: stream))
        names.formUnion(try streams(linkedBy: "about", stream))
        names.formUnion(try streams(linkedBy: "person", stream))
        for name in names.union([stream]) where (try? StreamAddress(name)) != nil {
            let contents = try ledger.contents(of: StreamName(name), asOf: limit)
            for entry in contents.entries {
                origins.insert(entry.origin)
                acknowledgement.insert(Acknowledgement.Entry(entry))
            }
        }
        for log in ledger.logs where origins.contains(log.origin) && log.party != party {
            if let newest = try newestReceipt(of: log, by: reader, asOf: limit) { acknowledgement.acknowledge(newest) }
        }
        return acknowledgement
    }

    /// The state of a stream as a party knew it: the fold over those of its entries that the party had acknowledged, in the order that
    /// they have among themselves.
    /// - Throws: as ``state(of:asOf:)``.
    public func state(
        of stream: String, asOf limit: StreamLimit = .now, knownBy known: Acknowledgement
    ) throws -> StreamState {
        let contents = try ledger.contents(of: StreamName(stream), asOf: limit)
        return StreamFold.fold(try StreamAddress(stream), try contents.recordedEvents(knownBy: known))
    }

    /// The entries of a stream that this node holds and the party had not acknowledged, in order of arrival, each with how it stands.
    public func unknownEntries(
        of stream: String, asOf limit: StreamLimit = .now, to known: Acknowledgement
    ) throws -> [UnknownEntry] {
        try ledger.contents(of: StreamName(stream), asOf: limit).entries.compactMap { entry in
            let standing = known.standing(of: Acknowledgement.Entry(entry))
            guard !standing.isKnown else { return nil }
            return UnknownEntry(
                entry: Trace.Entry(entry.reference), stream: stream,
                type: EventType(rawValue: entry.fields.type).description,
                party: entry.party, isAddressed: standing == .notAcknowledged)
        }
    }
}

/// An entry that this node holds and a party had not acknowledged.
public struct UnknownEntry: Sendable, Codable, Equatable {
    public let entry: Trace.Entry
    public let stream: String
    public let type: String
    /// Whose entry it is, `role:code`.
    public let party: String
    /// Whether it is addressed to the party, which then has not said that it holds it.
    public let isAddressed: Bool
}

extension Acknowledgement.Entry {
    init(_ entry: StoredEntry) {
        var holds = (entry.fields.after + entry.fields.basis).map { EntryReference($0) }
        let type = EventType(rawValue: entry.fields.type)
        if type == .received || EventType.citing.contains(type),
            let event = try? Event(type: type, payload: entry.fields.payload)
        {
            if case .received(let receipt)? = event.kind { holds.append(receipt.entry) }
            // Whoever cites an entry says that it is held.
            holds += event.citedEntries.map(\.entry)
        }
        self.init(
            reference: EntryReference(entry), party: entry.party, readers: entry.fields.readers.map(\.party),
            holds: holds)
    }
}

extension EventType {
    /// The types of events that cite entries.
    fileprivate static let citing: Set<EventType> = [
        .disputeOpened, .statementFiled, .inquiryAnswered, .disputeSettled, .appealDecided, .consequenceCarriedOut,
    ]
}

extension StreamContents {
    /// Those entries that a party had acknowledged, in the order that they have among themselves.
    func known(by acknowledgement: Acknowledgement) -> StreamContents {
        keeping { acknowledgement.standing(of: Acknowledgement.Entry($0)).isKnown }
    }

    /// The entries that a party had acknowledged, as the rules see them: what none of the decisions among them covers is pending.
    func recordedEvents(knownBy known: Acknowledgement) throws(Refusal) -> [RecordedEvent] {
        try self.known(by: known).recordedEvents()
    }

    /// As ``ordered``, of those entries that a party had acknowledged.
    func ordered(knownBy known: Acknowledgement?) -> [(entry: StoredEntry, standing: StreamPlace.Standing)] {
        guard let known else { return ordered }
        return self.known(by: known).ordered
    }
}
