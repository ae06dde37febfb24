/// What one stage came to, exact.
struct StageOutcome {
    var stage: Policy.Stage
    var base: Exact
    var deductible: Exact
    var shares: [Share] = []
    /// What the stage pays beyond its shares because of `atLeast`.
    var extra: Exact = .zero
    var paid: Exact = .zero
    var overCap: Exact = .zero

    /// A part of the base that has one rate: a band, or an item class with a rate of its own.
    struct Share {
        var kind: Kind
        var width: Exact
        var rate: Exact
        var paid: Exact

        enum Kind {
            case band(from: Exact, to: Exact?)
            case itemClass(String)
        }

        var isBand: Bool { if case .band = kind { true } else { false } }
    }
}

extension Settler {
    /// Runs one stage over what the stages before it left.
    mutating func run(_ stage: Policy.Stage) throws(SettlementError) {
        // The first that applies: stages may be alternatives, as one for inpatients and one for outpatients.
        let isFirst = outcomes.isEmpty
        let inScope = try breakdown.inScope()
        let fundTotal = try paidSoFar()
        let left = max(.zero, try inScope - fundTotal)
        situation.set("fundTotal", fundTotal)
        situation.set("personalInScope", left)
        situation.set("personalShare", try Exact(fen: breakdown.total) - fundTotal)
        guard try situation.holds(stage.condition) else { return }

        let ownShared = isFirst && stage.base == nil ? try breakdown.ownShared() : .zero
        let base: Exact
        if let value = stage.base {
            base = max(.zero, try situation.number(value))
        } else {
            base = isFirst ? max(.zero, try inScope - ownShared) : left
        }
        situation.set(Policy.baseName, base)
        try explainBase(stage, base, isFirst: isFirst, ownShared: ownShared)
        let before = try yearBase(of: stage)

        var outcome = StageOutcome(stage: stage, base: base, deductible: .zero)
        let eligible = try eligiblePart(of: base, stage, before: before)
        outcome.overCap = try base - eligible
        outcome.deductible = try deductible(of: stage, eligible, before: before)
        if isFirst { situation.set("deductible", outcome.deductible) }
        if isFirst { try shareClasses(into: &outcome) }
        try shareBands(eligible, before: before, into: &outcome)
        try guarantee(&outcome)
        try cap(&outcome, fundTotal)
        if policy.rounding.level >= .stage {
            outcome.paid = try rounded(outcome.paid, upTo: try room(after: fundTotal))
        }
        explainPaid(outcome)

        var personalInBands = Exact.zero
        for share in outcome.shares where share.isBand {
            personalInBands = try personalInBands + share.width - share.paid
        }
        situation.set("personalInBands", personalInBands)
        situation.set("overCap", outcome.overCap)
        let sameFund = try (situation.amounts[stage.fund] ?? .zero) + outcome.paid
        situation.set(stage.fund, sameFund)
        outcomes.append(outcome)
    }

    func paidSoFar() throws(SettlementError) -> Exact {
        var sum = Exact.zero
        for outcome in outcomes { sum = try sum + outcome.paid }
        return sum
    }

    /// What of the bill no fund has paid yet: no stage pays more.
    func room(after fundTotal: Exact) throws(SettlementError) -> Exact {
        max(.zero, try Exact(fen: breakdown.total) - fundTotal)
    }

    func rounded(_ amount: Exact, upTo room: Exact) throws(SettlementError) -> Exact {
        let rounding = policy.rounding
        let units = try amount.rounded(rounding.mode, to: rounding.unit.yuan)
        return min(try Exact(Int(units)) * rounding.unit.yuan, room)
    }

    // MARK: - Year to date

    /// How much the stage has looked at this year before this bill.
    private func yearBase(of stage: Policy.Stage) throws(SettlementError) -> Exact {
        guard stage.asksForPosition(isFirst: outcomes.isEmpty) else { return .zero }
        let earlier = Set(outcomes.map(\.stage.fund))
        guard let base = year.base(of: stage.fund, asInScopeAfter: earlier, isOwn: stage.base != nil) else {
            throw SettlementError(
                .missingHistory,
                "\"\(stage.fund)\" counts through the year from a base of its own, and the history does not state it",
                remedy: "State `bases: {\(stage.fund): AMOUNT}` in the history.", place: stage.place)
        }
        return Exact(fen: base)
    }

    /// How much of the stage's deductible the year has already used.
    func usedDeductible(_ due: Exact, before: Exact) -> Exact {
        outcomes.isEmpty ? Exact(fen: year.deductible) : min(due, before)
    }

    /// What of the base lies under the caps on what is eligible.
    private mutating func eligiblePart(
        of base: Exact, _ stage: Policy.Stage, before: Exact
    ) throws(SettlementError) -> Exact {
        var eligible = base
        if let value = stage.caps.eligiblePerStay {
            let cap = max(.zero, try situation.number(value))
            if cap < eligible {
                eligible = cap
                explainEligibleCap(stage, "per stay", cap: cap, eligible: eligible)
            }
        }
        if let value = stage.caps.eligiblePerYear {
            let cap = max(.zero, try situation.number(value))
            let left = max(.zero, try cap - before)
            if left < eligible {
                eligible = left
                explainEligibleCap(
                    stage, "per year, \(before.amountText) of it used before", cap: cap, eligible: eligible)
            }
        }
        return eligible
    }

    // MARK: - Deductible

    private mutating func deductible(
        of stage: Policy.Stage, _ eligible: Exact, before: Exact
    ) throws(SettlementError) -> Exact {
        guard let rule = stage.deductible else { return .zero }
        let formula = try situation.chosen(rule.value)
        let once = max(.zero, try situation.number(of: formula))
        var due = once
        var periods = 1
        if let value = rule.againAfterDays {
            periods = try chargedPeriods(every: try situation.number(value))
            if periods > 1 {
                let again =
                    try rule.again.map { (value) throws(SettlementError) in try situation.number(value) } ?? once
                due = try due + max(.zero, again) * Exact(periods - 1)
            }
        }
        var used = Exact.zero
        if rule.per == .year {
            used = usedDeductible(due, before: before)
            due = max(.zero, try due - used)
        }
        var charged = min(due, eligible)
        if policy.rounding.level >= .step { charged = min(Exact(fen: try charged.fen()), eligible) }
        try explainDeductible(
            stage, rule, formula, once: once, periods: periods, used: used, due: due, charged: charged)
        return charged
    }

    /// Into how many periods of so many days the stay falls: 90 days are one period of 90, 91 days are two.
    private func chargedPeriods(every length: Exact) throws(SettlementError) -> Int {
        let days = try situation.fact("days", asked: Policy.Place()).number ?? .zero
        guard length >= .one else {
            throw SettlementError(
                .badFact, "the deductible is charged again after \(length) days", remedy: "State at least one day.")
        }
        return Int(max(1, try (days / length).rounded(.up, to: .one)))
    }
}

extension Policy.Stage {
    /// Whether what the stage has looked at earlier in the year changes what it pays now.
    func asksForPosition(isFirst: Bool) -> Bool {
        if caps.eligiblePerYear != nil { return true }
        if !isFirst, deductible?.per == .year { return true }
        return per == .year && bands.contains { $0.count > 1 || $0.first?.to != nil || $0.first?.from != nil }
    }
}

extension Policy.Choice {
    /// Whether any leaf satisfies `test`.
    func contains(where test: (Leaf) -> Bool) -> Bool {
        switch self {
        case .always(let leaf): test(leaf)
        case .by(let table):
            table.rows.contains { $0.choice.contains(where: test) } || table.otherwise?.contains(where: test) ?? false
        }
    }
}
