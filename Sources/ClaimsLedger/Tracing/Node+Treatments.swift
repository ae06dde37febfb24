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

    /// What else was treated that the rules compare with a claim: the registers, claims, direct settlements and stays of its person under
    /// every number.
    ///
    /// - Complexity: linear in what is found.
    func treatments(like claim: ClaimState, of persons: Set<String>) throws -> Set<String> {
        var names = persons
        for person in persons {
            names.formUnion(
                try streams(linkedBy: "person", person).filter {
                    $0.hasPrefix("claim/") || $0.hasPrefix("settlement/")
                })
            guard let row = try listRow(of: person), !row.residentID.isEmpty else { continue }
            names.formUnion(
                try streams(linkedBy: "resident", row.residentID).filter {
                    $0.hasPrefix("claim/") || $0.hasPrefix("settlement/") || $0.hasPrefix("stay/")
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
        let together =
            try presences?.filter { Self.saysWhoPaid($0.stream) && $0.isTogether(with: own) }
            ?? then(companions(of: own))
        context.companions = try together.prefix(Self.mostCompanions).map { try insured($0, past: past) }
        guard let to = own.to, from < to,
            case .institution(let register)? = context[StreamAddress.institution(own.hospital, at: center)]?.subject,
            register.designations.contains(where: { $0.beds > 0 })
        else { return }
        context.presences = try presences ?? then(self.presences(in: own.hospital, from: from, to: to))
    }

    /// Whether a stream is a claim or a direct settlement: what the others of a group are found by.
    private static func saysWhoPaid(_ stream: String) -> Bool {
        stream.hasPrefix("claim/") || stream.hasPrefix("settlement/")
    }

    /// The claims and direct settlements of those who were in the same hospital from the same day to the same day, by name, as far as so
    /// many are looked at. A direct settlement says of no unit.
    func companions(of presence: Presence) throws -> [Presence] {
        let key = SearchProjection.presenceKey(like: presence)
        var found: [Presence] = []
        for kind in ["claim/", "settlement/"] where found.count < Self.mostCompanions {
            let rows = try ledger.rows(
                of: SearchProjection.view, prefix: key + Array(kind.utf8), limit: Self.mostCompanions - found.count)
            found += rows.compactMap { Presence($0) }.filter { $0.isTogether(with: presence) }
        }
        return found
    }

    /// Somebody with the unit: as the claim states it; of a direct settlement, as the register has it.
    private func insured(_ presence: Presence, past: ((String) throws -> StreamState)?) throws -> Presence {
        guard presence.stream.hasPrefix("settlement/") else { return presence }
        guard let past else { return presence.insured(by: try listRow(of: presence.person)?.unit ?? "") }
        guard case .person(let person)? = try past(presence.person).subject else { return presence }
        return presence.insured(by: person.register.unit)
    }

    /// Who was in a hospital in a time, from the index, by stream. Of a time longer than five years the first five count.
    /// - Complexity: linear in the stays of the months.
    func presences(in hospital: String, from: CalendarDate, to: CalendarDate) throws -> [Presence] {
        try SearchProjection.presences(in: hospital, from: from, to: to) { prefix, last in
            try ledger.rows(of: SearchProjection.view, prefix: prefix, after: last)
        }
    }

    // MARK: How far a hospital's log is held

    /// Puts into the context how far the hospital's log is held, where no stay of it concerns the claim, or the one that is named is not
    /// there: it is asked only then.
    func takeReach(
        of claim: ClaimState, _ state: StreamState, into context: inout Context, asOf limit: StreamLimit
    ) throws {
        let submission = claim.submission
        guard submission.care.isStay, let center = try? StreamAddress(state.stream).decider,
            let role = InstitutionCode(submission.hospital)?.role
        else { return }
        var isThere = context.streams.values.contains { mayConcern(submission, stay: $0) }
        if isThere, !submission.stay.isEmpty {
            isThere = if case .stay(let stay)? = context[submission.stay]?.subject { stay.hasAdmission } else { false }
        }
        guard !isThere else { return }
        let party = "\(role.rawValue):\(submission.hospital)"
        context.reaches[party] =
            if case .settlement? = state.subject {
                try reach(ofLog: claim.submitted.entry.origin, toward: center, asOf: limit)
            } else {
                try reach(of: party, toward: center, asOf: limit)
            }
    }

    /// How far this node holds what a log addressed to a center; nil where that is not known, or not known of a further log of the same party.
    ///
    /// It goes by hosted logs and the center's receipts alone: a head that is cosigned may be here before the entries under it.
    func reach(ofLog origin: String, toward center: Party, asOf limit: StreamLimit = .now) throws -> LogReach? {
        guard let party = ledger.log(origin: origin)?.party else { return nil }
        var own: LogReach?
        for log in ledger.logs where log.party == party {
            guard let reach = try heldReach(of: log, toward: center, asOf: limit) else { return nil }
            if log.origin == origin { own = reach }
        }
        return own
    }

    /// How far this node holds what a log addressed to a center: all of one that it hosts; of a mirrored one, where it hosts the center, what
    /// the center's receipts cover.
    private func heldReach(of log: LogIdentity, toward center: Party, asOf limit: StreamLimit) throws -> LogReach? {
        if log.isHosted {
            return try newestEntry(of: log, asOf: limit).map { entry in
                LogReach(day: CalendarDate(instant: entry.fields.time), entry: EntryReference(entry))
            }
        }
        guard ledger.logs.contains(where: { $0.isHosted && $0.party == center.description }),
            let receipt = try newestReceipts(of: log, by: center, asOf: limit),
            let covered = try ledger.entry(number: receipt.covers.number, in: log)
        else { return nil }
        return LogReach(
            day: CalendarDate(instant: covered.fields.time), entry: receipt.covers, receipt: receipt.entry)
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
            let covered = try heldReach(of: log, toward: center, asOf: limit)
            take(covered)
            // When a head was cosigned is known for what is held now.
            guard !log.isHosted, isCenter, limit == .now, let policy = try witnessPolicy() else { continue }
            let size = try ledger.tree(of: log).frontier.size
            let heads = try heads(of: log, around: size, by: policy, admittedParties()).filter { $0.size <= size }
            guard let newest = heads.filter({ $0.quorumAt != nil }).max(by: { $0.size < $1.size }),
                let time = newest.quorumAt
            else { continue }
            take(
                LogReach(
                    day: CalendarDate(instant: time), entry: covered?.entry ?? EntryReference(),
                    receipt: covered?.receipt ?? EntryReference(), size: newest.size))
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
