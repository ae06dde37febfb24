import Claims
import ClaimsLedger
import Foundation

/// Instants as the offices read them: the clock of Asia/Shanghai, eight hours ahead the whole year.
enum LocalTime {
    /// `2019-01-15 10:02:33` for an RFC 3339 instant; the text itself if it is none.
    static func text(_ instant: String) -> String {
        guard let milliseconds = Instant.milliseconds(instant) else { return instant }
        return text(milliseconds: milliseconds)
    }

    /// The day by this machine's clock.
    static var today: CalendarDate { CalendarDate(instant: Int64(Date().timeIntervalSince1970 * 1_000)) }

    static func text(milliseconds: Int64) -> String {
        let shifted = Date(timeIntervalSince1970: Double(milliseconds / 1000 + 8 * 3600))
        return shifted.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
            .replacingOccurrences(of: "T", with: " ").prefix(19).description
    }
}
