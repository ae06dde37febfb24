import Foundation
import Testing

@testable import FHIR

@Suite("Amounts are rounded half up from the printed decimal")
struct AmountTests {
    @Test(
        "A printed decimal becomes the right number of minor units.",
        arguments: [
            ("112.42000000000002", 2, 11242, false), ("28.104000000000003", 2, 2810, false), ("0", 2, 0, true),
            ("0.005", 2, 1, false), ("0.0049999999999999999999999999", 2, 0, false), ("0.015", 2, 2, false),
            ("1.005", 2, 101, false), ("2.675", 2, 268, false), ("0.995", 2, 100, false), ("99.995", 2, 10000, false),
            ("125", 2, 12500, true), ("125.00", 2, 12500, true), ("125.000", 2, 12500, true), ("-0", 2, 0, true),
            ("-0.005", 2, -1, false), ("-112.425", 2, -11243, false), ("-0.004", 2, 0, false),
            ("15400.5", 0, 15401, false), ("15400.49999", 0, 15400, false), ("0.5", 0, 1, false), ("0.49", 0, 0, false),
            ("0.05", 0, 0, false), ("48.7505", 3, 48751, false), ("48.75", 3, 48750, true), ("1e2", 2, 10000, true),
            ("1E-2", 2, 1, true), ("5e-3", 2, 1, false), ("4.9e-3", 2, 0, false), ("1.0780e4", 0, 10780, true),
            ("1e-64", 2, 0, false), ("0e64", 2, 0, true), ("1.23456789e+05", 4, 1_234_567_890, true),
            ("92233720368547758.07", 2, Int64.max, true), ("-92233720368547758.07", 2, -Int64.max, true),
            ("92233720368547758.074", 2, Int64.max, false), ("0.00000000000000000001e20", 2, 100, true),
        ])
    func rounds(_ text: String, _ places: Int, _ minor: Int64, _ isExact: Bool) throws {
        let result = try #require(PrintedDecimal(text)?.rounded(places: places))
        #expect(result.value == minor)
        #expect(result.isExact == isExact)
    }

    @Test(
        "What does not fit 64 bits is refused, not wrapped.",
        arguments: ["92233720368547758.08", "1e17", "1e64", "-1e17"])
    func refusesTooLarge(_ text: String) throws {
        let decimal = try #require(PrintedDecimal(text))
        #expect(decimal.rounded(places: 2) == nil)
    }

    @Test("A value that rounds up to the first that does not fit is refused.")
    func refusesRoundedUp() throws {
        #expect(try #require(PrintedDecimal("92233720368547758.075")).rounded(places: 2) == nil)
        #expect(try #require(PrintedDecimal("18446744073709551615.9")).rounded(places: 0) == nil)
    }

    @Test(
        "Absurd texts are refused.",
        arguments: ["1e65", "1e-65", "1e400", "1e99999999999999999999", String(repeating: "1", count: 65)])
    func refusesAbsurd(_ text: String) {
        #expect(PrintedDecimal(text) == nil)
    }

    @Test("Rounding agrees with Foundation's decimal arithmetic on random texts.")
    func agreesWithDecimal() throws {
        var random = SeededGenerator(seed: 4217)
        for _ in 0..<5_000 {
            let whole = String(Int.random(in: 0...99_999_999, using: &random))
            let fraction = String(
                (0..<Int.random(in: 1...12, using: &random)).map { _ in "0459".randomElement(using: &random)! })
            let sign = Bool.random(using: &random) ? "-" : ""
            let places = [0, 2, 3, 4].randomElement(using: &random)!
            let text = "\(sign)\(whole).\(fraction)"
            var exact = try #require(Decimal(string: text)) * pow(Decimal(10), places)
            var rounded = Decimal()
            NSDecimalRound(&rounded, &exact, 0, .plain)
            let result = try #require(PrintedDecimal(text)?.rounded(places: places))
            #expect(result.value == NSDecimalNumber(decimal: rounded).int64Value, "\(text) at \(places)")
            #expect(result.isExact == (rounded == exact), "\(text) at \(places)")
        }
    }

    @Test(
        "The minor unit is that of ISO 4217.",
        arguments: [
            ("USD", 2), ("CNY", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("XOF", 0), ("XPF", 0), ("ISK", 0),
            ("CLP", 0), ("KWD", 3), ("BHD", 3), ("JOD", 3), ("OMR", 3), ("TND", 3), ("IQD", 3), ("LYD", 3), ("CLF", 4),
            ("UYW", 4), ("UYU", 2), ("MGA", 2), ("MRU", 2), ("HRK", 2), ("XCG", 2),
        ])
    func knowsCurrency(_ code: String, _ places: Int) {
        #expect(Currency.minorDigits(of: code) == places)
    }

    @Test(
        "What is no currency to bill in is unknown.",
        arguments: ["", "XAU", "XXX", "XTS", "XDR", "usd", "US", "USDX", "DEM", "RMB", "$"])
    func refusesCurrency(_ code: String) {
        #expect(Currency.minorDigits(of: code) == nil)
    }
}
