import Foundation
import Testing

@testable import FHIR

@Suite("Dates and instants are FHIR's")
struct InstantTests {
    @Test(
        "A date or an instant that exists is accepted.",
        arguments: [
            "2026", "0001", "9999", "2026-03", "2026-12-31", "2024-02-29", "2000-02-29", "2015-02-07T13:28:17Z",
            "2015-02-07T13:28:17+14:00", "2015-02-07T13:28:17-05:00", "2015-02-07T13:28:17.239+02:00",
            "2015-02-07T00:00:00.000000000Z", "2016-12-31T23:59:60Z", "2015-02-07T23:59:59-00:00",
        ])
    func accepts(_ text: String) {
        #expect(FHIRInstant(text, allowsTime: true) != nil)
        #expect((FHIRInstant(text, allowsTime: false) != nil) == !text.contains("T"))
    }

    @Test(
        "One that does not is refused.",
        arguments: [
            "", "0000", "26", "20260", "2026-", "2026-1", "2026-00", "2026-13", "2026-01-", "2026-01-00", "2026-01-32",
            "2026-02-29", "1900-02-29", "2026-04-31", "2026-01-01T", "2026-01-01T10:00Z", "2026-01-01T10:00:00",
            "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:61Z", "2026-01-01T10:00:00.Z",
            "2026-01-01T10:00:00+14:01", "2026-01-01T10:00:00+15:00", "2026-01-01T10:00:00+8:00",
            "2026-01-01 10:00:00Z",
            "2026-01-01T10:00:00+0800", "2026-01-01T10:00:00Zx", "2026-01-01t10:00:00Z", "2026-01-01T10:00:00z",
            " 2026",
            "2026 ", "2026/01/01", "-2026", "２０２６",
        ])
    func refuses(_ text: String) {
        #expect(FHIRInstant(text, allowsTime: true) == nil)
    }

    /// From 1589 on: before 1582 Foundation counts by the Julian calendar, ISO 8601 (and so FHIR) by the Gregorian.
    @Test("Seconds agree with Foundation's calendar on random instants.")
    func agreesWithFoundation() throws {
        var random = SeededGenerator(seed: 1970)
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<2_000 {
            let second = Int64.random(in: -12_000_000_000...250_000_000_000, using: &random)
            let text = Date(timeIntervalSince1970: Double(second)).formatted(style)
            #expect(FHIRInstant(text, allowsTime: true)?.earliest == second, "\(text)")
        }
    }

    @Test("A zone moves an instant; a date without one may mean any.")
    func appliesZones() throws {
        let utc = try #require(FHIRInstant("2026-03-01T00:30:00Z", allowsTime: true))
        let china = try #require(FHIRInstant("2026-03-01T08:30:00+08:00", allowsTime: true))
        let york = try #require(FHIRInstant("2026-02-28T19:30:00-05:00", allowsTime: true))
        #expect(utc.earliest == china.earliest)
        #expect(utc.earliest == york.earliest)
        let day = try #require(FHIRInstant("2026-03-01", allowsTime: true))
        #expect(day.latest - day.earliest == 86_399 + 26 * 3600)
        let month = try #require(FHIRInstant("2024-02", allowsTime: true))
        #expect(month.latest - month.earliest == 29 * 86_400 - 1 + 26 * 3600)
        let year = try #require(FHIRInstant("2025", allowsTime: true))
        #expect(year.latest - year.earliest == 365 * 86_400 - 1 + 26 * 3600)
    }
}
