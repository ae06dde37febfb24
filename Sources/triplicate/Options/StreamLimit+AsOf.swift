import Claims
import ClaimsLedger
import Ledger

extension StreamLimit {
    /// Reads `--as-of`: nothing, a count of entries, or a time.
    /// - Throws: ``Misuse`` for anything else, and for a time that no calendar or clock has.
    init(asOf text: String?) throws(Misuse) {
        guard let text else {
            self = .now
            return
        }
        if let count = UInt64(text) {
            self = .version(count)
        } else if let time = Self.endOfTime(text) {
            self = .received(by: time)
        } else {
            throw Misuse(
                "“\(text)” is neither a time that there is nor a number of entries.",
                remedy: "Write 2026-11-30T09:00:00+08:00, 2026-11-30, or 12.")
        }
    }

    /// Reads `--as-of` where all streams are meant: a count is of this node's entries.
    init(ofNode text: String?) throws(Misuse) {
        let limit = try StreamLimit(asOf: text)
        if case .version(let count) = limit { self = .first(count) } else { self = limit }
    }

    /// The last millisecond, since 1970, that the text stands for: of the day for a date, of the second for a time without a fraction.
    private static func endOfTime(_ text: String) -> Int64? {
        let date = String(text.prefix(10))
        guard let day = CalendarDate(date) else { return nil }
        if text.utf8.count == 10 { return day.startOfDay + 86_399_999 }
        guard
            let match = text.dropFirst(10).wholeMatch(
                of:
                    /[T ]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?<fraction>\.[0-9]+)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?/
            )
        else { return nil }
        // Without a zone it is the clock of Asia/Shanghai, as `show` prints it.
        let clock = "\(match.output.1):\(match.output.2):\(match.output.3)"
        let fraction = match.output.fraction.map { String($0.prefix(4)) } ?? ".999"
        let padded = fraction + String(repeating: "0", count: 4 - fraction.count)
        return Instant.milliseconds("\(date)T\(clock)\(padded)\(match.output.zone ?? "+08:00")")
    }
}
