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
        Presence(state).map { [presenceRow($0)] } ?? []
    }

    static func presenceRow(_ presence: Presence) -> ViewRow {
        ViewRow(
            key: indexKey(inHospital, days(of: presence), of: presence.stream), value: Array(presence.text.utf8))
    }

    /// The beginning of the keys of all who were in the hospital on the same first and last day.
    static func presenceKey(like presence: Presence) -> [UInt8] { indexKey(inHospital, days(of: presence)) }

    /// Where the keys begin of all who may have been in a hospital in a time, and behind which of them; of a time longer than five
    /// years the first five.
    private static func presenceKeys(
        in hospital: String, from: CalendarDate, to: CalendarDate
    ) -> [(prefix: [UInt8], after: [UInt8]?)] {
        let first = from.adding(days: -mostDays)
        let last = min(to, from.adding(months: 60)).parts
        var month = first.parts
        var keys: [(prefix: [UInt8], after: [UInt8]?)] = [(indexPrefix(inHospital, "\(hospital) always"), nil)]
        while (month.year, month.month) <= (last.year, last.month) {
            let text = "\(hospital) \(month.year)-\(month.month < 10 ? "0" : "")\(month.month)"
            // Nobody who came before the first day, for no more than the longest time, is still there.
            keys.append(
                (indexPrefix(inHospital, text), keys.count == 1 ? indexPrefix(inHospital, "\(hospital) \(first)") : nil)
            )
            month = month.month == 12 ? (month.year + 1, 1, 1) : (month.year, month.month + 1, 1)
        }
        return keys
    }

    /// Whether the key of a row says that its stay was over by a day: most rows of the months are, and are not read further.
    /// - Complexity: constant but for the search of the stream's name, which ends the key.
    private static func isOver(_ key: [UInt8], by day: [UInt8]) -> Bool {
        guard let mark = key.lastIndex(of: 0x1f), mark >= 22, day.count == 10 else { return false }
        // Two days end it, but for a stay that goes on: that has the first one alone.
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard key[mark - 11] == UInt8(ascii: " "), digits.contains(key[mark - 12]), digits.contains(key[mark - 10])
        else { return false }
        let last = key[(mark - 10)..<mark]
        return !day.lexicographicallyPrecedes(last)
    }

    /// Who was in a hospital in a time, by stream.
    /// - Parameter rows: the rows whose keys begin so, in their order, those behind a key where there is one.
    /// - Complexity: linear in the stays of the months; most of them are told by their keys.
    static func presences(
        in hospital: String, from: CalendarDate, to: CalendarDate,
        rows: (_ prefix: [UInt8], _ last: [UInt8]?) throws -> [ViewRow]
    ) rethrows -> [Presence] {
        var found: [String: Presence] = [:]
        let day = Array(from.description.utf8)
        for (prefix, after) in presenceKeys(in: hospital, from: from, to: to) {
            for row in try rows(prefix, after) where !isOver(row.key, by: day) {
                guard let presence = Presence(row), presence.hospital == hospital, presence.from < to,
                    presence.to.map({ from < $0 }) ?? true
                else { continue }
                found[presence.stream] = presence
            }
        }
        return found.values.sorted { $0.stream < $1.stream }
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
        guard let stream = SearchProjection.stream(ofIndexKey: row.key) else { return nil }
        let bytes = row.value
        var parts: [Range<Int>] = []
        parts.reserveCapacity(9)
        var start = 0
        while parts.count < 8, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            parts.append(start..<end)
            start = end + 1
        }
        guard parts.count == 8 else { return nil }
        parts.append(start..<bytes.count)
        func text(_ part: Int) -> String { String(decoding: bytes[parts[part]], as: UTF8.self) }
        guard let from = CalendarDate(text(2)), let number = UInt64(text(5)) else { return nil }
        self.init(
            stream: stream, hospital: text(0), residentID: text(1), from: from, to: CalendarDate(text(3)),
            entry: EntryReference(origin: text(4), number: number), unit: text(6), person: text(7), agent: text(8))
    }
}
