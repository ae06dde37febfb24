import Claims
import EntryFormat
public import Ledger

extension Node {
    /// The disputes that name a stream among those that they are about, as far as they are held here, by name.
    ///
    /// - Parameter limit: as this node held them then.
    /// - Throws: `LedgerError` `damaged`.
    /// - Complexity: linear in the entries of those that the index finds.
    public func disputes(about stream: String, asOf limit: StreamLimit = .now) throws -> [ListRow] {
        try streams(linkedBy: "about", stream).filter { $0.hasPrefix("\(StreamKind.dispute.rawValue)/") }.sorted()
            .compactMap { name in
                guard let row = ListRow(try state(of: name, asOf: limit)), row.about.contains(stream) else {
                    return nil
                }
                return row
            }
    }

    /// Since when each party of a dispute says that it holds each entry of it, and each entry that it cites.
    ///
    /// - Parameters:
    ///   - state: the dispute, as the trace sees it.
    ///   - related: the streams that it is about; entries of the parties there say what they hold too.
    func knowledge(
        of dispute: DisputeState, in state: StreamState, _ related: [StreamState], asOf limit: StreamLimit
    ) throws -> [Trace.Dispute.Knowledge] {
        let shown = Set(state.entries.map(\.act.entry))
        var held: [StoredEntry] = []
        for name in [state.stream] + related.map(\.stream) {
            held += try ledger.contents(of: StreamName(name), asOf: limit).entries
        }
        let cited = Set(dispute.cited.map(\.entry))
        let entries = held.filter { shown.contains(EntryReference($0)) || cited.contains(EntryReference($0)) }
            .sorted { $0.position < $1.position }
        let parties = try dispute.parties(in: state.stream).map { name in
            let own = held.filter { $0.party == name }.sorted { $0.number < $1.number }
            return (party: try Party(name), own: own.map { (entry: $0, holds: Acknowledgement.Entry($0).holds) })
        }
        return try entries.map { entry in
            Trace.Dispute.Knowledge(
                entry: Trace.Entry(entry.reference),
                parties: try parties.map { party, own in
                    try acknowledged(entry, by: party, among: own, asOf: limit)
                })
        }
    }

    private func acknowledged(
        _ entry: StoredEntry, by party: Party, among own: [(entry: StoredEntry, holds: [EntryReference])],
        asOf limit: StreamLimit
    ) throws -> Trace.Dispute.Knowledge.Holder {
        typealias Holder = Trace.Dispute.Knowledge.Holder
        let name = party.description
        if entry.party == name {
            return Holder(party: name, standing: "own", by: nil, since: Instant.text(entry.fields.time))
        }
        let isAddressed = entry.fields.readers.contains { $0.party == name }
        var first = own.first { _, holds in
            holds.contains { held in
                held.origin == entry.origin
                    && (isAddressed ? held.number >= entry.number : held.number == entry.number)
            }
        }?.entry
        if isAddressed, let log = ledger.log(origin: entry.origin),
            let receipt = try firstReceipt(covering: entry.number, of: log, by: party, asOf: limit),
            let own = ledger.log(origin: receipt.entry.origin),
            let received = try ledger.entry(number: receipt.entry.number, in: own),
            first.map({ received.number < $0.number || received.origin != $0.origin }) ?? true
        {
            first = received
        }
        guard let first else {
            return Holder(
                party: name, standing: isAddressed ? "notAcknowledged" : "notAddressed", by: nil, since: nil)
        }
        return Holder(
            party: name, standing: "acknowledged", by: Trace.Entry(first.reference),
            since: Instant.text(first.fields.time))
    }
}

extension DisputeState {
    /// Every entry that the dispute cites: by the opening, the statements, the answers, the rulings and what was carried out.
    var cited: [CitedEntry] {
        let said = opening.cited + statements.flatMap(\.statement.cited) + inquiries.flatMap(\.answer.cited)
        return said + citedByRulings + carriedOut.map(\.report.entry)
    }

    /// Claimant, respondent, whom the opening names besides, and the arbiter, each `role:code`.
    func parties(in stream: String) throws -> [String] {
        let arbiter = try StreamAddress(stream).decider.description
        return [opening.claimant, opening.respondent] + opening.others + [arbiter]
    }
}
