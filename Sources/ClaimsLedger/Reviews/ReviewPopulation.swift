import Claims
import EntryFormat
import Ledger

/// The population of a draw: the claims that a center had accepted on certain days, as its own log of a certain size tells it.
///
/// A stream is read up to the center's last entry in it below that size: what stands there in stream order is what that entry could
/// know. So whoever holds the logs comes to the same population, whatever was recorded or arrived since.
struct ReviewPopulation {
    let node: Node
    let center: Party
    /// The origin of the center's log.
    let origin: String
    /// Entries of the log that count.
    let size: UInt64

    /// The claims accepted from a day to a day, by the clocks of the entries that accepted them, by name.
    /// - Complexity: linear in the entries of the center's claims.
    func cases(from: CalendarDate, to: CalendarDate) throws -> [ReviewCase] {
        var cases: [ReviewCase] = []
        try each(from: from, to: to) { name, claim, state in
            cases.append(
                ReviewCase(stream: name, total: claim.submission.bill.total, group: try group(of: claim, in: state)))
        }
        return cases
    }

    /// The claims among them that were accepted behind an entry of the log, by name.
    /// - Complexity: as ``cases(from:to:)``.
    func accepted(behind number: UInt64, from: CalendarDate, to: CalendarDate) throws -> [String] {
        var names: [String] = []
        try each(from: from, to: to) { name, claim, _ in
            if claim.accepted.entry.number > number { names.append(name) }
        }
        return names
    }

    private func each(
        from: CalendarDate, to: CalendarDate, _ body: (String, ClaimState, StreamState) throws -> Void
    ) throws {
        var after: String?
        while true {
            let names = try node.ledger.streams(prefix: "claim/\(center.code)/", after: after, limit: 1_000)
            guard let last = names.last else { return }
            after = last.text
            for name in names {
                guard let state = try state(of: name.text), case .claim(let claim)? = state.subject, claim.hasAccepted,
                    (from...to).contains(claim.accepted.day)
                else { continue }
                try body(name.text, claim, state)
            }
        }
    }

    /// The state of a stream of this center as of the size; `nil` if the log then had no entry in it.
    private func state(of stream: String) throws -> StreamState? {
        let contents = try node.ledger.contents(of: StreamName(stream))
        let events = try contents.recordedEvents()
        guard
            let end = events.lastIndex(where: { $0.reference.origin == origin && $0.reference.number < size })
        else { return nil }
        return StreamFold.fold(try StreamAddress(stream), events[...end])
    }

    /// "The same hospital level and main diagnosis, or the same hospital where no diagnosis is recorded."
    private func group(of claim: ClaimState, in state: StreamState) throws -> String {
        let hospital = claim.submission.hospital
        let diagnosis = try diagnosis(of: claim, in: state)
        guard !diagnosis.isEmpty, let admitted = CalendarDate(claim.submission.admittedOn),
            case .institution(let register)? = try self.state(
                of: StreamAddress.institution(hospital, at: center.code))?.subject,
            let level = register.designation(on: admitted)?.level
        else { return "hospital \(hospital)" }
        return "level \(level), \(diagnosis)"
    }

    /// The diagnosis of the stay that the claim names, at discharge or else at admission, as far as the acceptance had read the
    /// hospital's stream: its basis says how far.
    private func diagnosis(of claim: ClaimState, in state: StreamState) throws -> String {
        guard !claim.submission.stay.isEmpty, let address = try? StreamAddress(claim.submission.stay),
            let acceptance = state.entries.first(where: { $0.act.entry == claim.accepted.entry })
        else { return "" }
        let contents = try node.ledger.contents(of: StreamName(claim.submission.stay))
        let read = acceptance.basis.filter { basis in
            contents.entries.contains { $0.origin == basis.origin && $0.number == basis.number }
        }
        let events = try contents.recordedEvents().filter { event in
            read.contains { $0.origin == event.reference.origin && event.reference.number <= $0.number }
        }
        guard case .stay(let stay)? = StreamFold.fold(address, events).subject else { return "" }
        return stay.discharge.diagnosis.isEmpty ? stay.admission.diagnosis : stay.discharge.diagnosis
    }
}
