import SwiftProtobuf
import Testing

@testable import Claims

@Suite("Pricing a past claim again")
struct RepricingTests {
    /// The sample's policy: class B first bears 10 %, then 850.00 and 85 %.
    static func policy() throws -> Policy {
        try basic { policy in
            policy.classes = [
                "a": Policy.ItemClass(name: "A"),
                "b": Policy.ItemClass(name: "B", firstSelfPay: try value("10%")),
                "c": Policy.ItemClass(name: "C", excluded: .always),
            ]
        }
    }

    private static func basic(_ change: (inout Policy) throws -> Void) throws -> Policy {
        var policy = Policy(id: "employees", stages: [try pooled(deductible: "850", rate: "85%")])
        try change(&policy)
        return policy
    }

    /// The claim priced exactly as the policy gives it.
    private static func priced(_ change: (inout SettlementSplit) -> Void = { _ in }) throws -> (Desk, Repricing) {
        var desk = try Desk.at(.accepted)
        let found = ClaimCase(
            try desk.state(Sample.claim), in: try desk.context(Array(desk.streams.keys)), for: try policy())
        let settlement = try settle(found.bill, policy: try policy(), history: found.history)
        var split = SettlementSplit()
        split.total = settlement.total
        split.firstSelfPay = settlement.firstSelfPay
        split.inScope = settlement.inScope
        split.deductible = settlement.deductible
        split.pooledFund = settlement.pooledFund
        split.fundTotal = settlement.fundTotal
        split.personalShare = settlement.personalShare
        split.cash = settlement.cash
        change(&split)
        try desk.record(
            Event(.claimAdjudicated(.with { $0.split = split })), in: Sample.claim, by: Sample.clerk, on: "2018-11-06")
        return (
            desk,
            Repricing(
                policy: Sample.policy, version: "2018", settlement: settlement, assumptions: found.assumptions)
        )
    }

    private static func findings(_ desk: Desk, _ repricing: Repricing?) throws -> [Finding] {
        var context = try desk.context(Array(desk.streams.keys))
        context.repricings[Sample.claim] = repricing
        return Claims.findings(for: try desk.state(Sample.claim), in: context).filter { $0.number == 10 }
    }

    @Test("The case is what was recorded: facts of the register, the filing and the hospital, and the list.")
    func facts() throws {
        let desk = try Desk.at(.accepted)
        let found = ClaimCase(
            try desk.state(Sample.claim), in: try desk.context(Array(desk.streams.keys)), for: try Self.policy())
        #expect(found.bill.total == 1_526_314)
        #expect(found.bill.lines.map(\.itemClass) == ["B", "A", "A"])
        #expect(found.bill.level == "3" && found.bill.status == "employee" && found.bill.age == 55)
        #expect(found.bill.offSite == "longTerm" && found.bill.filed == true && found.bill.designated == true)
        #expect(found.bill.place == "110105" && found.bill.setting == "inpatient")
        #expect(found.history.past.isEmpty)
        #expect(found.assumptions.map(\.en) == ["nothing was settled before for this person, as far as recorded here"])
    }

    @Test("What is not held is said, not guessed.")
    func missing() throws {
        let desk = try Desk.at(.accepted)
        let found = ClaimCase(try desk.state(Sample.claim), in: Context(), for: try Self.policy())
        #expect(found.bill.status == nil && found.bill.level == nil && found.bill.filed == nil)
        #expect(found.assumptions.count == 4)
        // A policy that asks for the level cannot price it then, and no finding is made of that.
        let byLevel = Policy(
            id: "by-level", stages: [try pooled { $0.deductible = Policy.Deductible(try by("level", [("3", "850")])) }])
        #expect(throws: SettlementError.self) { try settle(found.bill, policy: byLevel, history: found.history) }
    }

    @Test(
        "Somebody is a year older on the birthday; born on 29 February, on 1 March of a common year.",
        arguments: [
            ("1963-04-15", "2018-04-14", 54), ("1963-04-15", "2018-04-15", 55), ("2000-02-29", "2019-02-28", 18),
            ("2000-02-29", "2019-03-01", 19), ("2000-02-29", "2020-02-29", 20), ("2018-01-01", "2017-12-31", 0),
        ])
    func ages(birth: String, day: String, age: Int) throws {
        #expect(ClaimCase.age(of: try #require(CalendarDate(birth)), on: try #require(CalendarDate(day))) == age)
    }

    @Test("Finding 10: an adjudication that is what its policy gives is no finding.")
    func agrees() throws {
        let (desk, repricing) = try Self.priced()
        #expect(try Self.findings(desk, repricing) == [])
        #expect(try Self.findings(desk, nil) == [])
    }

    @Test("Finding 10: more from the funds than the policy gives is an alarm, with each amount on both sides.")
    func tooMuch() throws {
        let (desk, repricing) = try Self.priced {
            $0.pooledFund += 100_000
            $0.fundTotal += 100_000
            $0.personalShare -= 100_000
            $0.cash -= 100_000
        }
        let found = try #require(try Self.findings(desk, repricing).first)
        #expect(found.severity == .alarm && found.code == "adjudication-differs-from-policy")
        #expect(found.amounts.map(\.name).first == "pooledFund, adjudicated")
        #expect(found.english.contains("the difference is 1,000.00"))
        #expect(found.chinese.contains("相差 1,000.00 元"))
        let claim = try desk.state(Sample.claim)
        #expect(found.evidence.contains(claim.entries.last?.act.entry ?? EntryReference()))
    }

    @Test("Finding 10: less than the policy gives is a warning, and the smallest difference counts.")
    func oneFenLess() throws {
        let (desk, repricing) = try Self.priced {
            $0.pooledFund -= 1
            $0.fundTotal -= 1
            $0.personalShare += 1
            $0.cash += 1
        }
        let found = try #require(try Self.findings(desk, repricing).first)
        #expect(found.severity == .warning)
        #expect(found.amounts.count == 8)
    }

    @Test("Decisions on lines count: what is not recognised is full self-pay, another class is the catalogue's.")
    func decisions() throws {
        let desk = try Desk.at(.accepted)
        var state = try desk.state(Sample.claim)
        guard case .claim(var claim)? = state.subject else { return }
        claim.adjudication = .with {
            $0.split.total = 1_526_314
            $0.lines = [
                .with {
                    $0.line = 2
                    $0.billed = 120_000
                    $0.adjusted = 100_000
                    $0.itemClass = .classB
                    $0.grounds = [Sample.ground(10_011, "above the ceiling")]
                }
            ]
        }
        state.subject = .claim(claim)
        let found = ClaimCase(state, in: try desk.context(Array(desk.streams.keys)), for: try Self.policy())
        #expect(found.bill.lines.map(\.amount) == [1_361_114, 100_000, 20_000, 45_200])
        #expect(found.bill.lines.map(\.itemClass) == ["B", "B", "B", "A"])
        #expect(found.bill.lines.map(\.excluded) == [nil, nil, "above the ceiling", nil])
        let settlement = try settle(found.bill, policy: try Self.policy(), history: found.history)
        #expect(settlement.total == 1_526_314 && settlement.fullSelfPay == 20_000)
        // Where the adjudication's total leaves it out, so does the bill.
        claim.adjudication.split.total = 1_506_314
        state.subject = .claim(claim)
        let less = ClaimCase(state, in: try desk.context(Array(desk.streams.keys)), for: try Self.policy())
        #expect(less.bill.total == 1_506_314 && less.bill.lines.count == 3)
    }

    @Test("The history is the person's claims that were priced earlier and not refused.")
    func history() throws {
        var (desk, _) = try Self.priced()
        let later = changed(try desk.state(Sample.claim)) { state in
            state.stream = "claim/210200/2019-000200"
            guard case .claim(var claim)? = state.subject else { return }
            claim.clearAdjudication()
            state.subject = .claim(claim)
        }
        let context = try desk.context(Array(desk.streams.keys))
        let found = ClaimCase(later, in: context, for: try Self.policy())
        #expect(found.history.past.map(\.deductible) == [85_000])
        #expect(found.history.past.map(\.stays) == [1])
        #expect(found.history.past.first?.day?.description == "2018-10-11")
        // A refused claim leaves nothing behind.
        try desk.record(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(1, "forged")] })), in: Sample.claim,
            by: Sample.clerk,
            on: "2018-11-07")
        let refused = try desk.context(Array(desk.streams.keys))
        #expect(ClaimCase(later, in: refused, for: try Self.policy()).history.past.isEmpty)
    }

    /// What is settled for a stay after an earlier claim of this care, with other funds' payments, under a policy.
    private func afterEarlier(
        _ care: Care, otherFunds: Int64 = 0, by policy: Policy
    ) throws -> (found: ClaimCase, settlement: Settlement) {
        let (desk, _) = try Self.priced()
        let claim = try desk.state(Sample.claim)
        let later = changed(claim) { state in
            state.stream = "claim/210200/2019-000200"
            guard case .claim(var claim)? = state.subject else { return }
            claim.clearAdjudication()
            state.subject = .claim(claim)
        }
        var context = try desk.context(Array(desk.streams.keys))
        context.streams[Sample.claim] = changed(claim) { state in
            guard case .claim(var claim)? = state.subject else { return }
            claim.submission.care = care
            claim.adjudication.split.otherFunds = otherFunds
            state.subject = .claim(claim)
        }
        let found = ClaimCase(later, in: context, for: policy)
        return (found, try settle(found.bill, policy: policy, history: found.history))
    }

    @Test("Outpatient claims use up nothing of a stay's deductible and caps in the year; another stay does.")
    func settings() throws {
        func stage(_ setting: String, _ deductible: String) throws -> Policy.Stage {
            try pooled(rate: "85%") {
                $0.condition = condition(("setting", setting))
                $0.deductible = Policy.Deductible(try value(deductible), per: .year)
                $0.caps.fund[.year] = try value("12000")
            }
        }
        var policy = try Self.policy()
        policy.stages = [try stage("inpatient", "850"), try stage("outpatient", "500")]
        let item = try afterEarlier(.specificItem, by: policy)
        let stay = try afterEarlier(.filedStay, by: policy)
        #expect(
            item.found.history.past.map(\.facts) == [
                [
                    "setting": Policy.FactValue("outpatient"), "level": Policy.FactValue("3"),
                    "offSite": Policy.FactValue("longTerm"),
                ]
            ])
        #expect(stay.found.history.past.first?.facts["setting"] == Policy.FactValue("inpatient"))
        let sudden = try afterEarlier(.suddenIllnessStay, by: policy)
        #expect(sudden.found.history.past.first?.facts["offSite"] == Policy.FactValue("emergency"))
        #expect(item.settlement.deductible == 85_000 && stay.settlement.deductible == 0)
        let none = try settle(item.found.bill, policy: policy, history: BenefitHistory())
        #expect(item.settlement == none)
        #expect(stay.settlement.pooledFund < none.pooledFund)
    }

    @Test("What one other fund paid before uses up its cap; of several it is said that theirs count as unused.")
    func otherFunds() throws {
        func other(_ fund: String) throws -> Policy.Stage {
            try pooled(rate: "100%") {
                $0.fund = fund
                $0.caps.fund[.year] = try value("100")
            }
        }
        var policy = try Self.policy()
        policy.stages.append(try other("civilServants"))
        let one = try afterEarlier(.filedStay, otherFunds: 6_000, by: policy)
        #expect(one.settlement.funds.first { $0.name == "civilServants" }?.amount == 4_000)
        let usual = try afterEarlier(.filedStay, by: policy).found.assumptions
        #expect(one.found.assumptions == usual)
        policy.stages.append(try other("charity"))
        let two = try afterEarlier(.filedStay, otherFunds: 6_000, by: policy)
        let said = two.found.assumptions.filter { $0.en.contains("charity, civilServants count as unused") }
        #expect(said.count == 1 && said[0].zh.contains("charity、civilServants"))
        #expect(try afterEarlier(.filedStay, by: policy).found.assumptions == usual, "nothing was paid by them")
    }

    @Test("The history of a duplicate is the person's: of the one merged, of the one who stands, of another duplicate.")
    func historyOfDuplicates() throws {
        var (desk, _) = try Self.priced()
        let third = "person/210200/000125"
        func past(of person: String) throws -> Int {
            let later = changed(try desk.state(Sample.claim)) { state in
                state.stream = "claim/210200/2019-000200"
                guard case .claim(var claim)? = state.subject else { return }
                claim.clearAdjudication()
                claim.submission.person = person
                state.subject = .claim(claim)
            }
            let context = try desk.context(Array(desk.streams.keys))
            return ClaimCase(later, in: context, for: try Self.policy()).history.past.count
        }
        for (stream, card) in [(Sample.duplicate, "A99999999"), (third, "A88888888")] {
            desk.receive(
                Event(.personRegistered(changed(Sample.registered) { $0.cardNumber = card })), in: stream,
                by: Sample.clerk, on: "2018-11-07")
        }
        #expect(try [Sample.person, Sample.duplicate, third].map { try past(of: $0) } == [1, 0, 0])
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-11-08")
        #expect(try [Sample.person, Sample.duplicate, third].map { try past(of: $0) } == [1, 1, 0])
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: third, by: Sample.clerk, on: "2018-11-08")
        #expect(try [Sample.person, Sample.duplicate, third].map { try past(of: $0) } == [1, 1, 1])
    }

    @Test(
        "Facts are stated by name, each with what it can be.",
        arguments: [
            ("level", "special 3", true), ("offSite", "Emergency", true), ("offSite", "abroad", false),
            ("age", "151", false),
            ("stay", "0", false), ("filed", "maybe", false), ("networked", "no", true), ("poor", "yes", true),
            ("total", "1", false), ("a b", "1", false),
        ])
    func stated(name: String, value: String, fits: Bool) {
        var bill = Bill()
        #expect(bill.state(fact: name, as: value) == fits)
    }
}
