extension Settler {
    /// Item classes with a rate of their own, outside deductible and bands.
    mutating func shareClasses(into outcome: inout StageOutcome) throws(SettlementError) {
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
    mutating func shareBands(
        _ eligible: Exact, into outcome: inout StageOutcome
    ) throws(SettlementError) {
        let stage = outcome.stage
        let bands = try situation.chosen(stage.bands)
        let before = stage.hasPositions ? try earlierBase(of: stage, in: stage.per) : .zero
        var position: Exact
        switch stage.bandsStart {
        case .atZero: position = try before + outcome.deductible
        case .afterDeductible:
            position = before
            if stage.hasPositions, let rule = stage.deductible {
                let due = max(.zero, try situation.number(rule.value))
                position = max(.zero, try before - usedDeductible(due, of: stage, in: stage.per))
            }
        }
        let end = try position + eligible - outcome.deductible
        var edge: Exact?
        for (number, band) in bands.enumerated() {
            let from =
                try band.from.map { (value) throws(SettlementError) in try situation.number(value) } ?? edge ?? .zero
            let to = try band.to.map { (value) throws(SettlementError) in try situation.number(value) }
            try check(band, number, from: from, to: to, after: edge, isLast: number == bands.count - 1)
            if position < end, position < from { throw Self.unshared(position, from, band) }
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
        _ band: Policy.Band, _ number: Int, from: Exact, to: Exact?, after edge: Exact?, isLast: Bool
    ) throws(SettlementError) {
        var problem: String?
        if let edge, from != edge {
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

    /// The first band may begin where the deductible ends, but what lies between the two would be lost silently.
    private static func unshared(_ position: Exact, _ from: Exact, _ band: Policy.Band) -> SettlementError {
        SettlementError(
            .badBands,
            "the first band begins at \(from.amountText), and sharing begins at \(position.amountText), after the deductible",
            remedy: "Let the first band begin at 0: the deductible takes its part off by itself.", place: band.place)
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
}
