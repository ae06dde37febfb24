import Claims
import EntryFormat
import Ledger

/// What was treated at a time that is past, as far as it concerned a claim.
struct PastTreatments {
    var names: Set<String> = []
    /// Of all who were in the claim's hospital at its time.
    var presences: [Presence] = []
}

/// The stays, claims, direct settlements and admissions as they were at an earlier moment, by what the rules look them up: the index of the node knows what is
/// now only, and what was corrected since may have concerned a claim before.
struct PastIndex {
    /// The kinds that it holds, in the order in which they are added.
    static let kinds: [StreamKind] = [.stay, .claim, .settlement, .admission]

    private var residents: [String: Set<String>] = [:]
    private var persons: [String: Set<String>] = [:]
    /// Of stays: the invoices that stand and those that were taken back; of claims, not of direct settlements: by center.
    private var invoices: [String: Set<String>] = [:]
    private var presences: [Presence] = []
    /// The places in `presences` of those who were in a hospital in a month; of longer stays than two years, and of those that go on,
    /// in no month.
    private var months: [String: [Int]] = [:]
    /// The parties that registrars had admitted.
    let parties: [String: PartyState]

    init(parties: [String: PartyState]) { self.parties = parties }

    /// Adds a stream as it was.
    mutating func add(_ state: StreamState) {
        if let presence = Presence(state) {
            let isLong = presence.to.map { $0 > presence.from.adding(months: 24) } ?? true
            for month in isLong ? [""] : Self.months(from: presence.from, to: presence.to ?? presence.from) {
                months["\(presence.hospital) \(month)", default: []].append(presences.count)
            }
            presences.append(presence)
        }
        let name = state.stream
        switch state.subject {
        case .stay(let stay) where stay.hasAdmission:
            residents[stay.admission.insured.residentID, default: []].insert(name)
            let own = stay.bill.map { [$0.invoice.text] } ?? []
            for invoice in own + SearchProjection.invoices(of: stay) {
                invoices["stay \(invoice)", default: []].insert(name)
            }
        case .claim(let claim) where claim.hasSubmission:
            residents[claim.submission.insured.residentID, default: []].insert(name)
            persons[claim.submission.person, default: []].insert(name)
            let center = name.split(separator: "/").dropFirst().first ?? ""
            invoices["\(center) \(claim.submission.bill.invoice.text)", default: []].insert(name)
        case .settlement:
            guard let claim = state.examinedClaim else { return }
            residents[claim.submission.insured.residentID, default: []].insert(name)
            persons[claim.submission.person, default: []].insert(name)
        default: break
        }
    }

    /// What concerned a claim.
    /// - Parameters:
    ///   - family: the streams of its person, with those merged into that person.
    ///   - center: the code of the claim's center.
    func treatments(like claim: ClaimState, of family: Set<String>, center: Substring) -> PastTreatments {
        let submission = claim.submission
        var past = PastTreatments()
        if let from = CalendarDate(submission.admittedOn), let to = CalendarDate(submission.dischargedOn) {
            past.presences = self.presences(in: submission.hospital, from: from, to: to)
        }
        past.names = residents[submission.insured.residentID] ?? []
        for key in ["stay \(submission.bill.invoice.text)", "\(center) \(submission.bill.invoice.text)"] {
            past.names.formUnion(invoices[key] ?? [])
        }
        for person in family { past.names.formUnion(persons[person] ?? []) }
        if submission.stay.hasPrefix("stay/") { past.names.insert(submission.stay) }
        return past
    }

    /// Who was in a hospital at a time, in the order in which they were added.
    private func presences(in hospital: String, from: CalendarDate, to: CalendarDate) -> [Presence] {
        // Of a time longer than five years the first five count, as in the index of now.
        let last = min(to, from.adding(months: 60))
        let places = (Self.months(from: from, to: last) + [""]).flatMap { months["\(hospital) \($0)"] ?? [] }
        return Set(places).sorted().map { presences[$0] }.filter { other in
            other.from <= to && other.to.map { from <= $0 } ?? true
        }
    }

    /// The months of a time, as `2018-6`.
    private static func months(from: CalendarDate, to: CalendarDate) -> [String] {
        var months: [String] = []
        var month = from.parts
        let last = to.parts
        while (month.year, month.month) <= (last.year, last.month) {
            months.append("\(month.year)-\(month.month)")
            month = month.month == 12 ? (month.year + 1, 1, 1) : (month.year, month.month + 1, 1)
        }
        return months
    }
}

extension PastIndex {
    /// Reads all stays, claims, direct settlements and admissions as they were.
    ///
    /// - Complexity: linear in their entries.
    init(_ node: Node, asOf limit: StreamLimit) throws {
        self.init(parties: try node.admittedParties(asOf: limit))
        for kind in Self.kinds {
            var after: String?
            while true {
                let names = try node.ledger.streams(prefix: "\(kind.rawValue)/", after: after, limit: 1_000)
                guard let last = names.last else { break }
                after = last.text
                for name in names where (try? StreamAddress(name.text)) != nil {
                    add(try node.state(of: name.text, asOf: limit))
                }
            }
        }
    }
}
