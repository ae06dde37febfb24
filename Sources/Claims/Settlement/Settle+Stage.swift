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
        setYear(try earlier.during(.year, stage.counted))
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

        var outcome = StageOutcome(stage: stage, base: base, deductible: .zero)
        let eligible = try eligiblePart(of: base, stage)
        outcome.overCap = try base - eligible
        outcome.deductible = try deductible(of: stage, eligible)
        if isFirst { situation.set("deductible", outcome.deductible) }
        if isFirst { try shareClasses(into: &outcome) }
        try shareBands(eligible, into: &outcome)
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
        for (name, amount) in [
            (Policy.baseName, base), ("deductible", outcome.deductible), ("personalInBands", personalInBands),
            ("overCap", outcome.overCap),
        ] {
            let ofFund = Policy.ofFund(name, stage.fund)
            situation.set(ofFund, try (situation.amounts[ofFund] ?? .zero) + amount)
        }
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

    // MARK: - What is eligible

    /// What of the base lies under the caps on what is eligible.
    private mutating func eligiblePart(of base: Exact, _ stage: Policy.Stage) throws(SettlementError) -> Exact {
        var eligible = base
        for period in Policy.Period.allCases {
            guard let value = stage.caps.eligible[period] else { continue }
            let cap = max(.zero, try situation.number(value))
            let before = try earlierBase(of: stage, in: period)
            let left = max(.zero, try cap - before)
            guard left < eligible else { continue }
            eligible = left
            let used = before.isZero ? "" : ", \(before.amountText) of it used before"
            explainEligibleCap(stage, period.ofCap + used, cap: cap, eligible: eligible)
        }
        return eligible
    }

    // MARK: - Deductible

    private mutating func deductible(
        of stage: Policy.Stage, _ eligible: Exact
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
        if rule.per != .stay {
            used = try usedDeductible(due, of: stage, in: rule.per)
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
    /// Whether it matters where in its period a bill begins: with one rate for all it does not.
    var hasPositions: Bool {
        per != .stay && bands.contains { $0.count > 1 || $0.first?.to != nil || $0.first?.from != nil }
    }
}

extension Policy.Period {
    /// As caps and deductibles name it.
    var ofCap: String { self == .life ? "for life" : "per \(rawValue)" }
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
