import Claims
import Testing

/// A case in whole yuan and whole percents, which both the settlement and its dumb twin can price.
struct RandomCase {
    struct Band {
        var to: Int?
        var percent: Int
    }

    var outside: Int
    var classA: Int
    var classB: Int
    var firstPercent: Int
    var deductible: Int
    var bands: [Band]
    var afterDeductible: Bool
    var personalFactor: Int
    var points: Int
    var eligible: Int?
    var cap: Int?
    var before: Int

    init(_ random: inout SettlementRandom) {
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        outside = some(0...3) * some(0...500)
        classA = some(0...4000)
        // Hundreds, so that the first self-pay is a whole number of yuan.
        classB = some(0...20) * 100
        firstPercent = [0, 0, 3, 10, 30, 100][some(0...5)]
        deductible = [0, 1, some(0...900), some(0...9000)][some(0...3)]
        bands = []
        var edge = 0
        for _ in 0..<some(0...4) {
            edge += some(1...1500)
            bands.append(Band(to: edge, percent: some(0...100)))
        }
        if bands.isEmpty || some(0...3) > 0 { bands.append(Band(to: nil, percent: some(0...100))) }
        afterDeductible = some(0...1) == 0
        personalFactor = [100, 100, 60, 50, 0, 150][some(0...5)]
        points = [0, 0, -10, -20, 15][some(0...4)]
        eligible = some(0...3) == 0 ? some(0...5000) : nil
        cap = some(0...2) == 0 ? some(0...3000) : nil
        before = some(0...2) == 0 ? some(0...4000) : 0
    }

    var bill: Bill {
        Bill(
            fullSelfPay: Int64(outside) * 100,
            classes: [Bill.ClassSum("A", Int64(classA) * 100), Bill.ClassSum("B", Int64(classB) * 100)])
    }

    /// Bands count through the year from `before`; the deductible is charged for every stay.
    var history: BenefitHistory { BenefitHistory([BenefitHistory.Past(inScope: Int64(before) * 100)]) }

    func policy() throws -> Policy {
        func number(_ number: Int) throws -> Policy.Value { .always(try Policy.Formula(parsing: "\(number)")) }
        func percent(_ number: Int) throws -> Policy.Value { .always(try Policy.Formula(parsing: "\(number)%")) }
        let stage = Policy.Stage(
            fund: Policy.pooledFund, deductible: Policy.Deductible(try number(deductible)),
            bands: .always(try bands.map { Policy.Band(to: try $0.to.map(number), rate: try percent($0.percent)) }),
            bandsStart: afterDeductible ? .afterDeductible : .atZero, per: .year,
            personalFactor: try percent(personalFactor), points: try percent(points),
            caps: Policy.Caps(fundPerStay: try cap.map(number), eligiblePerStay: try eligible.map(number)))
        let top = Policy.Stage(fund: "top", bands: .always([Policy.Band(rate: try percent(37))]))
        return Policy(
            id: "random",
            classes: [
                "a": Policy.ItemClass(name: "A"),
                "b": Policy.ItemClass(name: "B", firstSelfPay: try percent(firstPercent)),
            ], stages: [stage, top], rounding: Policy.Rounding(level: .stage))
    }

    /// The twin: walks through what is eligible one yuan at a time, and adds ten-thousandths of a yuan.
    func twin() -> (pooledFen: Int64, topFen: Int64, total: Int) {
        let inScope = classA + classB - classB * firstPercent / 100
        let eligible = min(inScope, self.eligible ?? .max)
        let charged = min(deductible, eligible)
        var paid = 0
        for yuan in charged..<max(charged, eligible) {
            // With bands after the deductible the year before has used its own up to now: none is on record here.
            let used = afterDeductible ? min(0, before) : 0
            let position = before - used + (afterDeductible ? yuan - charged : yuan)
            guard let band = bands.first(where: { position < $0.to ?? .max }) else { continue }
            var rate = 10_000 - (100 - band.percent) * personalFactor
            rate += points * 100
            paid += max(0, min(10_000, rate))
        }
        if let cap { paid = min(paid, cap * 10_000) }
        let pooled = (paid + 50) / 100
        let left = max(0, inScope * 100 - pooled)
        let top = (left * 37 + 50) / 100
        return (Int64(pooled), Int64(top), classA + classB + outside)
    }
}

@Suite("Properties of settlement")
struct SettlePropertyTests {
    @Test("Random policies and bills agree with a twin that walks yuan by yuan.", arguments: 1...6)
    func twin(_ seed: Int) throws {
        var random = SettlementRandom(seed: UInt64(seed))
        for _ in 0..<30 {
            let some = RandomCase(&random)
            let settlement = try settle(some.bill, policy: some.policy(), history: some.history)
            let twin = some.twin()
            #expect(settlement.brokenInvariant == nil, "\(some)")
            #expect(settlement.total == Int64(twin.total) * 100, "\(some)")
            #expect(settlement.pooledFund == twin.pooledFen, "\(some)")
            #expect(settlement.otherFunds == twin.topFen, "\(some)")
            #expect(settlement.bands.reduce(0) { $0 + $1.fund } == settlement.pooledFund, "\(some)")
        }
    }

    /// A policy with everything in it, of fractions that do not end in fen (nor, some of them, in decimals).
    private func wild(_ random: inout SettlementRandom) throws -> Policy {
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func rate() -> String { "\(some(0...99)).\(some(0...9))%" + (some(0...7) == 0 ? " / 3" : "") }
        var stages: [Policy.Stage] = []
        for fund in ["pooledFund", "majorIllness", "top", "pooledFund"].prefix(some(1...4)) {
            var list: [Policy.Band] = []
            var edge = 0
            for _ in 0..<some(0...3) {
                edge += some(1...200_000)
                list.append(Policy.Band(to: try value("\(edge) / 7"), rate: try value(rate())))
            }
            list.append(Policy.Band(rate: try value(rate()), isPersonalRate: some(0...1) == 0))
            var base = some(0...3) == 0 ? try value("inScope × 1.1") : nil
            if let before = stages.last?.fund, some(0...4) == 0 {
                base = try value("overCap(\(before)) + personalInBands(\(before)) / 3 + deductible(\(before))")
            }
            stages.append(
                Policy.Stage(
                    fund: fund, base: base,
                    deductible: Policy.Deductible(try value("\(some(0...3000)) / 3"), per: period(&random)),
                    bands: .always(list), bandsStart: some(0...1) == 0 ? .atZero : .afterDeductible,
                    per: period(&random),
                    counts: some(0...2) == 0 ? condition(("setting", "outpatient")) : nil,
                    personalFactor: some(0...2) == 0 ? try value("\(some(0...200))%") : nil,
                    points: some(0...2) == 0 ? try value("\(some(-40...40))%") : nil,
                    atLeast: some(0...3) == 0 ? try value("\(some(0...120))% of total / 3") : nil,
                    caps: Policy.Caps(
                        fundPerStay: some(0...3) == 0 ? try value("\(some(0...9000)) / 7") : nil,
                        fundPerYear: some(0...3) == 0 ? try value("\(some(0...90000))") : nil,
                        eligiblePerYear: some(0...3) == 0 ? try value("\(some(0...90000))") : nil)))
            for period in Policy.Period.allCases where some(0...9) == 0 {
                stages[stages.count - 1].caps.fund[period] = try value("\(some(0...9000)) / 7")
                stages[stages.count - 1].caps.eligible[period] = try value("\(some(0...90000)) / 3")
            }
        }
        let levels: [Policy.Rounding.Level] = [.end, .stage, .step, .line]
        let modes = Policy.Rounding.Mode.allCases
        let units = Policy.Rounding.Unit.allCases
        return Policy(
            id: "wild",
            classes: [
                "a": Policy.ItemClass(name: "A"),
                "b": Policy.ItemClass(
                    name: "B", ceiling: try value("\(some(1...99)).\(some(10...99))"), firstSelfPay: try value(rate())),
                "j": Policy.ItemClass(name: "J", firstSelfPay: try value(rate()), rate: try value(rate())),
                "c": Policy.ItemClass(name: "C", excluded: .always),
                "l": Policy.ItemClass(name: "L", limit: try value("\(some(0...999))")),
            ], firstSelfPay: some(0...2) == 0 ? Policy.FirstSelfPay(rate: try value(rate())) : nil, stages: stages,
            caps: some(0...3) == 0 ? Policy.Caps(fundPerYear: try value("\(some(0...200_000))")) : Policy.Caps(),
            account: some(0...1) == 0 ? try value("personalInScope") : nil,
            rounding: Policy.Rounding(
                level: levels[some(0...3)], mode: modes[some(0...3)], unit: units[some(0...2)]))
    }

    private func period(_ random: inout SettlementRandom) -> Policy.Period {
        let few: [Policy.Period] = [.stay, .stay, .year, .year]
        return (few + Policy.Period.allCases).randomElement(using: &random) ?? .stay
    }

    private func bill(_ random: inout SettlementRandom) -> Bill {
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        let names = ["A", "B", "J", "C", "L"]
        let lines = (0..<some(0...30)).map { _ in
            Bill.Line(
                itemClass: names[some(0...4)], amount: Int64(some(0...3) * some(0...999_999)),
                quantity: (try? Exact(Int128(some(1...300)), over: 7)) ?? .one)
        }
        return Bill(
            fullSelfPay: Int64(some(0...9999)), firstSelfPay: Int64(some(0...9999)),
            classes: [Bill.ClassSum("A", Int64(some(0...9_999_999)))], lines: lines,
            account: Int64(some(0...1) * some(0...99_999)), setting: some(0...1) == 0 ? "outpatient" : nil,
            discharged: Policy.Day(year: 2025, month: 3, day: 31))
    }

    @Test(
        "No settlement pays more than the bill or less than zero, and all sums tie out, whatever the policy.",
        arguments: 1...10)
    func invariants(_ seed: Int) throws {
        var random = SettlementRandom(seed: UInt64(seed) &* 7919)
        for _ in 0..<20 {
            let policy = try wild(&random)
            let bill = bill(&random)
            let past = BenefitHistory.Past(
                stays: 1, day: Policy.Day(year: 2025, month: Int.random(in: 1...4, using: &random), day: 28),
                inScope: Int64.random(in: 0...9_000_000, using: &random),
                deductible: Int64.random(in: 0...100_000, using: &random),
                paid: ["pooledFund": Int64.random(in: 0...9_000_000, using: &random)],
                bases: ["pooledFund": 500_000, "majorIllness": 700_000, "top": 300_000],
                facts: Bool.random(using: &random) ? ["setting": Policy.FactValue("inpatient")] : [:])
            // A settlement that broke its rules would be refused as `.broken`: nothing may be thrown at all.
            let settlement = try settle(bill, policy: policy, history: BenefitHistory([past]))
            #expect(settlement.brokenInvariant == nil)
            #expect(settlement == (try settle(bill, policy: policy, history: BenefitHistory([past]))))
            for line in settlement.lines {
                #expect(line.amount == line.fullSelfPay + line.overLimit + line.firstSelfPay + line.inScope)
                #expect(min(line.fullSelfPay, line.overLimit, line.firstSelfPay, line.inScope) >= 0)
            }
            for stage in settlement.stages {
                let shares = stage.bands.map(\.fund) + stage.classShares.map(\.fund)
                #expect(shares.reduce(0, +) <= stage.paid)
            }
        }
    }

    @Test("Under one rule a larger bill never costs the fund less, nor the person.", arguments: 1...5)
    func monotonic(_ seed: Int) throws {
        var random = SettlementRandom(seed: UInt64(seed) &* 104_729)
        for _ in 0..<20 {
            let policy = try RandomCase(&random).policy()
            var last: Settlement?
            var amount: Int64 = 0
            for _ in 0..<12 {
                amount += Int64.random(in: 0...90_000, using: &random)
                let next = try settle(Bill(inScope: amount), policy: policy)
                if let last {
                    #expect(next.pooledFund >= last.pooledFund)
                    // Each fund's payment is rounded on its own.
                    #expect(next.personalShare >= last.personalShare - 2)
                }
                last = next
            }
        }
    }

    @Test("Two stays priced one after the other through the year cost what one stay of both would.", arguments: 1...5)
    func yearIsOneStay(_ seed: Int) throws {
        var random = SettlementRandom(seed: UInt64(seed) &* 15_485_863)
        for _ in 0..<30 {
            var policy = try RandomCase(&random).policy()
            policy.stages.removeLast()
            policy.stages[0].deductible?.per = .year
            let (perStay, eligible) = (policy.stages[0].caps.fundPerStay, policy.stages[0].caps.eligiblePerStay)
            policy.stages[0].caps = Policy.Caps(fundPerYear: perStay, eligiblePerYear: eligible)
            policy.rounding.level = .end
            let (a, b) = (
                Int64.random(in: 0...400_000, using: &random), Int64.random(in: 0...400_000, using: &random)
            )
            let whole = try settle(Bill(inScope: a + b), policy: policy)
            let first = try settle(Bill(inScope: a), policy: policy)
            let history = BenefitHistory([BenefitHistory.Past(first, day: nil)])
            let second = try settle(Bill(inScope: b), policy: policy, history: history)
            #expect(abs(first.fundTotal + second.fundTotal - whole.fundTotal) <= 1)
            #expect(first.deductible + second.deductible == whole.deductible)
        }
    }

    @Test("The order of lines does not change what anybody pays.", arguments: 1...5)
    func order(_ seed: Int) throws {
        var random = SettlementRandom(seed: UInt64(seed) &* 32_452_843)
        for _ in 0..<10 {
            let policy = try wild(&random)
            var bill = bill(&random)
            let one = try settle(bill, policy: policy)
            bill.lines.shuffle(using: &random)
            let other = try settle(bill, policy: policy)
            #expect(one.funds == other.funds && one.firstSelfPay == other.firstSelfPay && one.cash == other.cash)
        }
    }
}
