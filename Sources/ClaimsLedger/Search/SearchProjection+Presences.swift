import Claims
import Ledger

extension SearchProjection {
    /// The field under which a claim is found by its hospital and its first and last day.
    static let together = "together"
    /// The field under which who was in a hospital is found by hospital and month.
    private static let inHospital = "in"
    /// Of longer stays, and of those that go on, one row is kept for all months.
    private static let mostMonths = 24

    /// What claims of persons who came and went together have in common; nil for a claim that is for no stay.
    static func together(_ claim: ClaimSubmitted) -> String? {
        guard claim.care.isStay, !claim.hospital.isEmpty, !claim.admittedOn.isEmpty else { return nil }
        return "\(claim.hospital) \(claim.admittedOn) \(claim.dischargedOn)"
    }

    /// The invoices, `code-number`, that a hospital issued for a stay and took back.
    static func invoices(of stay: StayState) -> [String] {
        let bills = stay.bills.dropLast().map(\.bill) + stay.withdrawn.map(\.bill)
        let now = stay.bill.map(\.invoice.text)
        return Set(bills.map(\.invoice.text)).filter { $0 != now }.sorted()
    }

    /// One row for each month in which somebody was in hospital.
    static func presenceRows(of state: StreamState) -> [ViewRow] {
        guard let presence = Presence(state) else { return [] }
        return keys(presence.hospital, months(of: presence)).map { key in
            ViewRow(key: key + [0x1f] + Array(presence.stream.utf8), value: Array(presence.text.utf8))
        }
    }

    /// The beginnings of the keys of all who may have been in a hospital in a time.
    static func presenceKeys(in hospital: String, from: CalendarDate, to: CalendarDate) -> [[UInt8]] {
        keys(hospital, [always] + (Self.months(from: from, to: to, atMost: 60) ?? []))
            .map { $0 + [0x1f] }
    }

    private static let always = "always"

    private static func keys(_ hospital: String, _ months: [String]) -> [[UInt8]] {
        months.map { indexPrefix(inHospital, "\(hospital) \($0)") }
    }

    private static func months(of presence: Presence) -> [String] {
        presence.to.flatMap { months(from: presence.from, to: $0, atMost: mostMonths, orNone: true) } ?? [always]
    }

    /// The months of a time, as 2018-10; those behind the first so many are left out, or there are none.
    private static func months(
        from: CalendarDate, to: CalendarDate, atMost most: Int, orNone: Bool = false
    ) -> [String]? {
        let (first, last) = (from.parts, to.parts)
        let count = (last.year - first.year) * 12 + last.month - first.month + 1
        guard count > 0, !orNone || count <= most else { return nil }
        return (0..<min(count, most)).map { offset in
            let month = first.month - 1 + offset
            let number = month % 12 + 1
            return "\(first.year + month / 12)-\(number < 10 ? "0" : "")\(number)"
        }
    }
}

extension Invoice {
    /// Code and number, as the index has them.
    var text: String { "\(code)-\(number)" }
}

extension Presence {
    /// As a row of the index keeps it.
    fileprivate var text: String {
        [hospital, residentID, from.description, to?.description ?? "", entry.origin, String(entry.number)]
            .joined(separator: "\n")
    }

    init?(_ row: ViewRow) {
        let parts = String(decoding: row.value, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        guard let stream = SearchProjection.stream(ofIndexKey: row.key), parts.count == 6,
            let from = CalendarDate(parts[2]), let number = UInt64(parts[5])
        else { return nil }
        self.init(
            stream: stream, hospital: parts[0], residentID: parts[1], from: from, to: CalendarDate(parts[3]),
            entry: EntryReference(origin: parts[4], number: number))
    }
}
