import Foundation

/// Instants as people read them: RFC 3339.
public enum Instant {
    /// Milliseconds since 1970 as `2018-08-25T03:04:05.678Z`.
    public static func text(_ milliseconds: Int64) -> String {
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
