/// A day of business: a date of the Gregorian calendar as people in Asia/Shanghai write it.
///
/// An instant becomes a date by the fixed offset of eight hours; there was no summer time there after 1991.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before.
    public let dayNumber: Int

    init(dayNumber: Int) { self.dayNumber = dayNumber }

    /// - Returns: `nil` where the calendar has no such day, or the year is not in 1800…9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1800...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.days(inMonth: month, of: year)
        else { return nil }
        dayNumber = CalendarDate.dayNumber(year, month, day)
    }

    /// Reads the one canonical form, `2018-08-25`.
    public init?(_ text: String) {
        var digits: (Int, Int, Int) = (0, 0, 0)
        var position = 0
        for byte in text.utf8 {
            if position == 4 || position == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                let digit = Int(byte - UInt8(ascii: "0"))
                switch position {
                case 0..<4: digits.0 = digits.0 * 10 + digit
                case 5..<7: digits.1 = digits.1 * 10 + digit
                case 8..<10: digits.2 = digits.2 * 10 + digit
                default: return nil
                }
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: digits.0, month: digits.1, day: digits.2)
    }

    /// The date in Asia/Shanghai at an instant.
    /// - Parameter instant: Milliseconds since 1970-01-01T00:00:00Z, at most the year 9999.
    public init(instant: Int64) {
        let bounded = min(max(instant, -5_364_662_400_000), 253_402_200_000_000)
        let (days, rest) = (bounded + 28_800_000).quotientAndRemainder(dividingBy: 86_400_000)
        dayNumber = Int(rest < 0 ? days - 1 : days)
    }

    /// The instant at which this date begins in Asia/Shanghai, in milliseconds since 1970-01-01T00:00:00Z.
    public var startOfDay: Int64 { Int64(dayNumber) * 86_400_000 - 28_800_000 }

    /// Year, month and day.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    public var parts: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// `2018-08-25`.
    public var description: String {
        let (year, month, day) = parts
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }

    public static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.dayNumber < b.dayNumber }

    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`, for years above zero.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate {
    /// The same day so many months later, or the month's last day if it is shorter: 11 October + 1 = 11 November,
    /// 31 January + 1 = 28 or 29 February.
    /// - Parameter months: At most 1,200 either way.
    public func adding(months: Int) -> CalendarDate {
        let (year, month, day) = parts
        let count = year * 12 + month - 1 + min(max(months, -1_200), 1_200)
        let newYear = min(max(count / 12, 1800), 9999)
        let newMonth = count % 12 + 1
        let last = CalendarDate.days(inMonth: newMonth, of: newYear)
        return CalendarDate(dayNumber: CalendarDate.dayNumber(newYear, newMonth, min(day, last)))
    }

    /// So many days later.
    public func adding(days: Int) -> CalendarDate { CalendarDate(dayNumber: dayNumber + days) }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    public var weekday: Int {
        // 1970-01-01 was a Thursday.
        let shifted = (dayNumber + 3) % 7
        return (shifted < 0 ? shifted + 7 : shifted) + 1
    }

    /// Whether the day lies in a period as events state it: a first day, and a last one or the empty text for no end.
    func lies(from: String, to: String) -> Bool {
        guard let from = CalendarDate(from), from <= self else { return false }
        guard let to = CalendarDate(to) else { return true }
        return self <= to
    }
}

extension Int {
    /// As so many days in words: `1 day`, `30 days`.
    var inDays: String { self == 1 ? "1 day" : "\(self) days" }
}
