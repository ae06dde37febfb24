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
    mutating func run(_ stage: Policy.Stage, at index: Int) throws(SettlementError) {
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
        let before = try yearBase(of: stage, at: index)

        var outcome = StageOutcome(stage: stage, base: base, deductible: .zero)
        let eligible = try eligiblePart(of: base, stage, before: before)
        outcome.overCap = try base - eligible
        outcome.deductible = try deductible(of: stage, eligible, before: before, at: index)
        if isFirst { situation.set("deductible", outcome.deductible) }
        if isFirst { try shareClasses(into: &outcome) }
        try shareBands(eligible, before: before, into: &outcome, at: index)
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
    private func yearBase(of stage: Policy.Stage, at index: Int) throws(SettlementError) -> Exact {
        let runsThroughYear =
            stage.per == .year || stage.caps.eligiblePerYear != nil || (index > 0 && stage.deductible?.per == .year)
        guard runsThroughYear else { return .zero }
        guard
            let base = year.base(
                of: stage.fund, asInScopeAfter: index == 0 ? [] : fundsBefore(index),
                isOwn: stage.base != nil)
        else {
            throw SettlementError(
                .missingHistory,
                "\"\(stage.fund)\" counts through the year from a base of its own, and the history does not state it",
                remedy: "State `bases: {\(stage.fund): AMOUNT}` in the history.", place: stage.place)
        }
        return Exact(fen: base)
    }

    private func fundsBefore(_ index: Int) -> Set<String> {
        Set(policy.stages[..<index].map(\.fund))
    }

    /// How much of the stage's deductible the year has already used.
    private func usedDeductible(_ due: Exact, before: Exact, at index: Int) -> Exact {
        index == 0 ? Exact(fen: year.deductible) : min(due, before)
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
        of stage: Policy.Stage, _ eligible: Exact, before: Exact, at index: Int
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
            used = usedDeductible(due, before: before, at: index)
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

    // MARK: - Shares

    /// Item classes with a rate of their own, outside deductible and bands.
    private mutating func shareClasses(into outcome: inout StageOutcome) throws(SettlementError) {
        for own in breakdown.ownShares where own.inScope > .zero {
            var paid = try own.inScope * own.fundRate
            if policy.rounding.level >= .step { paid = min(Exact(fen: try paid.fen()), own.inScope) }
            outcome.shares.append(
                StageOutcome.Share(
                    kind: .itemClass(own.itemClass.name), width: own.inScope, rate: own.fundRate, paid: paid))
            outcome.paid = try outcome.paid + paid
            try explainClassShare(own, paid: paid)
        }
    }

    /// The bands that the bill reaches, at absolute positions.
    private mutating func shareBands(
        _ eligible: Exact, before: Exact, into outcome: inout StageOutcome, at index: Int
    ) throws(SettlementError) {
        let stage = outcome.stage
        let bands = try situation.chosen(stage.bands)
        let before = stage.per == .year ? before : .zero
        var position: Exact
        switch stage.bandsStart {
        case .atZero: position = try before + outcome.deductible
        case .afterDeductible:
            position = before
            if stage.per == .year, let rule = stage.deductible {
                let due = max(.zero, try situation.number(rule.value))
                position = max(.zero, try before - usedDeductible(due, before: before, at: index))
            }
        }
        let end = try position + eligible - outcome.deductible
        var edge = Exact.zero
        for (number, band) in bands.enumerated() {
            let from = try band.from.map { (value) throws(SettlementError) in try situation.number(value) } ?? edge
            let to = try band.to.map { (value) throws(SettlementError) in try situation.number(value) }
            try check(band, number, from: from, to: to, after: edge, isLast: number == bands.count - 1)
            if position < end, to.map({ position < $0 }) ?? true {
                let stop = to.map { min($0, end) } ?? end
                let start = position
                let width = try stop - start
                let rate = try fundRate(of: band, in: stage)
                var paid = try width * rate.fund
                if policy.rounding.level >= .step { paid = min(Exact(fen: try paid.fen()), width) }
                outcome.shares.append(
                    StageOutcome.Share(kind: .band(from: from, to: to), width: width, rate: rate.fund, paid: paid))
                outcome.paid = try outcome.paid + paid
                explainBand(stage, band, from: from, to: to, start: start, stop: stop, rate: rate, paid: paid)
                position = stop
            }
            guard let to else { return }
            edge = to
        }
        // What lies beyond a last band that is closed is not shared.
        outcome.overCap = try outcome.overCap + max(.zero, end - position)
    }

    private func check(
        _ band: Policy.Band, _ number: Int, from: Exact, to: Exact?, after edge: Exact, isLast: Bool
    ) throws(SettlementError) {
        var problem: String?
        if from != edge {
            problem = "band \(number + 1) begins at \(from.amountText), and the one before ends at \(edge.amountText)"
        } else if let to, to < from {
            problem = "band \(number + 1) ends at \(to.amountText), before it begins at \(from.amountText)"
        } else if to == nil, !isLast {
            problem = "band \(number + 1) has no end, and another one follows"
        }
        if let problem {
            throw SettlementError(
                .badBands, problem,
                remedy: "Bands follow each other from 0 without gap; a part that is not paid has "
                    + "the rate 0%.", place: band.place)
        }
    }

    /// A band's rate and how it came about.
    struct BandRate {
        var stated: Exact
        var isPersonal: Bool
        var personalFactor: Exact?
        var points: Exact?
        var factor: Exact?
        var fund: Exact
    }

    /// The order of changes to a rate is fixed: the person's share times the personal factor, then points, then the
    /// factor; the result lies between 0 and 100 %.
    private func fundRate(of band: Policy.Band, in stage: Policy.Stage) throws(SettlementError) -> BandRate {
        let stated = try situation.number(band.rate)
        var rate = BandRate(stated: stated, isPersonal: band.isPersonalRate, fund: stated)
        if band.isPersonalRate { rate.fund = try Exact.one - rate.fund }
        if let value = stage.personalFactor {
            let factor = try situation.number(value)
            rate.personalFactor = factor
            rate.fund = try Exact.one - (Exact.one - rate.fund) * factor
        }
        if let value = stage.points {
            let points = try situation.number(value)
            rate.points = points
            rate.fund = try rate.fund + points
        }
        if let value = stage.factor {
            let factor = try situation.number(value)
            rate.factor = factor
            rate.fund = try rate.fund * factor
        }
        rate.fund = rate.fund.clamped(.zero, .one)
        return rate
    }

    // MARK: - Least and most

    private mutating func guarantee(_ outcome: inout StageOutcome) throws(SettlementError) {
        guard let value = outcome.stage.atLeast else { return }
        let least = try situation.number(value)
        guard least > outcome.paid else { return }
        outcome.extra = try least - outcome.paid
        explainFloor(outcome.stage, least: least, instead: outcome.paid)
        outcome.paid = least
    }

    /// Cuts what the stage pays down to its caps, and to what is left of the bill.
    private mutating func cap(_ outcome: inout StageOutcome, _ fundTotal: Exact) throws(SettlementError) {
        var most = try room(after: fundTotal)
        var reason = "what is left of the bill"
        func lower(_ cap: Exact, _ why: String) {
            if cap < most { (most, reason) = (max(.zero, cap), why) }
        }
        let own = outcome.stage.caps
        if let value = own.fundPerStay { lower(try situation.number(value), "cap per stay") }
        if let value = own.fundPerYear {
            let paid = Exact(fen: year.paid(by: outcome.stage.fund))
            var now = Exact.zero
            for earlier in outcomes where earlier.stage.fund == outcome.stage.fund { now = try now + earlier.paid }
            let cap = try situation.number(value)
            lower(try cap - paid - now, Self.capText("cap per year", cap, used: try paid + now))
        }
        if let value = policy.caps.fundPerStay {
            let cap = try situation.number(value)
            lower(try cap - fundTotal, Self.capText("cap on all funds per stay", cap, used: fundTotal))
        }
        if let value = policy.caps.fundPerYear {
            let cap = try situation.number(value)
            let used = try Exact(fen: year.fundTotal) + fundTotal
            lower(try cap - used, Self.capText("cap on all funds per year", cap, used: used))
        }
        guard outcome.paid > most else { return }
        explainCap(outcome.stage, reason, most: most, instead: outcome.paid)
        try cut(&outcome, to: most)
    }

    static func capText(_ name: String, _ cap: Exact, used: Exact) -> String {
        used.isZero ? name : "\(name): \(cap.amountText) − \(used.amountText)"
    }

    /// Leaves `most` to pay: the guarantee's extra goes first, then the bands from the last, then class shares.
    private func cut(_ outcome: inout StageOutcome, to most: Exact) throws(SettlementError) {
        outcome.paid = most
        var left = most
        for index in outcome.shares.indices {
            let share = outcome.shares[index]
            if share.paid <= left {
                left = try left - share.paid
            } else {
                if share.isBand {
                    // Where the cap falls, the rest of the band is beyond it.
                    outcome.overCap = try outcome.overCap + max(.zero, share.width - left / share.rate)
                }
                outcome.shares[index].paid = left
                left = .zero
            }
        }
        outcome.extra = left
    }
}
