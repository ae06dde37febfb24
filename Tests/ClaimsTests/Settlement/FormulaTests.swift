import Claims
import Testing

@Suite("Formulas")
struct FormulaTests {
    /// What a formula gives as the deductible of a bill of 10,000.00, of which 9,000.00 are in scope, at age 40.
    private func result(_ text: String) throws -> String {
        let policy = try policy(pooled(deductible: text)) {
            $0.values["averageWage"] = try value("8084.00")
            $0.values["工资"] = try value("1000")
        }
        let settlement = try settle(Bill(total: 1_000_000, inScope: 900_000, age: 40), policy: policy)
        return Exact(fen: settlement.deductible).amountText
    }

    @Test(
        "A formula gives what it says.",
        arguments: [
            ("300", "300.00"), ("300.50", "300.50"), ("5% of averageWage", "404.20"), ("5% * averageWage", "404.20"),
            ("averageWage × 5%", "404.20"), ("averageWage x 5%", "404.20"), ("2x3", "6.00"), ("age * 2", "80.00"),
            ("20% of total", "2000.00"), ("1 + 2 * 3", "7.00"), ("(1 + 2) * 3", "9.00"), ("10 - 2 - 3", "5.00"),
            ("100 / 4 / 5", "5.00"), ("100 ÷ 8", "12.50"), ("1/3", "0.33"), ("-5 + 8", "3.00"), ("8 − 5", "3.00"),
            ("min(300, 200, 250)", "200.00"), ("max(300, 200)", "300.00"), ("round(1234, 100)", "1200.00"),
            ("round(1250, 100)", "1300.00"), ("roundDown(age + 4, 5)", "40.00"), ("roundUp(age + 1, 5)", "45.00"),
            ("20% of total, at least 2500", "2500.00"),
            ("20% of total at most 1500", "1500.00"), ("1% of total, at least 200, at most 150", "150.00"),
            ("max(20% of total, at most 500, 100)", "500.00"), ("工资 / 2", "500.00"), ("0.5 × inScope", "4500.00"),
            ("12 − 20", "0.00"), ("inScope + 1", "9000.00"), ("total − inScope", "1000.00"), ("５", nil),
        ] as [(String, String?)])
    func value(of text: String, _ expected: String?) throws {
        guard let expected else {
            #expect(throws: SettlementError.self) { try result(text) }
            return
        }
        #expect(try result(text) == expected)
    }

    private func value(_ text: String) throws -> Policy.Value { .always(try formula(text)) }

    @Test(
        "What is no formula is refused, with the column of the first character that does not fit.",
        arguments: [
            ("", 0), ("   ", 3), ("300 yuan", 4), ("300元", 3), ("5 %%", 3), ("1,000", 1), ("(1 + 2", 6), ("1 + ", 4),
            ("min 3", 4), ("min(3", 5), ("round(3)", 0), ("inClass()", 8), ("inClass", 7), ("* 3", 0), ("of 3", 0),
            ("1..2", 0), ("300 of", 6), ("a b", 2), ("20% of total, at 3", 12), ("&a", 0), ("1 + x", 4), ("¥300", 0),
        ])
    func refusals(_ text: String, _ column: Int) {
        do {
            let formula = try Policy.Formula(parsing: text, at: Policy.Place(line: 7, column: 10))
            Issue.record("\"\(text)\" was read as \(formula.expression)")
        } catch {
            #expect(error.code == .badFormula)
            #expect(error.place == Policy.Place(line: 7, column: 10 + column), "\(text): \(error.message)")
        }
    }

    @Test(
        "Nesting and length are bounded.",
        arguments: [
            String(repeating: "(", count: 400) + "1" + String(repeating: ")", count: 400),
            String(repeating: "-", count: 500) + "1", String(repeating: "min(", count: 200),
            String(repeating: "1+", count: 600) + "1",
        ])
    func bounds(_ text: String) {
        #expect(throws: SettlementError(.badFormula, "", remedy: "")) { try formula(text) }
    }

    @Test("A formula of a thousand characters is calculated.")
    func long() throws {
        #expect(try result(String(repeating: "1+", count: 499) + "1") == "500.00")
    }

    @Test(
        "Names are letters, digits and underscores, and none of the words that formulas use.",
        arguments: [
            ("averageWage", true), ("a1", true), ("_a", true), ("工资", true), ("1a", false), ("a b", false),
            ("of", false),
            ("min", false), ("x", false), ("", false), ("a-b", false),
        ])
    func names(_ text: String, _ expected: Bool) {
        #expect(Policy.Formula.isName(text) == expected)
    }

    @Test("A formula knows the names that it uses, and its number where it is one.")
    func parts() throws {
        let some = try formula("min(age, 70) × 0.2% + age + inClass(B drugs)")
        #expect(some.names == ["age"])
        #expect(some.classNames == ["B drugs"])
        #expect(some.literal == nil)
        let literal = try #require(try formula("-5%").literal)
        #expect(literal.isPercent && literal.number.decimalText == "-0.05")
    }
}
