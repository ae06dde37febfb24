import Claims
import Ledger

extension SearchProjection {
    /// The field under which who was in a hospital is found by hospital, first day and last day.
    private static let inHospital = "in"
    /// Longer stays, and those that go on, stand together: each of them concerns many months.
    private static let mostDays = 92

    /// The invoices, `code-number`, that a hospital issued for a stay and took back.
    static func invoices(of stay: StayState) -> [String] {
        let bills = stay.bills.dropLast().map(\.bill) + stay.withdrawn.map(\.bill)
        let now = stay.bill.map(\.invoice.text)
        return Set(bills.map(\.invoice.text)).filter { $0 != now }.sorted()
    }

    static func presenceRows(of state: StreamState) -> [ViewRow] {
        guard let presence = Presence(state) else { return [] }
        let key = indexKey(inHospital, days(of: presence), of: presence.stream)
        return [ViewRow(key: key, value: Array(presence.text.utf8))]
    }

    /// The beginning of the keys of all who were in the hospital on the same first and last day.
    static func presenceKey(like presence: Presence) -> [UInt8] { indexKey(inHospital, days(of: presence)) }

    /// The beginnings of the keys of all who may have been in a hospital in a time; of a time longer than five years the first five.
    static func presenceKeys(in hospital: String, from: CalendarDate, to: CalendarDate) -> [[UInt8]] {
        let first = from.adding(days: -mostDays)
        let last = min(to, from.adding(months: 60)).parts
        var month = first.parts
        var keys = [indexPrefix(inHospital, "\(hospital) always")]
        while (month.year, month.month) <= (last.year, last.month) {
            keys.append(
                indexPrefix(inHospital, "\(hospital) \(month.year)-\(month.month < 10 ? "0" : "")\(month.month)"))
            month = month.month == 12 ? (month.year + 1, 1, 1) : (month.year, month.month + 1, 1)
        }
        return keys
    }

    private static func days(of presence: Presence) -> String {
        guard let to = presence.to, to.dayNumber - presence.from.dayNumber <= mostDays else {
            return "\(presence.hospital) always \(presence.from) \(presence.to?.description ?? "")"
        }
        return "\(presence.hospital) \(presence.from) \(to)"
    }
}

extension Invoice {
    /// Code and number, as the index has them.
    var text: String { "\(code)-\(number)" }
}

extension Presence {
    /// As a row of the index keeps it; what somebody typed stands last.
    fileprivate var text: String {
        [
            hospital, residentID, from.description, to?.description ?? "", entry.origin, String(entry.number), unit,
            person, agent,
        ].joined(separator: "\n")
    }

    init?(_ row: ViewRow) {
        let parts = String(decoding: row.value, as: UTF8.self)
            .split(separator: "\n", maxSplits: 8, omittingEmptySubsequences: false).map(String.init)
        guard let stream = SearchProjection.stream(ofIndexKey: row.key), parts.count == 9,
            let from = CalendarDate(parts[2]), let number = UInt64(parts[5])
        else { return nil }
        self.init(
            stream: stream, hospital: parts[0], residentID: parts[1], from: from, to: CalendarDate(parts[3]),
            entry: EntryReference(origin: parts[4], number: number), unit: parts[6], person: parts[7], agent: parts[8])
    }
}
