import Claims
import Testing

@Suite("Exact numbers")
struct ExactTests {
    @Test("Sums, products and quotients agree with fractions calculated by hand in wide integers.")
    func arithmetic() throws {
        var random = SettlementRandom(seed: 1)
        for _ in 0..<2000 {
            let (a, b) = (Int.random(in: -9999...9999, using: &random), Int.random(in: 1...999, using: &random))
            let (c, d) = (Int.random(in: -9999...9999, using: &random), Int.random(in: 1...999, using: &random))
            let (x, y) = (try Exact(Int128(a), over: Int128(b)), try Exact(Int128(c), over: Int128(d)))
            let (sum, difference, product) = (try x + y, try x - y, try x * y)
            #expect(same(sum, a * d + c * b, b * d))
            #expect(same(difference, a * d - c * b, b * d))
            #expect(same(product, a * c, b * d))
            if c != 0 {
                let quotient = try x / y
                #expect(same(quotient, a * d, b * c))
            }
            #expect((x < y) == (a * d < c * b))
            #expect((x == y) == (a * d == c * b))
        }
    }

    private func same(_ exact: Exact, _ numerator: Int, _ denominator: Int) -> Bool {
        exact.denominator > 0 && exact.numerator * Int128(denominator) == Int128(numerator) * exact.denominator
    }

    @Test("A number is kept in lowest terms, with the sign above.")
    func lowestTerms() throws {
        let number = try Exact(6, over: -4)
        #expect(number.numerator == -3 && number.denominator == 2)
        #expect(try Exact(0, over: -7) == .zero)
    }

    @Test(
        "Rounding half up, half down, up and down, also below zero.",
        arguments: [
            ("0.005", 1, 0, 1, 0), ("0.0049", 0, 0, 1, 0), ("0.0051", 1, 1, 1, 0), ("1.235", 124, 123, 124, 123),
            ("1", 100, 100, 100, 100), ("-0.005", 0, -1, 0, -1), ("-0.0051", -1, -1, 0, -1), ("0", 0, 0, 0, 0),
        ])
    func rounding(_ text: String, _ halfUp: Int64, _ halfDown: Int64, _ up: Int64, _ down: Int64) throws {
        let number = try #require(Exact(decimal: text))
        let fen = Exact(fen: 1)
        #expect(try number.rounded(.halfUp, to: fen) == halfUp)
        #expect(try number.rounded(.halfDown, to: fen) == halfDown)
        #expect(try number.rounded(.up, to: fen) == up)
        #expect(try number.rounded(.down, to: fen) == down)
    }

    @Test("A third of a fen is rounded exactly, where a binary or decimal fraction would not hold it.")
    func thirds() throws {
        let third = try Exact(1, over: 300)
        #expect(try third.fen() == 0)
        let two = try third + third
        #expect(try two.fen() == 1)
        let three = try two + third
        #expect(try three.fen() == 1)
    }

    @Test(
        "Decimal text is read exactly or refused.",
        arguments: [
            ("46183.26", "46183.26"), ("0", "0"), ("-5", "-5"), ("007", "7"), ("0.10", "0.1"),
            ("999999999999.99", "999999999999.99"), ("", nil), (".5", nil), ("5.", nil), ("1e3", nil), ("+1", nil),
            ("1,000", nil), ("--1", nil), ("1.2.3", nil), ("0x10", nil), ("٣", nil), ("-", nil),
            ("1234567890123456789012345", nil),
        ] as [(String, String?)])
    func reading(_ text: String, _ expected: String?) {
        #expect(Exact(decimal: text)?.decimalText == expected)
    }

    @Test(
        "An amount has at most two decimals and fits 64 bits of fen.",
        arguments: [
            ("300", 30000), ("300.5", 30050), ("300.55", 30055), ("300.550", 30055), ("300.555", nil),
            ("92233720368547758.07", Int64.max), ("92233720368547758.08", nil), ("-1.01", -101),
        ] as [(String, Int64?)])
    func amounts(_ text: String, _ fen: Int64?) {
        #expect(Exact.fen(decimal: text) == fen)
    }

    @Test("Text of amounts and rates.")
    func writing() throws {
        #expect(Exact(300).amountText == "300.00")
        #expect(try #require(Exact(decimal: "24564.514")).amountText == "24564.514")
        #expect(try Exact(2, over: 3).amountText == "0.66666666…")
        #expect(try Exact(-1, over: 4).decimalText == "-0.25")
        #expect(try Exact(925, over: 1000).percentText == "92.5%")
        #expect(try Exact(1, over: 3).percentText == "33.33333333…%")
    }

    @Test("What does not fit is refused, not wrapped.")
    func overflow() throws {
        let large = try Exact(Int128.max, over: 1)
        let fine = try Exact(1, over: Int128.max)
        #expect(throws: SettlementError(.overflow, "", remedy: "")) { _ = try large + .one }
        #expect(throws: SettlementError(.overflow, "", remedy: "")) { _ = try large * Exact(2) }
        #expect(throws: SettlementError(.overflow, "", remedy: "")) { _ = try fine / Exact(3) }
        #expect(throws: SettlementError(.overflow, "", remedy: "")) { _ = try large.fen() }
        #expect(throws: SettlementError(.divisionByZero, "", remedy: "")) { _ = try large / .zero }
        #expect(throws: SettlementError(.overflow, "", remedy: "")) { _ = try Exact(.min, over: 1) }
        #expect(fine < .one && .one < large && fine < large && !(large < fine))
        let smaller = try large - .one
        #expect(smaller < large)
    }
}
