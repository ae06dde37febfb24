import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation

/// What the center's node does by itself, after each commit of own or mirrored entries: the node's own code.
extension Country {
    func planReaction(_ office: Office) {
        guard office.index == Founding.center, !office.willReact, office.incarnation == 1 || bug != .stopsReacting
        else { return }
        office.willReact = true
        plan(office, in: Int64(random.draw(1...3_000))) { [self] in react($0) }
    }

    private func react(_ office: Office) {
        office.willReact = false
        guard office.writer != nil else { return }
        must("The center's node does not react") {
            guard let reactions = try stepwise(office, "between reactions", { try $0.react() }) else { return }
            for failure in reactions.failures { fail("\(failure.stream) is not answered: \(failure.error)") }
            guard !reactions.recorded.isEmpty else { return }
            trace.note(now, "reacted", reactions.recorded.count)
            tally.add(.settlements, "reactions", reactions.recorded.count)
            if bug == .answersTwice { try repeated(reactions.recorded, office) }
            grown(office)
        }
    }

    /// The mistake of ``OfficeBug/answersTwice``.
    private func repeated(_ recorded: [Recorded], _ office: Office) throws {
        guard let node = office.writer, let log = office.ownLog(on: node) else { return }
        for answer in recorded {
            guard let entry = try node.ledger.entry(number: answer.number, in: log) else { continue }
            _ = try node.ledger.appendAndWait(
                LogProposal(
                    party: office.party,
                    events: [
                        .init(
                            stream: StreamName(answer.stream), type: entry.fields.type, payload: entry.fields.payload,
                            readers: Set(entry.fields.readers.map(\.party)))
                    ]))
        }
    }
}
