import Testing

@testable import ClaimsLedger

@Suite("Instants")
struct InstantTests {
    @Test(
        "An instant is written in UTC to the millisecond.",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_535_166_245_678, "2018-08-25T03:04:05.678Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func texts(_ milliseconds: Int64, _ text: String) {
        #expect(Instant.text(milliseconds) == text)
        #expect(Instant.milliseconds(text) == milliseconds)
    }

    @Test("Every day from 1970 to 2110 is the one that the system's calendar gives.")
    func calendar() {
        for day in Int64(0)..<51_134 {
            // A whole second: the system's own text has it from a fraction of seconds, and may miss a millisecond.
            let milliseconds = day * 86_400_000 + day % 86_400 * 1_000
            #expect(Instant.text(milliseconds) == Instant.formatted(milliseconds))
        }
    }
}
