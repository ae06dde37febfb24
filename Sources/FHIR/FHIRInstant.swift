/// A FHIR `date` or `dateTime`: a year, a month, a day, or an instant with its zone.
///
/// Source: HL7 FHIR R4 (4.0.1), data types, `date` and `dateTime`.
struct FHIRInstant {
    /// The first and the last second, counted from 1970-01-01T00:00:00Z, that the text can mean. A text without a zone
    /// can mean any from UTC+14 to UTC-12.
    let earliest: Int64
    let latest: Int64

    /// - Parameters:
    ///   - text: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or, if `allowsTime`, `YYYY-MM-DDThh:mm:ss[.s…](Z|±hh:mm)`.
    /// - Returns: nil if the text has another form or names a day or a time that does not exist.
    init?(_ text: String, allowsTime: Bool) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), year >= 1 else { return nil }
        var from = (month: 1, day: 1)
        var to = (month: 12, day: 31)
        var time: (second: Int64, offset: Int64)?
        if scanner.take("-") {
            guard let month = scanner.number(2), (1...12).contains(month) else { return nil }
            let length = Self.days(inMonth: month, of: year)
            from.month = month
            to = (month, length)
            if scanner.take("-") {
                guard let day = scanner.number(2), (1...length).contains(day) else { return nil }
                from.day = day
                to.day = day
                if allowsTime, scanner.take("T") {
                    time = scanner.time()
                    guard time != nil else { return nil }
                }
            }
        }
        guard scanner.isAtEnd else { return nil }
        let first = 86_400 * Self.dayNumber(year, from.month, from.day)
        if let time {
            earliest = first + time.second - time.offset
            latest = earliest
        } else {
            earliest = first - 14 * 3600
            latest = 86_400 * (Self.dayNumber(year, to.month, to.day) + 1) - 1 + 12 * 3600
        }
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March, so that a leap day comes
    /// last.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return Int64(365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468)
    }
}

/// Reads fixed numbers of digits from the front of a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ length: Int) -> Int? {
        let digits = rest.prefix(length)
        guard digits.count == length, digits.allSatisfy(\.isDecimalDigit) else { return nil }
        rest = rest.dropFirst(length)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `hh:mm:ss[.s…](Z|±hh:mm)`: the second of the day and the zone's offset in seconds. Second 60 is a leap second.
    mutating func time() -> (second: Int64, offset: Int64)? {
        guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60, take(":"),
            let second = number(2), second <= 60
        else { return nil }
        if take(".") {
            guard number(1) != nil else { return nil }
            while number(1) != nil {}
        }
        let ofDay = Int64(hour * 3600 + minute * 60 + second)
        if take("Z") { return (ofDay, 0) }
        let isEast = take("+")
        guard isEast || take("-"), let zoneHour = number(2), take(":"), let zoneMinute = number(2), zoneMinute < 60,
            zoneHour < 14 || zoneHour == 14 && zoneMinute == 0
        else { return nil }
        let offset = Int64(zoneHour * 3600 + zoneMinute * 60)
        return (ofDay, isEast ? offset : -offset)
    }
}
