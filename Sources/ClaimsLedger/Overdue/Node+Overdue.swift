public import Claims
import Ledger

/// What is over, or soon will be.
public struct OverdueQuery: Sendable {
    /// Which streams, by kind; every kind that has deadlines if empty.
    public var kinds: [StreamKind] = []
    /// The day that counts as today.
    public var day: CalendarDate
    /// Also what is over within so many days after it.
    public var within = 0
    /// Further conditions on the streams; its kind, limit and place in pages do not count.
    public var conditions = ListQuery(kind: "")
    /// Rows at most.
    public var limit = 50

    public init(on day: CalendarDate) { self.day = day }
}

/// Something whose last day is over, or comes soon.
public struct OverdueRow: Sendable, Codable {
    public let row: ListRow
    /// `filing-ends`, `unit-month`, `returned-claim`, `objection`, `audit`, `review`, `dispute-notice`, `dispute-statement`,
    /// `dispute-ruling`, `dispute-appeal`, `inquiry` or `consequence`.
    public let kind: String
    public let text: Trace.Text
    /// The last day on which it is in time, as `2018-11-11`.
    public let lastDay: String
    /// Calendar days since then; zero or below while it is not over.
    public let daysOver: Int
    /// Of a filing: the stays and admissions that go on.
    public let because: [String]
}

/// What is over on a day, the longest first.
public struct OverduePage: Sendable, Codable {
    public let on: String
    public let rows: [OverdueRow]
    /// How many there are in all.
    public let total: Int
}

extension Node {
    /// What is over on a day: filings under which somebody is still treated, stays whose unit has not claimed in its month, returned
    /// claims, objections, audits, reviews and the steps of disputes past their day.
    ///
    /// The day follows from the entries and the settings of procedure in force (`Deadline`, in the module `Claims`).
    /// - Throws: `LedgerError`.
    /// - Complexity: linear in what is waited for and in the stays that ended; it reads the index, and of the log the settings, and
    ///   the filings of those who are treated without one.
    public func overdue(_ query: OverdueQuery) throws -> OverduePage {
        var rows: [OverdueRow] = []
        var settings = Settings(node: self)
        let persons = try query.conditions.person.map { try self.persons($0) } ?? []
        for kind in Waiting.Kind.allCases where query.kinds.isEmpty || query.kinds.contains(kind.streamKind) {
            for found in try ledger.rows(of: SearchProjection.view, prefix: SearchProjection.waitingPrefix(kind)) {
                guard let waiting = Waiting(text: String(decoding: found.value, as: UTF8.self)),
                    let deadline = try settings.deadline(of: waiting),
                    deadline.daysOver(on: query.day) >= (query.within > 0 ? -query.within : 1),
                    let stream = Self.stream(ofWaitingKey: found.key), var row = try listRow(of: stream)
                else { continue }
                if kind == .unitMonth { try takeRegister(into: &row) }
                guard matches(row, query.conditions, persons: persons) else { continue }
                let because = try ongoing(kind, row, on: query.day)
                guard kind != .filingEnds || !because.isEmpty, try kind != .unitMonth || !isClaimed(row) else {
                    continue
                }
                let words = waiting.words
                rows.append(
                    OverdueRow(
                        row: row, kind: kind.rawValue, text: .init(zh: words.zh, en: words.en),
                        lastDay: deadline.lastDay.description, daysOver: deadline.daysOver(on: query.day),
                        because: because))
            }
        }
        rows.sort { ($1.daysOver, $0.row.stream, $0.text.en) < ($0.daysOver, $1.row.stream, $1.text.en) }
        return OverduePage(
            on: query.day.description, rows: Array(rows.prefix(max(1, query.limit))), total: rows.count)
    }

    /// The settings of each center and arbiter, read once.
    private struct Settings {
        let node: Node
        private var states: [String: StreamState?] = [:]

        init(node: Node) { self.node = node }

        mutating func deadline(of waiting: Waiting) throws -> Deadline? {
            let name =
                waiting.kind.streamKind == .dispute
                ? StreamAddress.procedure(ofArbiter: waiting.center) : StreamAddress.procedure(of: waiting.center)
            if states[name] == nil {
                let isName = (try? StreamAddress(name)) != nil
                states[name] = .some(try isName ? node.state(of: name) : nil)
            }
            return waiting.deadline(by: states[name] ?? nil)
        }
    }

    private static func stream(ofWaitingKey key: [UInt8]) -> String? {
        guard let mark = key.lastIndex(of: 0x1f), let first = key.dropFirst(2).firstIndex(of: UInt8(ascii: "/")),
            first < mark
        else { return nil }
        return String(decoding: key[(first + 1)..<mark], as: UTF8.self)
    }

    /// The stays and declared admissions of a filing's person that go on, where no other filing is in force for them.
    private func ongoing(_ kind: Waiting.Kind, _ row: ListRow, on day: CalendarDate) throws -> [String] {
        guard kind == .filingEnds, !row.residentID.isEmpty else { return [] }
        let rows = try listRows(of: streams(underIndexKey: SearchProjection.indexKey("resident", row.residentID)))
            .filter { $0.residentID == row.residentID }
        let going = rows.filter { other in
            other.date <= day.description
                && (other.kind == "stay" && other.status == "admitted"
                    || other.kind == "admission" && other.status == "declared")
        }
        guard !going.isEmpty else { return [] }
        for other in rows where other.kind == "filing" && other.stream != row.stream && other.status == "recorded" {
            if case .filing(let filing)? = try state(of: other.stream).subject, filing.terms(on: day) != nil {
                return []
            }
        }
        return going.map(\.stream)
    }

    /// A stay knows its person by resident ID; the register, where this node holds it, knows the person's stream and unit.
    private func takeRegister(into stay: inout ListRow) throws {
        guard stay.unit.isEmpty, !stay.residentID.isEmpty else { return }
        let key = SearchProjection.indexKey("resident", stay.residentID)
        let registers = try streams(underIndexKey: key).filter { $0.hasPrefix("person/") }
        // Several may be entered by mistake; then nobody's unit is guessed.
        guard registers.count == 1, let person = try listRows(of: registers).first else { return }
        stay.person = person.person
        stay.unit = person.unit
    }

    /// Whether a claim is about the stay: it names the stay, or its invoice, or is of the same person's discharge from that hospital
    /// on that day.
    private func isClaimed(_ stay: ListRow) throws -> Bool {
        let named = try streams(underIndexKey: SearchProjection.indexKey("about", stay.stream))
        if named.contains(where: { $0.hasPrefix("claim/") }) { return true }
        if !stay.invoice.isEmpty {
            let invoiced = try streams(underIndexKey: SearchProjection.indexKey("invoice", stay.invoice))
            if invoiced.contains(where: { $0.hasPrefix("claim/") }) { return true }
        }
        guard !stay.residentID.isEmpty else { return false }
        let person = try streams(underIndexKey: SearchProjection.indexKey("resident", stay.residentID))
        return try listRows(of: person.filter { $0.hasPrefix("claim/") }).contains { claim in
            claim.date == stay.ended && claim.institutions.contains { stay.institutions.contains($0) }
        }
    }
}

extension Waiting.Kind {
    /// The kind of stream that waits so.
    public var streamKind: StreamKind {
        switch self {
        case .filingEnds: .filing
        case .unitMonth: .stay
        case .returnedClaim, .objection: .claim
        case .audit: .audit
        case .review: .review
        case .disputeNotice, .disputeStatement, .disputeRuling, .disputeAppeal, .inquiry, .consequence: .dispute
        }
    }
}
