import Claims
import EntryFormat
import Ledger
import TransparencyLog

extension Node {
    /// The streams of a claim's person, of those merged into that person, and of whom they were merged into.
    func family(of claim: ClaimState) throws -> Set<String> {
        guard !claim.submission.person.isEmpty else { return [] }
        return Set(try persons(claim.submission.person))
    }

    /// What else was treated that the rules compare with a claim: the registers, claims and stays of its person under every number.
    ///
    /// - Complexity: linear in what is found.
    func treatments(like claim: ClaimState, of persons: Set<String>) throws -> Set<String> {
        var names = persons
        for person in persons {
            names.formUnion(try streams(linkedBy: "person", person).filter { $0.hasPrefix("claim/") })
            guard let row = try listRow(of: person), !row.residentID.isEmpty else { continue }
            names.formUnion(
                try streams(linkedBy: "resident", row.residentID).filter {
                    $0.hasPrefix("claim/") || $0.hasPrefix("stay/")
                })
        }
        return names
    }

    /// How many of those who came and went together are looked at: a greater group is found all the same.
    static let mostCompanions = 200

    /// Puts into the context who was in the claim's hospital, where its beds are known, who came and went with the person, and the
    /// catalogues in force.
    /// - Parameters:
    ///   - past: reads a stream as it was, or as it was known; nil for what this node holds now.
    ///   - presences: who was there, where the index does not know it.
    func takeTreatment(
        of state: StreamState, _ claim: ClaimState, into context: inout Context,
        past: ((String) throws -> StreamState)?, presences: [Presence]?
    ) throws {
        let submission = claim.submission
        guard let from = CalendarDate(submission.admittedOn) else { return }
        let center = try StreamAddress(state.stream).decider.code
        if !submission.bill.lines.isEmpty {
            context.catalogues = try catalogues(of: center, on: from, past: past)
        }
        guard let own = Presence(state) else { return }
        func then(_ now: [Presence]) throws -> [Presence] {
            try past.map { past in try now.compactMap { Presence(try past($0.stream)) } } ?? now
        }
        context.companions = Array(
            try
                (presences?.filter { $0.stream.hasPrefix("claim/") && $0.isTogether(with: own) }
                ?? then(companions(of: own))).prefix(Self.mostCompanions))
        guard let to = own.to, from < to,
            case .institution(let register)? = context[StreamAddress.institution(own.hospital, at: center)]?.subject,
            register.designations.contains(where: { $0.beds > 0 })
        else { return }
        context.presences = try presences ?? then(self.presences(in: own.hospital, from: from, to: to))
    }

    /// The claims of those who were in the same hospital from the same day to the same day, by name, as far as so many are looked at.
    func companions(of presence: Presence) throws -> [Presence] {
        let key = SearchProjection.presenceKey(like: presence)
        return try ledger.rows(
            of: SearchProjection.view, prefix: key + Array("claim/".utf8), limit: Self.mostCompanions
        )
        .compactMap { Presence($0) }.filter { $0.isTogether(with: presence) }
    }

    /// Who was in a hospital in a time, from the index, by stream. Of a time longer than five years the first five count.
    /// - Complexity: linear in the stays of the months.
    func presences(in hospital: String, from: CalendarDate, to: CalendarDate) throws -> [Presence] {
        try SearchProjection.presences(in: hospital, from: from, to: to) { prefix, last in
            try ledger.rows(of: SearchProjection.view, prefix: prefix, after: last)
        }
    }

    // MARK: How far a hospital's log is held

    /// Puts into the context how far the hospital's log is held, where no stay of it concerns the claim: it is asked only then.
    func takeReach(
        of claim: ClaimState, _ state: StreamState, into context: inout Context, asOf limit: StreamLimit
    ) throws {
        let submission = claim.submission
        guard submission.care.isStay, let center = try? StreamAddress(state.stream).decider,
            let role = InstitutionCode(submission.hospital)?.role,
            !context.streams.values.contains(where: { mayConcern(submission, stay: $0) })
        else { return }
        let party = "\(role.rawValue):\(submission.hospital)"
        context.reaches[party] = try reach(of: party, toward: center, asOf: limit)
    }

    /// How far this node holds what a party addressed to a center: all of a log that it hosts; of a mirrored one, where it hosts the
    /// center, what the center's receipts cover, and what stands under heads that witnesses cosigned.
    private func reach(of party: String, toward center: Party, asOf limit: StreamLimit) throws -> LogReach? {
        let isCenter = ledger.logs.contains { $0.isHosted && $0.party == center.description }
        var farthest: LogReach?
        func take(_ reach: LogReach?) {
            guard let reach, reach.day > farthest?.day ?? CalendarDate(instant: .min) else { return }
            farthest = reach
        }
        for log in ledger.logs where log.party == party {
            if log.isHosted {
                take(
                    try newestEntry(of: log, asOf: limit).map { entry in
                        LogReach(day: CalendarDate(instant: entry.fields.time), entry: EntryReference(entry))
                    })
                continue
            }
            guard isCenter else { continue }
            let receipt = try newestReceipts(of: log, by: center, asOf: limit)
            let covered = try receipt.flatMap { try ledger.entry(number: $0.covers.number, in: log) }
            if let receipt, let covered {
                take(
                    LogReach(
                        day: CalendarDate(instant: covered.fields.time), entry: receipt.covers, receipt: receipt.entry))
            }
            // When a head was cosigned is known for what is held now.
            guard limit == .now, let policy = try witnessPolicy() else { continue }
            let size = try ledger.tree(of: log).frontier.size
            let heads = try heads(of: log, around: size, by: policy, admittedParties()).filter { $0.size <= size }
            guard let newest = heads.filter({ $0.quorumAt != nil }).max(by: { $0.size < $1.size }),
                let time = newest.quorumAt
            else { continue }
            take(
                LogReach(
                    day: CalendarDate(instant: time), entry: receipt?.covers ?? EntryReference(),
                    receipt: receipt?.entry ?? EntryReference(), size: newest.size))
        }
        return farthest
    }

    private func newestReceipts(of log: LogIdentity, by reader: Party, asOf limit: StreamLimit) throws -> Context
        .Receipt?
    {
        for name in try receiptStreams(of: log, by: reader).reversed() {
            if let newest = try receipts(in: name, asOf: limit).last(where: { $0.covers.origin == log.origin }) {
                return newest
            }
        }
        return nil
    }

    /// The last entry of a hosted log that this node held then.
    /// - Complexity: logarithmic in the log's entries.
    private func newestEntry(of log: LogIdentity, asOf limit: StreamLimit) throws -> StoredEntry? {
        var low: UInt64 = 0
        var high = try ledger.tree(of: log).frontier.size
        var found: StoredEntry?
        if limit == .now { low = high > 0 ? high - 1 : 0 }
        while low < high {
            let middle = low + (high - low) / 2
            guard let entry = try ledger.entry(number: middle, in: log) else { return found }
            let isHeld =
                switch limit {
                case .now, .version: true
                case .first(let count): entry.position < count
                case .received(let time): entry.receivedAt <= time
                }
            if isHeld {
                found = entry
                low = middle + 1
            } else {
                high = middle
            }
        }
        return found
    }
}
