import Claims
import Testing

@Suite("Rules of settlement")
struct SettleRuleTests {
    private func paid(_ bill: Bill, _ policy: Policy, _ history: BenefitHistory = BenefitHistory()) throws -> String {
        let settlement = try settle(bill, policy: policy, history: history)
        #expect(settlement.brokenInvariant == nil)
        return Exact(fen: settlement.fundTotal).amountText
    }

    // MARK: Breakdown

    @Test("In scope is the total less full self-pay, over limit and first self-pay.")
    func breakdown() throws {
        let bill = Bill(total: 1_000_000, fullSelfPay: 100_000, overLimit: 50_000, firstSelfPay: 30_000)
        let settlement = try settle(bill, policy: try policy(pooled()))
        #expect(settlement.inScope == 820_000)
        #expect(settlement.pooledFund == 656_000)
        #expect(settlement.cash == 344_000)
    }

    @Test("Without a total, the total is what is in scope.")
    func withoutTotal() throws {
        let settlement = try settle(inScope(1000), policy: try policy(pooled()))
        #expect(settlement.total == 100_000 && settlement.fundTotal == 80_000)
    }

    @Test("Where total and in-scope amount are both stated, the difference is full self-pay unless that is stated too.")
    func difference() throws {
        let stated = Bill(total: 1000, overLimit: 100, inScope: 700)
        #expect(try settle(stated, policy: try policy(pooled())).fullSelfPay == 200)
        let wrong = Bill(total: 1000, fullSelfPay: 100, overLimit: 100, inScope: 700)
        #expect(throws: SettlementError(.doesNotAddUp, "", remedy: "")) {
            try settle(wrong, policy: try policy(pooled()))
        }
    }

    private func withClasses() throws -> Policy {
        try policy(pooled(rate: "50%")) {
            $0.classes = [
                "a": Policy.ItemClass(name: "A"),
                "b": Policy.ItemClass(name: "B", firstSelfPay: try value("10%")),
                "c": Policy.ItemClass(name: "C", excluded: .always),
                "bed": Policy.ItemClass(name: "bed", ceiling: try value("50")),
                "stent": Policy.ItemClass(name: "stent", limit: try value("30000")),
                "joint": Policy.ItemClass(name: "joint", rate: try value("30%"), isPersonalRate: true),
                "scan": Policy.ItemClass(
                    name: "scan", firstSelfPay: try by("price", [("0-200", "0%"), ("200+", "20%")])),
            ]
        }
    }

    @Test("Classes: first self-pay, exclusion, ceiling for a unit, limit for a bill, an own rate, a share by price.")
    func classes() throws {
        let bill = Bill(lines: [
            Bill.Line(itemClass: "A", amount: 10_000), Bill.Line(itemClass: "b", amount: 20_000),
            Bill.Line(itemClass: "C", amount: 5_000),
            Bill.Line(itemClass: "bed", amount: 30_000, quantity: Exact(4)),
            Bill.Line(itemClass: "stent", amount: 2_000_000), Bill.Line(itemClass: "stent", amount: 1_500_000),
            Bill.Line(itemClass: "joint", amount: 100_000), Bill.Line(itemClass: "scan", amount: 20_000),
            Bill.Line(itemClass: "scan", amount: 60_000, quantity: Exact(2)),
        ])
        let settlement = try settle(bill, policy: try withClasses())
        #expect(settlement.total == 3_745_000)
        #expect(settlement.fullSelfPay == 5_000)
        #expect(settlement.overLimit == 10_000 + 500_000)
        #expect(settlement.firstSelfPay == 2_000 + 12_000)
        let shared = settlement.inScope - 100_000
        #expect(settlement.bands.map(\.inScope) == [shared])
        #expect(settlement.stages[0].classShares.map(\.fund) == [70_000])
        #expect(settlement.pooledFund == shared / 2 + 70_000)
        #expect(settlement.lines.map(\.firstSelfPay) == [0, 2_000, 0, 0, 0, 0, 0, 0, 12_000])
        #expect(settlement.lines.map(\.overLimit) == [0, 0, 0, 10_000, 0, 500_000, 0, 0, 0])
    }

    @Test("A line's own ceiling and rate stand before its class's; an excluded line is full self-pay.")
    func lines() throws {
        let bill = Bill(lines: [
            Bill.Line(itemClass: "bed", amount: 30_000, quantity: Exact(4), ceiling: 6_000),
            Bill.Line(itemClass: "B", amount: 10_000, firstSelfPay: try Exact(1, over: 4)),
            Bill.Line(itemClass: "A", amount: 700, excluded: "work injury"),
            Bill.Line(amount: 300, excluded: "abroad"),
        ])
        let settlement = try settle(bill, policy: try withClasses())
        #expect(settlement.overLimit == 6_000)
        #expect(settlement.firstSelfPay == 2_500)
        #expect(settlement.fullSelfPay == 1_000)
    }

    @Test("The class of the rest takes what the parts leave of the total.")
    func rest() throws {
        let bill = Bill(total: 100_000, fullSelfPay: 10_000, classes: [Bill.ClassSum("B", 20_000)], rest: "A")
        let settlement = try settle(bill, policy: try withClasses())
        #expect(settlement.firstSelfPay == 2_000)
        #expect(settlement.inScope == 88_000)
    }

    @Test("An unlisted class is what `else` says.")
    func otherClasses() throws {
        var policy = try withClasses()
        policy.otherClasses = Policy.ItemClass(name: "else", excluded: .always)
        #expect(try settle(Bill(classes: [Bill.ClassSum("Z", 500)]), policy: policy).fullSelfPay == 500)
    }

    @Test("A first self-pay of the whole bill comes before the deductible, and reduces own-rate classes in proportion.")
    func firstSelfPay() throws {
        var policy = try withClasses()
        policy.firstSelfPay = Policy.FirstSelfPay(rate: try value("10%"))
        policy.stages[0].deductible = Policy.Deductible(try value("100"))
        let bill = Bill(classes: [Bill.ClassSum("A", 100_000), Bill.ClassSum("joint", 100_000)])
        let settlement = try settle(bill, policy: policy)
        #expect(settlement.firstSelfPay == 20_000)
        #expect(settlement.pooledFund == (90_000 - 10_000) / 2 + 63_000)
        policy.firstSelfPay?.of = try value("total")
        let partly = Bill(fullSelfPay: 100_000, classes: [Bill.ClassSum("A", 100_000)])
        #expect(try settle(partly, policy: policy).firstSelfPay == 20_000)
    }

    // MARK: Deductible

    @Test("A deductible never exceeds what there is.")
    func smallBill() throws {
        let settlement = try settle(inScope(200), policy: try policy(pooled(deductible: "300")))
        #expect(settlement.deductible == 20_000 && settlement.fundTotal == 0 && settlement.bands.isEmpty)
    }

    @Test(
        "A deductible is charged again for every further ninety days of a stay.",
        arguments: [
            (0, 1), (1, 1), (89, 1), (90, 1), (91, 2), (180, 2), (181, 3),
        ])
    func again(_ days: Int, _ charges: Int64) throws {
        let policy = try policy(pooled()) {
            $0.stages[0].deductible = Policy.Deductible(try value("1600"), againAfterDays: try value("90"))
        }
        let admitted = try #require(Policy.Day("2023-11-20"))
        let bill = inScope(20_000) {
            $0.admitted = admitted
            $0.discharged = admitted.adding(days: days)
        }
        #expect(try settle(bill, policy: policy).deductible == charges * 160_000)
    }

    @Test("A yearly deductible is charged as far as the year has not used it.")
    func yearlyDeductible() throws {
        let policy = try policy(pooled(rate: "50%")) {
            $0.stages[0].deductible = Policy.Deductible(try value("1800"), per: .year)
        }
        let used = BenefitHistory([BenefitHistory.Past(inScope: 100_000, deductible: 100_000)])
        #expect(try paid(inScope(1000), policy, used) == "100.00")
        let over = BenefitHistory([BenefitHistory.Past(inScope: 300_000, deductible: 180_000)])
        #expect(try paid(inScope(1000), policy, over) == "500.00")
    }

    @Test("What belongs to another benefit year does not count; without a date it does.")
    func benefitYear() throws {
        var policy = try policy(pooled()) {
            $0.stages[0].deductible = Policy.Deductible(try by("stay", [("1", "400"), ("2+", "200")]))
        }
        let bill = inScope(1000) { $0.discharged = Policy.Day("2024-03-01") }
        func deductible(_ day: String?) throws -> Int64 {
            let past = BenefitHistory.Past(day: day.flatMap(Policy.Day.init))
            return try settle(bill, policy: policy, history: BenefitHistory([past])).deductible
        }
        #expect(try deductible("2023-12-31") == 40_000)
        #expect(try deductible("2024-01-01") == 20_000)
        #expect(try deductible(nil) == 20_000)
        policy.yearStart = Policy.YearStart(month: 7, day: 1)
        #expect(try deductible("2023-12-31") == 20_000)
        #expect(try deductible("2023-06-30") == 40_000)
    }

    // MARK: Bands

    @Test("The deductible lies inside the first band, or bands start after it.")
    func bandsStart() throws {
        var policy = try policy(pooled(deductible: "1000")) {
            $0.stages[0].bands = try bands(("10000", "50%"), (nil, "80%"))
        }
        #expect(try paid(inScope(12_000), policy) == "6100.00")
        policy.stages[0].bandsStart = .afterDeductible
        #expect(try paid(inScope(12_000), policy) == "5800.00")
    }

    @Test("The first band may begin where the deductible ends, and no later.")
    func firstBand() throws {
        func settled(_ deductible: String, _ from: String) throws -> Settlement {
            let policy = try policy(pooled(deductible: deductible)) {
                $0.stages[0].bands = .always([Policy.Band(from: try value(from), rate: try value("80%"))])
            }
            return try settle(inScope(10_000), policy: policy)
        }
        #expect(try settled("800", "800").pooledFund == 736_000)
        #expect(try settled("800", "deductible").pooledFund == 736_000)
        #expect(try settled("800", "500").pooledFund == 736_000)
        #expect(throws: SettlementError(.badBands, "", remedy: "")) { try settled("400", "800") }
    }

    @Test("What lies beyond a closed last band is not shared, and is over the cap for the next stage.")
    func closedBand() throws {
        let large = Policy.Stage(fund: "largeSum", base: try value("overCap"), bands: try bands((nil, "90%")))
        let policy = try policy(
            pooled(deductible: "1000") { $0.bands = try bands(("50000", "80%")) }, large)
        let settlement = try settle(inScope(80_000), policy: policy)
        #expect(settlement.pooledFund == 3_920_000)
        #expect(settlement.stages[0].overCap == 3_000_000)
        #expect(settlement.otherFunds == 2_700_000)
    }

    @Test("Bands through the year go on where the year stands.")
    func yearlyBands() throws {
        let policy = try policy(pooled(deductible: "1000")) {
            $0.stages[0].bands = try bands(("10000", "50%"), (nil, "80%"))
            $0.stages[0].per = .year
            $0.stages[0].deductible?.per = .year
        }
        let history = BenefitHistory([BenefitHistory.Past(inScope: 600_000, deductible: 100_000)])
        let settlement = try settle(inScope(8000), policy: policy, history: history)
        #expect(settlement.bands.map(\.inScope) == [400_000, 400_000])
        #expect(settlement.pooledFund == 200_000 + 320_000)
    }

    @Test("A rate is changed in a fixed order: personal factor, points, factor; and kept between nothing and all.")
    func rates() throws {
        func rate(_ rate: String, _ personal: String?, _ points: String?, _ factor: String?) throws -> Int64 {
            let policy = try policy(pooled(rate: rate)) {
                $0.stages[0].personalFactor = try personal.map { try value($0) }
                $0.stages[0].points = try points.map { try value($0) }
                $0.stages[0].factor = try factor.map { try value($0) }
            }
            return try settle(inScope(100), policy: policy).pooledFund
        }
        #expect(try rate("80%", "60%", nil, nil) == 8_800)
        #expect(try rate("80%", "60%", "-10%", nil) == 7_800)
        #expect(try rate("80%", "60%", "-10%", "50%") == 3_900)
        #expect(try rate("80%", nil, "30%", nil) == 10_000)
        #expect(try rate("10%", nil, "-30%", nil) == 0)
        #expect(try rate("50%", "300%", nil, nil) == 0)
    }

    // MARK: Caps

    @Test("The fund's caps hold per stay and per year, all funds' together too; the most is what is left of the bill.")
    func caps() throws {
        let past = BenefitHistory([
            BenefitHistory.Past(inScope: 100, paid: ["pooledFund": 5_500_000, "other": 100_000])
        ])
        #expect(try paid(inScope(10_000), policy(pooled { $0.caps.fundPerStay = try value("5000") })) == "5000.00")
        #expect(
            try paid(inScope(10_000), policy(pooled { $0.caps.fundPerYear = try value("60000") }), past) == "5000.00")
        #expect(try paid(inScope(10_000), policy(pooled { $0.caps.fundPerYear = try value("50000") }), past) == "0.00")
        #expect(
            try paid(inScope(10_000), policy(pooled()) { $0.caps.fundPerYear = try value("60000") }, past) == "4000.00")
        #expect(try paid(inScope(10_000), policy(pooled()) { $0.caps.fundPerStay = try value("1") }) == "1.00")
        let twice = try policy(
            pooled(), Policy.Stage(fund: "top", base: try value("inScope"), bands: try bands((nil, "80%"))))
        #expect(try paid(inScope(10_000), twice) == "10000.00")
    }

    @Test("What is eligible has caps of its own, which include the deductible.")
    func eligible() throws {
        let history = BenefitHistory([BenefitHistory.Past(inScope: 29_900_000)])
        var policy = try policy(pooled(deductible: "400") { $0.caps.eligiblePerYear = try value("300000") })
        #expect(try paid(inScope(10_000), policy, history) == "480.00")
        policy.stages[0].caps = Policy.Caps(eligiblePerStay: try value("2400"))
        let settlement = try settle(inScope(10_000), policy: policy)
        #expect(settlement.fundTotal == 160_000 && settlement.stages[0].overCap == 760_000)
    }

    @Test("Where the fund's cap falls within a band, the rest is over the cap for the next stage.")
    func overCap() throws {
        let policy = try policy(
            pooled {
                $0.bands = try bands(("10000", "50%"), (nil, "80%"))
                $0.caps.fundPerStay = try value("9000")
            }, Policy.Stage(fund: "largeSum", base: try value("overCap"), bands: try bands((nil, "100%"))))
        let settlement = try settle(inScope(20_000), policy: policy)
        #expect(settlement.pooledFund == 900_000)
        // 5000 of the first band, and 4000 at 80 % are 5000 of the second.
        #expect(settlement.otherFunds == 500_000)
    }

    @Test("A stage pays at least what is guaranteed, but within its caps and the bill.")
    func atLeast() throws {
        var policy = try policy(pooled(deductible: "9000") { $0.atLeast = try value("40% of total") })
        #expect(try paid(inScope(10_000), policy) == "4000.00")
        policy.stages[0].caps.fundPerStay = try value("1000")
        #expect(try paid(inScope(10_000), policy) == "1000.00")
        policy.stages[0].caps = Policy.Caps()
        policy.stages[0].atLeast = try value("1000000")
        #expect(try paid(inScope(10_000), policy) == "10000.00")
    }

    // MARK: Stages

    @Test("A later stage looks at what is still the person's in scope, through the year unless it says otherwise.")
    func laterStage() throws {
        let major = Policy.Stage(
            fund: Policy.majorIllness, deductible: Policy.Deductible(try value("2000"), per: .year),
            bands: try bands(("10000", "50%"), (nil, "60%")), per: .year)
        let policy = try policy(pooled(deductible: "1000"), major)
        // 20000: the fund pays 15200, 4800 is left, 2800 above the deductible.
        #expect(try settle(inScope(20_000), policy: policy).majorIllness == 140_000)
        let before = BenefitHistory([
            BenefitHistory.Past(inScope: 2_000_000, deductible: 100_000, paid: ["pooledFund": 1_520_000])
        ])
        #expect(try settle(inScope(20_000), policy: policy, history: before).majorIllness == 240_000)
    }

    @Test("A stage that counts through the year from a base of its own needs that base from the history.")
    func ownBase() throws {
        let major = Policy.Stage(
            fund: Policy.majorIllness, base: try value("deductible + personalInBands"),
            deductible: Policy.Deductible(try value("2000"), per: .year), bands: try bands((nil, "50%")), per: .year)
        let policy = try policy(pooled(), major)
        var past = BenefitHistory.Past(inScope: 1_000_000)
        #expect(throws: SettlementError(.missingHistory, "", remedy: "")) {
            try settle(inScope(20_000), policy: policy, history: BenefitHistory([past]))
        }
        past.bases[Policy.majorIllness] = 150_000
        #expect(
            try settle(inScope(20_000), policy: policy, history: BenefitHistory([past])).majorIllness == 175_000)
    }

    @Test("Stages apply only where their condition holds; several may pay from one fund.")
    func conditions() throws {
        let poor = Policy.Stage(
            fund: "aid", condition: condition(("status", "poor")), bands: try bands((nil, "70%")))
        let veteran = Policy.Stage(
            fund: "aid", condition: condition(("age", "60+")), bands: try bands((nil, "10%")))
        let policy = try policy(pooled(), poor, veteran)
        let some = try settle(inScope(1000) { ($0.status, $0.age) = ("poor", 70) }, policy: policy)
        #expect(some.otherFunds == 14_000 + 600)
        #expect(some.funds.map(\.name) == ["pooledFund", "aid"])
        let none = try settle(inScope(1000) { ($0.status, $0.age) = ("rich", 40) }, policy: policy)
        #expect(none.otherFunds == 0 && none.stages.count == 1)
    }

    @Test("Stages may be alternatives: the first that applies is the first; what the others leave is nothing.")
    func alternatives() throws {
        let inpatient = try pooled(deductible: "800") { $0.condition = condition(("setting", "inpatient")) }
        let outpatient = try pooled(rate: "70%") {
            $0.condition = condition(("setting", "outpatient"))
            $0.deductible = Policy.Deductible(try value("1800"), per: .year)
        }
        let top = Policy.Stage(
            fund: "top", base: try value("deductible + pooledFund + overCap"), bands: try bands((nil, "10%")))
        let policy = try policy(inpatient, outpatient, top)
        let history = BenefitHistory([BenefitHistory.Past(inScope: 100_000, deductible: 100_000)])
        let settlement = try settle(inScope(1800) { $0.setting = "outpatient" }, policy: policy, history: history)
        #expect(settlement.deductible == 80_000)
        #expect(settlement.pooledFund == 70_000)
        #expect(settlement.otherFunds == 15_000)
        let none = try settle(inScope(1800) { $0.setting = "pharmacy" }, policy: policy)
        #expect(none.fundTotal == 0 && none.stages.count == 1)
    }

    @Test("A refused case is settled with nothing paid, and the reason stands in the steps.")
    func refused() throws {
        let policy = try policy(pooled()) {
            $0.refusals = [
                Policy.Refusal(condition: condition(("offSite", "travel"), ("filed", "no")), reason: "not filed")
            ]
        }
        let settlement = try settle(
            inScope(1000) { ($0.offSite, $0.filed) = ("travel", false) }, policy: policy)
        #expect(settlement.fundTotal == 0 && settlement.cash == 100_000 && settlement.deductible == 0)
        #expect(settlement.steps.contains { $0.kind == .refused && $0.label.contains("not filed") })
        #expect(try paid(inScope(1000) { ($0.offSite, $0.filed) = ("travel", true) }, policy) == "800.00")
    }

    // MARK: Account, rounding, steps

    @Test("The personal account pays what is left to the person, as far as it goes and the policy lets it.")
    func account() throws {
        var policy = try policy(pooled())
        let bill = Bill(total: 120_000, fullSelfPay: 20_000, account: 30_000)
        #expect(try settle(bill, policy: policy).account == 30_000)
        policy.account = try value("personalInScope")
        let settlement = try settle(bill, policy: policy)
        #expect(settlement.account == 20_000 && settlement.cash == 20_000 && settlement.personalShare == 40_000)
        policy.account = try value("0")
        #expect(try settle(bill, policy: policy).account == 0)
    }

    @Test("Rounding happens where the policy says: at the end, after each stage, at every step, or at every line.")
    func roundingLevels() throws {
        let major = Policy.Stage(fund: Policy.majorIllness, bands: try bands((nil, "50%")))
        var policy = try policy(pooled(rate: "33.3%"), major)
        policy.classes = ["b": Policy.ItemClass(name: "B", firstSelfPay: try value("12.5%"))]
        let bill = Bill(classes: [], lines: (0..<3).map { _ in Bill.Line(itemClass: "B", amount: 101) })
        func settled(_ level: Policy.Rounding.Level) throws -> [Int64] {
            policy.rounding.level = level
            let settlement = try settle(bill, policy: policy)
            return [settlement.firstSelfPay, settlement.pooledFund, settlement.majorIllness]
        }
        // 37.875 fen; 265.125 × 33.3 % = 88.286…; half of 176.838…
        #expect(try settled(.end) == [38, 88, 88])
        // Half of 265.125 − 88 = 88.5625.
        #expect(try settled(.stage) == [38, 88, 89])
        // 265 × 33.3 % = 88.245; half of 177 = 88.5.
        #expect(try settled(.step) == [38, 88, 89])
        // 13 fen a line.
        #expect(try settled(.line) == [39, 88, 88])
    }

    @Test("A fund's payment may be rounded to the jiao or the yuan, and down.")
    func roundingUnits() throws {
        func paid(_ rounding: Policy.Rounding) throws -> Int64 {
            try settle(inScope(1239), policy: try policy(pooled(rate: "50%")) { $0.rounding = rounding }).fundTotal
        }
        #expect(try paid(Policy.Rounding()) == 61_950)
        #expect(try paid(Policy.Rounding(unit: .yuan)) == 62_000)
        #expect(try paid(Policy.Rounding(mode: .down, unit: .yuan)) == 61_900)
        #expect(try paid(Policy.Rounding(mode: .halfDown, unit: .yuan)) == 61_900)
        #expect(try paid(Policy.Rounding(mode: .up, unit: .jiao)) == 61_950)
    }

    @Test("Bands in whole fen add up to the payment.")
    func spreading() throws {
        let policy = try policy(pooled()) {
            $0.stages[0].bands = try bands(("0.01", "33%"), ("0.02", "33%"), ("0.03", "34%"), (nil, "0%"))
        }
        let settlement = try settle(Bill(inScope: 5), policy: policy)
        #expect(settlement.pooledFund == 1)
        #expect(settlement.bands.map(\.fund) == [0, 0, 1, 0])
        #expect(settlement.bands.map(\.inScope) == [1, 1, 1, 2])
    }

    @Test("Each step carries its numbers and where it comes from.")
    func steps() throws {
        let policy = try policy(pooled(deductible: "5% of averageWage") { $0.clause = "Article 7" }) {
            $0.values["averageWage"] = try value("8084.00")
        }
        let steps = try settle(inScope(30_000), policy: policy).steps
        #expect(steps.map(\.kind) == [.total, .inScope, .base, .deductible, .band, .paid, .fundTotal, .cash])
        #expect(steps[3].formula == "5% of averageWage = 5% × 8084 = 404.20")
        #expect(steps[3].clause == "Article 7")
        #expect(steps[4].formula == "(30000.00 − 404.20) × 80% = 23676.64")
        #expect(steps[4].amounts.map(\.fen) == [2_367_664, 2_959_580, 591_916])
        #expect(steps[7].formula == "30000.00 − 23676.64 = 6323.36")
    }

    @Test("A settlement is what the next history needs to know.")
    func pastFromSettlement() throws {
        let major = Policy.Stage(
            fund: Policy.majorIllness, base: try value("personalInScope"),
            deductible: Policy.Deductible(try value("2000"), per: .year), bands: try bands((nil, "50%")), per: .year)
        let policy = try policy(pooled(deductible: "1000"), major)
        let first = try settle(inScope(10_000), policy: policy)
        let past = BenefitHistory.Past(first, day: nil)
        #expect(past.bases == ["pooledFund": 1_000_000, "majorIllness": 280_000])
        #expect(past.paid == ["pooledFund": 720_000, "majorIllness": 40_000])
        let second = try settle(inScope(10_000), policy: policy, history: BenefitHistory([past]))
        #expect(second.majorIllness == 140_000)
    }
}
