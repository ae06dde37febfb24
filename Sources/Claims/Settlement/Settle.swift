/// Prices a bill under a policy, after what the person's benefit year has already used.
///
/// Pure: the same bill, policy and history give the same settlement, always. Nothing is rounded but where the policy
/// says (by default each fund's payment, once, at the end).
///
/// - Parameters:
///   - bill: one stay or visit, in fen.
///   - policy: the version that applies; `Policy.version(of:for:)` finds it.
///   - history: earlier settlements; those of another benefit year are left out.
/// - Returns: a settlement with every step explained.
/// - Throws: `SettlementError` where the bill does not add up, does not state what the policy asks for, or the policy
///   has no answer for it; the error names the line of the policy or of the bill.
/// - Complexity: linear in the bill's lines, but for sorting them once by their remainders of fen.
public func settle(
    _ bill: Bill, policy: Policy, history: BenefitHistory = BenefitHistory()
) throws(SettlementError) -> Settlement {
    var settler = try Settler(bill, policy, history)
    return try settler.settlement()
}

/// One settlement in the making.
struct Settler {
    let bill: Bill
    let policy: Policy
    let earlier: EarlierSettlements
    let situation: Situation
    var steps: [Settlement.Step] = []
    var outcomes: [StageOutcome] = []
    var breakdown = Breakdown()

    init(_ bill: Bill, _ policy: Policy, _ history: BenefitHistory) throws(SettlementError) {
        self.bill = bill
        self.policy = policy
        let day = policy.decidingDay(of: bill)
        if let day, !policy.isInEffect(on: day) {
            let from = policy.effectiveFrom.map(\.description) ?? "the beginning"
            let to = policy.effectiveTo.map(\.description) ?? "further notice"
            throw SettlementError(
                .notInEffect, "policy \"\(policy.id)\" is in effect from \(from) to \(to), and \(day) decides",
                remedy: "Take the version of that day.")
        }
        earlier = EarlierSettlements(history, policy, day)
        situation = Situation(
            policy: policy, facts: try bill.factValues(policy, earlier, day),
            items: bill.lines.count + bill.classes.count)
    }

    mutating func settlement() throws(SettlementError) -> Settlement {
        situation.set("account", Exact(fen: max(0, bill.account ?? 0)))
        setYear(try earlier.during(.year, .always))
        breakdown = try Breakdown(bill, situation)
        explainBreakdown()
        try takeFirstSelfPay()
        try setBreakdown()
        explainInScope()
        if let refusal = try refusal() {
            explain(refusal)
        } else {
            for stage in policy.stages {
                do throws(SettlementError) {
                    try run(stage)
                } catch {
                    throw error.at(stage.place)
                }
                // What a stage that does not apply would have left is nothing.
                let ofFund = Policy.ofFundNames.map { Policy.ofFund($0, stage.fund) }
                for name in Policy.afterStageNames.union([stage.fund] + ofFund) where situation.amounts[name] == nil {
                    situation.set(name, .zero)
                }
            }
        }
        return try closed()
    }

    /// The share that the policy takes from the whole bill before any fund.
    private mutating func takeFirstSelfPay() throws(SettlementError) {
        guard let share = policy.firstSelfPay else { return }
        try setBreakdown()
        let rate = try situation.number(share.rate).clamped(.zero, .one)
        let inScope = try breakdown.inScope()
        let base = try share.of.map { (value) throws(SettlementError) in try situation.number(value) } ?? inScope
        var amount = try (base * rate).clamped(.zero, inScope)
        if policy.rounding.level >= .step { amount = Exact(fen: try amount.fen()) }
        breakdown.firstSelfPay = try breakdown.firstSelfPay + amount
        // Item classes bear the share too, each in proportion.
        if inScope > .zero {
            let left = try .one - amount / inScope
            for index in breakdown.ownShares.indices {
                breakdown.ownShares[index].inScope = try breakdown.ownShares[index].inScope * left
            }
            for (name, amount) in situation.inClass { situation.inClass[name] = try amount * left }
        }
        try explainFirstSelfPay(share, rate: rate, base: base, amount: amount)
    }

    private func setBreakdown() throws(SettlementError) {
        situation.set("fullSelfPay", Exact(fen: breakdown.fullSelfPay))
        situation.set("overLimit", Exact(fen: breakdown.overLimit))
        situation.set("firstSelfPay", breakdown.firstSelfPay)
        situation.set("inScope", try breakdown.inScope())
    }

    /// What formulas may ask of the year before this bill.
    func setYear(_ year: EarlierSettlements.Part) {
        situation.set("yearInScope", Exact(fen: year.inScope))
        situation.set("yearDeductible", Exact(fen: year.deductible))
        situation.set("yearFundTotal", Exact(fen: year.fundTotal))
    }

    private func refusal() throws(SettlementError) -> Policy.Refusal? {
        for refusal in policy.refusals where try situation.holds(refusal.condition) { return refusal }
        return nil
    }
}

extension Bill {
    /// The facts of the bill by name, checked.
    fileprivate func factValues(
        _ policy: Policy, _ earlier: EarlierSettlements, _ day: Policy.Day?
    ) throws(SettlementError) -> [String: Policy.FactValue] {
        var values = facts
        func state(_ name: String, _ text: String?) {
            if let text { values[name] = Policy.FactValue(text) }
        }
        func state(_ name: String, _ flag: Bool?) {
            if let flag { values[name] = Policy.FactValue(flag ? "yes" : "no") }
        }
        func state(_ name: String, _ number: Int?) {
            if let number { values[name] = Policy.FactValue(Exact(number)) }
        }
        state("level", level)
        state("status", status)
        state("place", place)
        state("setting", setting ?? "inpatient")
        state("offSite", try checkedOffSite())
        state("filed", filed)
        state("designated", designated ?? true)
        state("networked", networked)
        state("age", try checked(age, "age", 0...150))
        let stays = stay == nil ? try earlier.during(.year, .of(setting: setting ?? "inpatient")).stays : 0
        state("stay", try checked(stay ?? min(stays, 9998) + 1, "stay", 1...9999))
        state("year", day?.year)
        state("month", day?.month)
        if let admitted, let discharged {
            guard discharged >= admitted else {
                throw SettlementError(
                    .badFact, "the discharge on \(discharged) is before the admission on \(admitted)",
                    remedy: "Correct the dates.")
            }
            state("days", discharged.days(since: admitted))
        }
        for (name, declaration) in policy.facts {
            if values[name] == nil, let standard = declaration.standard { values[name] = Policy.FactValue(standard) }
            guard let value = values[name] else { continue }
            if declaration.isNumber, value.number == nil {
                throw SettlementError(
                    .badFact, "\(name) is \"\(value.text)\", and the policy wants a number",
                    remedy: "Correct the bill.", place: declaration.place)
            }
            if !declaration.values.isEmpty,
                !declaration.values.contains(where: { Policy.Key($0).fits(value) })
            {
                throw SettlementError(
                    .badFact,
                    "\(name) is \"\(value.text)\", and the policy knows \(declaration.values.joined(separator: ", "))",
                    remedy: "Correct the bill, or add the value to `facts`.", place: declaration.place)
            }
        }
        return values
    }

    private func checkedOffSite() throws(SettlementError) -> String {
        guard let offSite else { return Bill.offSiteKinds[0] }
        let name = Policy.normalised(offSite)
        guard Bill.offSiteKinds.contains(where: { Policy.normalised($0) == name }) else {
            throw SettlementError(
                .badFact, "offSite is \"\(offSite)\"",
                remedy: "It is one of: \(Bill.offSiteKinds.joined(separator: ", ")).")
        }
        return offSite
    }

    private func checked(_ number: Int?, _ name: String, _ range: ClosedRange<Int>) throws(SettlementError) -> Int? {
        guard let number else { return nil }
        guard range.contains(number) else {
            throw SettlementError(
                .badFact, "\(name) is \(number)",
                remedy: "It lies between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }
}
