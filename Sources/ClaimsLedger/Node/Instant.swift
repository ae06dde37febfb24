import Foundation

/// Instants as people read them: RFC 3339.
public enum Instant {
    /// Milliseconds since 1970 as `2018-08-25T03:04:05.678Z`.
    public static func text(_ milliseconds: Int64) -> String {
        guard (0...253_402_300_799_999).contains(milliseconds) else { return formatted(milliseconds) }
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        // Days since 0000-03-01, in eras of 400 years: a leap day is the last of its year then.
        let (era, day) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func add(_ number: Int64, _ digits: Int, _ end: Character) {
            var unit: Int64 = [1, 10, 100, 1_000][digits - 1]
            while unit > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
                unit /= 10
            }
            bytes.append(end.asciiValue ?? 0)
        }
        add(era * 400 + year + (month < 10 ? 0 : 1), 4, "-")
        add(month < 10 ? month + 3 : month - 9, 2, "-")
        add(dayOfYear - (153 * month + 2) / 5 + 1, 2, "T")
        add(rest / 3_600_000, 2, ":")
        add(rest / 60_000 % 60, 2, ":")
        add(rest / 1_000 % 60, 2, ".")
        add(rest % 1_000, 3, "Z")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As ``text(_:)``, of any time.
    static func formatted(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }

    /// Reads RFC 3339, with or without a fraction of a second, or a date, which stands for its end in Asia/Shanghai.
    public static func milliseconds(_ text: String) -> Int64? {
        for style in [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()] {
            if let date = try? style.parse(text) { return Int64((date.timeIntervalSince1970 * 1000).rounded()) }
        }
        guard text.utf8.count == 10, let day = try? Date.ISO8601FormatStyle().parse("\(text)T00:00:00+08:00") else {
            return nil
        }
        return Int64(day.timeIntervalSince1970 * 1000) + 86_400_000 - 1
    }
}
