import Claims
import Testing

@Suite("Refusals of settlement")
struct SettleRefusalTests {
    private func refusal(_ bill: Bill, _ policy: Policy, _ history: BenefitHistory = BenefitHistory())
        -> SettlementError?
    {
        do {
            _ = try settle(bill, policy: policy, history: history)
            return nil
        } catch {
            #expect(!error.message.isEmpty && error.remedy.hasSuffix("."), "\(error)")
            return error
        }
    }

    private func withClasses() throws -> Policy {
        try policy(pooled()) {
            $0.classes = ["a": Policy.ItemClass(name: "A"), "b": Policy.ItemClass(name: "B")]
        }
    }

    @Test("1401: a bill that states no amount.")
    func noAmount() throws {
        #expect(refusal(Bill(fullSelfPay: 100), try policy(pooled()))?.code == .noAmount)
    }

    @Test("1402: parts that do not add up to the total, told with both sums.")
    func doesNotAddUp() throws {
        let short = Bill(total: 10_830_000, lines: [Bill.Line(amount: 7_260_000), Bill.Line(amount: 3_470_000)])
        let error = try #require(refusal(short, try policy(pooled())))
        #expect(error.code == .doesNotAddUp)
        #expect(error.message.contains("107300.00") && error.message.contains("108300.00"))
        #expect(error.remedy.contains("1000.00"))
        #expect(refusal(Bill(total: 100, fullSelfPay: 101), try policy(pooled()))?.code == .doesNotAddUp)
        #expect(refusal(Bill(total: 100, inScope: 101), try policy(pooled()))?.code == .doesNotAddUp)
        let long = Bill(total: 100, classes: [Bill.ClassSum("A", 101)], rest: "B")
        #expect(refusal(long, try withClasses())?.code == .doesNotAddUp)
        let other = Bill(inScope: 99, classes: [Bill.ClassSum("A", 100)])
        #expect(refusal(other, try withClasses())?.code == .doesNotAddUp)
    }

    @Test("1403: an amount below zero or beyond a hundred billion yuan, a quantity of nothing, a rate beyond all.")
    func amountOutOfRange() throws {
        let policy = try policy(pooled())
        #expect(refusal(Bill(total: -1), policy)?.code == .amountOutOfRange)
        #expect(refusal(Bill(total: .max), policy)?.code == .amountOutOfRange)
        #expect(refusal(Bill(inScope: 1, account: -1), policy)?.code == .amountOutOfRange)
        let large = Bill(lines: (0..<20).map { _ in Bill.Line(amount: 1_000_000_000_000) })
        #expect(refusal(large, policy)?.code == .amountOutOfRange)
        for line in [
            Bill.Line(amount: -1), Bill.Line(amount: 1, quantity: .zero), Bill.Line(amount: 1, ceiling: -1),
            Bill.Line(amount: 1, firstSelfPay: Exact(2)),
        ] {
            let error = try #require(refusal(Bill(lines: [Bill.Line(amount: 1), line]), policy))
            #expect(error.code == .amountOutOfRange && error.billLine == 2)
        }
    }

    @Test("1404: a class that the policy does not know, told with the line of the bill and the classes there are.")
    func unknownClass() throws {
        let bill = Bill(lines: [Bill.Line(itemClass: "A", amount: 1), Bill.Line(itemClass: "D", amount: 1)])
        let error = try #require(refusal(bill, try withClasses()))
        #expect(error.code == .unknownClass && error.billLine == 2)
        #expect(error.description.hasPrefix("bill line 2: "))
        #expect(error.remedy.contains("A, B"))
        #expect(refusal(Bill(lines: [Bill.Line(amount: 1)]), try withClasses())?.code == .unknownClass)
    }

    @Test("1405: a fact that the policy asks for and the bill does not state.")
    func missingFact() throws {
        let table = Policy.Table(
            by: "level", rows: [Policy.Table.Row([Policy.Key("3")], try value("80%"))],
            place: Policy.Place(line: 12, column: 9))
        let policy = try policy(pooled { $0.bands = .always([Policy.Band(rate: .by(table))]) })
        let error = try #require(refusal(inScope(100), policy))
        #expect(error.code == .missingFact && error.place == Policy.Place(line: 12, column: 9))
        #expect(error.description.hasPrefix("policy line 12, column 9: "))
        let aged = try policyAged()
        #expect(refusal(inScope(100), aged)?.code == .missingFact)
        let again = try self.policy(again: "90")
        #expect(refusal(inScope(100), again)?.code == .missingFact)
    }

    private func policyAged() throws -> Policy { try policy(pooled(rate: "75% + 0.2% × age")) }

    private func policy(again days: String) throws -> Policy {
        try policy(pooled()) {
            $0.stages[0].deductible = Policy.Deductible(try value("100"), againAfterDays: try value(days))
        }
    }

    private func policy(
        _ stages: Policy.Stage..., change: (inout Policy) throws -> Void = { _ in }
    ) throws -> Policy {
        var policy = Policy(id: "test", stages: stages)
        try change(&policy)
        return policy
    }

    @Test("1406: no row of a table fits.")
    func noRow() throws {
        let policy = try policy(pooled()) {
            $0.stages[0].deductible = Policy.Deductible(try by("level", [("1", "300"), ("2", "500")]))
        }
        let error = try #require(refusal(inScope(100) { $0.level = "3" }, policy))
        #expect(error.code == .noRow && error.message.contains("1, 2"))
    }

    @Test("1407: a fact that cannot be.")
    func badFact() throws {
        var policy = try policy(pooled())
        #expect(refusal(inScope(100) { $0.stay = 0 }, policy)?.code == .badFact)
        #expect(refusal(inScope(100) { $0.age = 200 }, policy)?.code == .badFact)
        #expect(refusal(inScope(100) { $0.offSite = "abroad" }, policy)?.code == .badFact)
        let backwards = inScope(100) {
            $0.admitted = Policy.Day("2024-02-01")
            $0.discharged = Policy.Day("2024-01-31")
        }
        #expect(refusal(backwards, policy)?.code == .badFact)
        policy.facts = [
            "level": Policy.FactDeclaration(values: ["1", "2"]), "years": Policy.FactDeclaration(isNumber: true),
        ]
        #expect(refusal(inScope(100) { $0.level = "3" }, policy)?.code == .badFact)
        #expect(refusal(inScope(100) { $0.facts["years"] = Policy.FactValue("many") }, policy)?.code == .badFact)
        #expect(refusal(inScope(100) { $0.level = "2" }, policy) == nil)
        let text = try self.policy(pooled(deductible: "level × 100"))
        #expect(refusal(inScope(100) { $0.level = "special 3" }, text)?.code == .badFact)
        let again = try self.policy(again: "0")
        let days = inScope(100) {
            $0.admitted = Policy.Day("2024-01-01")
            $0.discharged = Policy.Day("2024-01-31")
        }
        #expect(refusal(days, again)?.code == .badFact)
    }

    @Test("1408: a bill of a time when the version was not in effect.")
    func notInEffect() throws {
        let policy = try policy(pooled()) {
            $0.effectiveFrom = Policy.Day("2023-10-01")
            $0.effectiveTo = Policy.Day("2023-12-31")
        }
        func code(_ day: String) -> SettlementError.Code? {
            refusal(inScope(100) { $0.discharged = Policy.Day(day) }, policy)?.code
        }
        #expect(code("2023-09-30") == .notInEffect)
        #expect(code("2023-10-01") == nil)
        #expect(code("2023-12-31") == nil)
        #expect(code("2024-01-01") == .notInEffect)
        #expect(refusal(inScope(100), policy) == nil)
    }

    @Test("1409: none or several versions; the deciding day chooses among them.")
    func versions() throws {
        func version(_ name: String, _ from: String?, _ to: String?) throws -> Policy {
            try policy(pooled()) {
                $0.version = name
                $0.effectiveFrom = from.flatMap(Policy.Day.init)
                $0.effectiveTo = to.flatMap(Policy.Day.init)
            }
        }
        let versions = [
            try version("new", "2024-01-01", nil), try version("old", "2020-01-01", "2022-12-31"),
            try version("middle", "2023-01-01", "2023-12-31"),
        ]
        func chosen(_ admitted: String, _ discharged: String, _ by: Policy.DecidingDay) throws -> String {
            let versions = versions.map { (version: Policy) -> Policy in
                var version = version
                version.decidingDay = by
                return version
            }
            let bill = inScope(1) {
                $0.admitted = Policy.Day(admitted)
                $0.discharged = Policy.Day(discharged)
            }
            return try Policy.version(of: versions, for: bill).version
        }
        #expect(try chosen("2023-12-20", "2024-01-05", .discharge) == "new")
        #expect(try chosen("2023-12-20", "2024-01-05", .admission) == "middle")
        #expect(try chosen("2021-12-20", "2022-12-31", .discharge) == "old")
        let none = SettlementError(.noVersion, "", remedy: "")
        #expect(throws: none) { try chosen("2019-01-01", "2019-01-02", .discharge) }
        #expect(throws: none) { try Policy.version(of: versions, for: inScope(1)) }
        #expect(throws: none) { try Policy.version(of: [], for: inScope(1)) }
        #expect(try Policy.version(of: [versions[1]], for: inScope(1)).version == "old")
    }

    @Test("1411: a name that is not known where it stands.")
    func unknownName() throws {
        #expect(refusal(inScope(100), try policy(pooled(deductible: "nonsense")))?.code == .unknownName)
        #expect(refusal(inScope(100), try policy(pooled(deductible: "price")))?.code == .unknownName)
        #expect(refusal(inScope(100), try policy(pooled(deductible: "deductible")))?.code == .unknownName)
    }

    @Test("1412 and 1413: division by zero, and numbers too large or too fine, are told with their place.")
    func arithmetic() throws {
        #expect(refusal(inScope(100), try policy(pooled(deductible: "1 / (2 − 2)")))?.code == .divisionByZero)
        #expect(refusal(inScope(100), try policy(pooled(deductible: "round(5, 0)")))?.code == .divisionByZero)
        let large = "999999999999999999 × 999999999999999999 × 999999999999999999"
        let policy = try self.policy(pooled()) {
            let formula = try Policy.Formula(parsing: large, at: Policy.Place(line: 3, column: 4))
            $0.stages[0].deductible = Policy.Deductible(.always(formula))
        }
        let error = try #require(refusal(inScope(100), policy))
        #expect(error.code == .overflow && error.place == Policy.Place(line: 3, column: 4))
    }

    @Test("1414: bands that overlap, run backwards or go on after an open one.")
    func badBands() throws {
        func code(_ bands: [(String?, String?)]) throws -> SettlementError.Code? {
            let list = try bands.map {
                Policy.Band(
                    from: try $0.0.map { try value($0) }, to: try $0.1.map { try value($0) }, rate: try value("80%"))
            }
            return refusal(inScope(50_000), try policy(pooled { $0.bands = .always(list) }))?.code
        }
        #expect(try code([("0", "10000"), ("10001", nil)]) == .badBands)
        #expect(try code([("0", "10000"), ("9000", nil)]) == .badBands)
        #expect(try code([("0", "10000"), (nil, "5000")]) == .badBands)
        #expect(try code([("0", nil), ("10000", nil)]) == .badBands)
        #expect(try code([("0", "10000"), ("10000", nil)]) == nil)
        #expect(try code([]) == nil)
    }

    @Test("1415: named values that lead back to themselves, or use each other without end.")
    func circles() throws {
        let circle = try policy(pooled(deductible: "a")) {
            $0.values = ["a": try value("b + 1"), "b": try value("a + 1")]
        }
        #expect(refusal(inScope(100), circle)?.code == .circle)
        let doubling = try policy(pooled(deductible: "a0")) { policy in
            for level in 0..<30 { policy.values["a\(level)"] = try value("a\(level + 1) + a\(level + 1)") }
            policy.values["a30"] = try value("0")
        }
        #expect(refusal(inScope(100), doubling)?.code == .circle)
        let table = try policy(pooled(deductible: "a")) {
            $0.values["a"] = try by("a", [("1", "1")])
        }
        #expect(refusal(inScope(100), table)?.code == .circle)
    }

    @Test("Errors are equal by their code, whatever they say.")
    func equality() {
        #expect(
            SettlementError(.noRow, "one", remedy: "a") == SettlementError(.noRow, "other", remedy: "b", billLine: 3))
        #expect(SettlementError(.noRow, "one", remedy: "a") != SettlementError(.badFact, "one", remedy: "a"))
    }
}

@Suite("Days and keys")
struct DayTests {
    @Test(
        "Days are read strictly.",
        arguments: [
            ("2024-02-29", true), ("2023-02-29", false), ("1900-02-29", false), ("2000-02-29", true),
            ("2024-13-01", false),
            ("2024-00-10", false), ("2024-04-31", false), ("2024-1-1", false), ("20240101", false),
            ("2024-01-01 ", false),
            ("١٢٣٤-01-01", false), ("+024-01-01", false), ("1899-12-31", false),
        ])
    func days(_ text: String, _ isDay: Bool) {
        #expect((Policy.Day(text) != nil) == isDay)
        if isDay { #expect(Policy.Day(text)?.description == text) }
    }

    @Test("Days between agree with counting one by one.")
    func between() throws {
        let start = try #require(Policy.Day("1999-12-25"))
        var day = start
        for count in 0..<1500 {
            #expect(day.days(since: start) == count)
            #expect(start.adding(days: count) == day)
            #expect(day.adding(days: -count) == start)
            day = try #require(
                Policy.Day(year: day.year, month: day.month, day: day.day + 1)
                    ?? Policy.Day(year: day.year, month: day.month + 1, day: 1)
                    ?? Policy.Day(year: day.year + 1, month: 1, day: 1))
        }
        #expect(start.adding(days: .max) == nil)
    }

    @Test(
        "Keys fit texts in normalised form, and numbers by value or range.",
        arguments: [
            ("employee", "Employee", true), ("special 3", " special   3", true), ("3", "3", true), ("3", "3.0", true),
            ("3", "special 3", false), ("70+", "70", true), ("70+", "69", false), ("0-17", "17", true),
            ("0-17", "18", false),
            ("under 18", "17.9", true), ("under 18", "18", false), ("over 60", "60", false), ("over 60", "60.01", true),
            ("yes", "true", true), ("no", "FALSE", true), ("yes", "no", false), ("70+", "old", false),
            ("-5-5", "0", true),
        ])
    func keys(_ key: String, _ fact: String, _ fits: Bool) throws {
        let policy = try policy(pooled()) {
            $0.facts["f"] = Policy.FactDeclaration()
            $0.stages[0].condition = condition(("f", key))
        }
        let settlement = try settle(inScope(100) { $0.facts["f"] = Policy.FactValue(fact) }, policy: policy)
        #expect((settlement.fundTotal > 0) == fits)
    }
}
