import Claims
import Testing

/// What runs through a day, a month, a quarter, a year or a life, and which earlier settlements count for it.
@Suite("Periods of settlement")
struct SettlePeriodTests {
    private func day(_ text: String) -> Policy.Day? { Policy.Day(text) }

    private func visit(_ yuan: Int64, on text: String, _ change: (inout Bill) -> Void = { _ in }) -> Bill {
        inScope(yuan) {
            $0.setting = "outpatient"
            $0.discharged = day(text)
            change(&$0)
        }
    }

    private func past(
        on text: String?, _ setting: String? = nil, inScope: Int64 = 0, deductible: Int64 = 0, paid: Int64 = 0,
        stays: Int = 1
    ) -> BenefitHistory.Past {
        BenefitHistory.Past(
            stays: stays, day: text.flatMap { day($0) }, inScope: inScope * 100, deductible: deductible * 100,
            paid: [Policy.pooledFund: paid * 100],
            facts: setting.map { ["setting": Policy.FactValue($0)] } ?? [:])
    }

    @Test(
        "A cap counts what was paid in its period, and no more.",
        arguments: [
            // The bill is of 31 March 2025; 1000 are capped in the period.
            (Policy.Period.stay, [100, 100, 100, 100, 100, 100, 100]),
            (.day, [90, 100, 100, 100, 100, 100, 90]),
            (.month, [90, 90, 100, 100, 100, 100, 90]),
            (.quarter, [90, 90, 90, 100, 100, 100, 90]),
            (.year, [90, 90, 90, 90, 90, 100, 90]),
            (.life, [90, 90, 90, 90, 90, 90, 90]),
        ])
    func caps(_ period: Policy.Period, _ expected: [Int64]) throws {
        let days = ["2025-03-31", "2025-03-01", "2025-01-01", "2025-06-30", "2025-12-31", "2024-12-31", nil]
        for (earlier, left) in zip(days, expected) {
            let policy = try policy(pooled(rate: "100%") { $0.caps.fund[period] = try value("100") })
            let history = BenefitHistory([past(on: earlier, inScope: 10, paid: 10)])
            let settlement = try settle(visit(500, on: "2025-03-31"), policy: policy, history: history)
            #expect(settlement.pooledFund == left * 100, "\(period) \(earlier ?? "without a day")")
        }
    }

    @Test("Quarters are those of the calendar; the months and days next to them lie outside.")
    func quarters() throws {
        let policy = try policy(pooled(rate: "100%") { $0.caps.fund[.quarter] = try value("100") })
        for (earlier, left) in [("2024-03-31", 100), ("2024-04-01", 60), ("2024-06-30", 60), ("2024-07-01", 100)] {
            let history = BenefitHistory([past(on: earlier, paid: 40)])
            let settlement = try settle(visit(500, on: "2024-05-15"), policy: policy, history: history)
            #expect(settlement.pooledFund == Int64(left) * 100, "\(earlier)")
        }
    }

    @Test("Caps of several periods hold at once, the policy's own on all funds beside them.")
    func severalCaps() throws {
        var policy = try policy(
            pooled(rate: "100%") {
                $0.caps.fund = [.day: try value("60"), .month: try value("200"), .year: try value("2400")]
            })
        let history = BenefitHistory([
            past(on: "2025-03-02", paid: 120), past(on: "2025-03-20", paid: 30), past(on: "2025-01-05", paid: 2230),
        ])
        func paid(_ on: String) throws -> Int64 {
            try settle(visit(500, on: on), policy: policy, history: history).pooledFund / 100
        }
        #expect(try paid("2025-03-20") == 20)
        #expect(try paid("2025-03-21") == 20)
        #expect(try paid("2026-03-21") == 60)
        policy.stages[0].caps.fund[.year] = nil
        #expect(try paid("2025-03-20") == 30)
        #expect(try paid("2025-03-21") == 50)
        policy.caps.fund[.month] = try value("170")
        #expect(try paid("2025-03-21") == 20)
        #expect(try paid("2025-04-21") == 60)
    }

    @Test("A deductible may be charged once a day or month; what the period has used is taken off.")
    func deductibles() throws {
        let history = BenefitHistory([past(on: "2025-03-31", deductible: 30), past(on: "2025-03-02", deductible: 50)])
        func charged(_ period: Policy.Period) throws -> Int64 {
            let policy = try policy(
                pooled(deductible: "100") { $0.deductible?.per = period })
            return try settle(visit(500, on: "2025-03-31"), policy: policy, history: history).deductible / 100
        }
        #expect(try charged(.stay) == 100)
        #expect(try charged(.day) == 70)
        #expect(try charged(.month) == 20)
        #expect(try charged(.year) == 20)
    }

    @Test("What is eligible, and bands, may run through a month.")
    func eligibleAndBands() throws {
        let history = BenefitHistory([past(on: "2025-03-02", inScope: 300), past(on: "2025-02-02", inScope: 900)])
        var policy = try policy(
            pooled {
                $0.bands = try bands(("400", "50%"), (nil, "100%"))
                $0.per = .month
            })
        #expect(try settle(visit(300, on: "2025-03-31"), policy: policy, history: history).pooledFund == 25_000)
        #expect(try settle(visit(300, on: "2025-04-01"), policy: policy, history: history).pooledFund == 15_000)
        policy.stages[0].caps.eligible[.month] = try value("450")
        // Of the 150 that are left, 100 lie in the first band.
        #expect(try settle(visit(300, on: "2025-03-31"), policy: policy, history: history).pooledFund == 10_000)
    }

    @Test("A bill without a day cannot be counted by the month; by the year it is, as it ever was.")
    func withoutDay() throws {
        let history = BenefitHistory([past(on: "2025-03-02", paid: 90)])
        for (period, isRefused) in [(Policy.Period.day, true), (.month, true), (.quarter, true), (.year, false)] {
            let policy = try policy(pooled(rate: "100%") { $0.caps.fund[period] = try value("100") })
            if isRefused {
                #expect(throws: SettlementError(.missingFact, "", remedy: "")) {
                    try settle(inScope(500), policy: policy, history: history)
                }
                #expect(try settle(inScope(500), policy: policy).pooledFund == 10_000)
            } else {
                #expect(try settle(inScope(500), policy: policy, history: history).pooledFund == 1_000)
            }
        }
    }

    // MARK: What counts

    @Test("A stage for outpatients does not count what stays used, nor the other way round; unless it says so.")
    func settings() throws {
        func stage(_ setting: String, _ deductible: String, _ cap: String) throws -> Policy.Stage {
            try pooled(deductible: deductible, rate: "100%") {
                $0.condition = condition(("setting", setting))
                $0.deductible?.per = .year
                $0.caps.fund[.year] = try value(cap)
            }
        }
        var policy = try policy(stage("outpatient", "200", "800"), stage("inpatient", "1000", "60000"))
        let history = BenefitHistory([
            past(on: "2025-02-01", "outpatient", inScope: 150, deductible: 150),
            past(on: "2025-03-01", "inpatient", inScope: 30_000, deductible: 1000, paid: 29_000),
        ])
        let visit = visit(600, on: "2025-04-01")
        #expect(try settle(visit, policy: policy, history: history).pooledFund == 55_000)
        let stay = inScope(40_000) { $0.discharged = day("2025-05-01") }
        #expect(try settle(stay, policy: policy, history: history).pooledFund == 3_100_000)
        policy.stages[0].counts = .always
        // 1150 of 200 are used, and 29000 of 800 are paid.
        #expect(try settle(visit, policy: policy, history: history).pooledFund == 0)
        // Caps on all funds count all.
        policy.stages[0].counts = nil
        policy.caps.fund[.year] = try value("29100")
        #expect(try settle(visit, policy: policy, history: history).pooledFund == 10_000)
    }

    @Test("An earlier settlement that does not state its setting counts everywhere.")
    func unstated() throws {
        let policy = try policy(
            pooled(deductible: "200", rate: "100%") {
                $0.condition = condition(("setting", "outpatient"))
                $0.deductible?.per = .year
            })
        let history = BenefitHistory([past(on: "2025-02-01", deductible: 150)])
        #expect(try settle(visit(600, on: "2025-04-01"), policy: policy, history: history).pooledFund == 55_000)
    }

    @Test("Stays count from 1 in their own setting: ten visits do not make the first stay the eleventh.")
    func stays() throws {
        let policy = try policy(
            pooled(rate: "100%") {
                $0.deductible = Policy.Deductible(try by("stay", [("1", "400"), ("2", "280")], otherwise: "200"))
            })
        let visits = (1...10).map { past(on: "2025-01-\($0 + 10)", "outpatient", inScope: 50) }
        let stay = inScope(1000) { $0.discharged = day("2025-05-01") }
        #expect(try settle(stay, policy: policy, history: BenefitHistory(visits)).deductible == 40_000)
        let more = BenefitHistory(visits + [past(on: "2025-02-01", "inpatient", inScope: 900)])
        #expect(try settle(stay, policy: policy, history: more).deductible == 28_000)
        let unstated = BenefitHistory(visits + [past(on: "2025-02-01", inScope: 900, stays: 2)])
        #expect(try settle(stay, policy: policy, history: unstated).deductible == 20_000)
    }

    @Test("A stage may count by any fact; what its formulas ask of the year is what it counts.")
    func facts() throws {
        let policy = try policy(
            pooled(rate: "100%") {
                $0.counts = condition(("disease", "hypertension"))
                $0.caps.fund[.year] = try value("400")
                $0.deductible = Policy.Deductible(try value("100 − yearDeductible, at least 0"))
            }
        ) { $0.facts = ["disease": Policy.FactDeclaration(values: ["hypertension", "diabetes"])] }
        func past(_ disease: String, _ paid: Int64) -> BenefitHistory.Past {
            BenefitHistory.Past(
                deductible: 6000, paid: [Policy.pooledFund: paid * 100], facts: ["disease": Policy.FactValue(disease)])
        }
        let history = BenefitHistory([past("hypertension", 300), past("diabetes", 480)])
        let settlement = try settle(inScope(300), policy: policy, history: history)
        #expect(settlement.deductible == 4000)
        #expect(settlement.pooledFund == 10_000)
    }

    // MARK: Other stages' amounts

    @Test("A later stage may ask for the amounts of any fund before it, not only of the stage just before.")
    func ofFund() throws {
        let large = Policy.Stage(
            fund: "largeSum", base: try value("overCap"), bands: try bands((nil, "90%")))
        let civil = Policy.Stage(
            fund: "civilServants",
            base: try value(
                "50% of deductible(pooledFund) + 40% of personalInBands(pooledFund) + 80% of personalInBands(largeSum)"),
            bands: try bands((nil, "100%")))
        var policy = try policy(
            pooled(deductible: "1000") { $0.caps.fundPerYear = try value("40000") }, large, civil)
        let settlement = try settle(inScope(61_000), policy: policy)
        // Of 60000 the cap leaves 20000, 10000 of it beyond; of those, large-sum insurance leaves 1000.
        #expect(settlement.funds.map(\.amount) == [4_000_000, 900_000, 50_000 + 800_000 + 80_000])
        policy.stages[2].base = try value("overCap(pooledFund) − base(largeSum) + deductible(largeSum) + 7")
        #expect(try settle(inScope(61_000), policy: policy).funds[2].amount == 700)
        // A fund whose stage did not apply has nothing.
        policy.stages[1].condition = condition(("setting", "outpatient"))
        policy.stages[2].base = try value("inScope − base(largeSum) − personalInBands(largeSum)")
        #expect(try settle(inScope(61_000), policy: policy).stages.last?.base == 6_100_000)
    }
}
