/// The explanation: each step as a person would write it down, with its numbers exact.
extension Settler {
    private mutating func step(
        _ kind: Settlement.Step.Kind, _ label: String, _ formula: String, _ name: String, _ amount: Exact,
        clause: String = ""
    ) {
        // An amount beyond Int64 was refused before it could come here.
        let fen = (try? amount.fen()) ?? .max
        steps.append(
            Settlement.Step(
                kind: kind, label: label, formula: formula,
                amounts: [Settlement.Step.Amount(name: name, fen: fen)], clause: clause))
    }

    private func clause(_ stated: String..., at place: Policy.Place, _ path: String) -> String {
        if let text = stated.first(where: { !$0.isEmpty }) { return text }
        return place.line > 0 ? "\(path), line \(place.line)" : path
    }

    // MARK: Breakdown

    mutating func explainBreakdown() {
        let total = Exact(fen: breakdown.total)
        step(.total, "Total of the bill", total.amountText, "total", total)
        for parts in breakdown.classes {
            let amount = Exact(fen: parts.amount)
            let rule = parts.rule?.itemClass
            let source = rule.map { clause($0.clause, at: $0.place, "classes.\($0.name)") } ?? ""
            if parts.fullSelfPay > 0 {
                let full = Exact(fen: parts.fullSelfPay)
                step(
                    .fullSelfPay, "Not covered: \(parts.name)", full.amountText, "fullSelfPay", full, clause: source)
            }
            if parts.overLimit > 0 {
                let over = Exact(fen: parts.overLimit)
                step(.overLimit, "Over the limit: \(parts.name)", over.amountText, "overLimit", over, clause: source)
            }
            guard !parts.firstSelfPay.isZero else { continue }
            var formula = parts.firstSelfPay.amountText
            if parts.hasOneRate, let rate = parts.firstSelfPayRate {
                let covered = Exact(fen: parts.amount - parts.fullSelfPay - parts.overLimit)
                formula = "\(covered.amountText) × \(rate.percentText) = \(formula)"
            } else {
                formula = "item by item, of \(amount.amountText): \(formula)"
            }
            step(
                .firstSelfPay, "First self-pay: \(parts.name)", formula, "firstSelfPay", parts.firstSelfPay,
                clause: source)
        }
    }

    mutating func explainFirstSelfPay(
        _ share: Policy.FirstSelfPay, rate: Exact, base: Exact, amount: Exact
    ) throws(SettlementError) {
        step(
            .firstSelfPay, "First self-pay of the whole bill",
            "\(base.amountText) × \(rate.percentText) = \(amount.amountText)", "firstSelfPay", amount,
            clause: clause(share.clause, at: share.place, "firstSelfPay"))
    }

    mutating func explainInScope() {
        guard let inScope = try? breakdown.inScope() else { return }
        var formula = Exact(fen: breakdown.total).amountText
        if breakdown.fullSelfPay > 0 { formula += " − \(Exact(fen: breakdown.fullSelfPay).amountText)" }
        if breakdown.overLimit > 0 { formula += " − \(Exact(fen: breakdown.overLimit).amountText)" }
        if !breakdown.firstSelfPay.isZero { formula += " − \(breakdown.firstSelfPay.amountText)" }
        if formula != inScope.amountText { formula += " = \(inScope.amountText)" }
        step(.inScope, "In scope", formula, "inScope", inScope)
    }

    mutating func explain(_ refusal: Policy.Refusal) {
        step(
            .refused, "No fund pays: \(refusal.reason)", "0.00", "fundTotal", .zero,
            clause: clause(refusal.clause, at: refusal.place, "refuse"))
    }

    // MARK: Stages

    private func name(_ stage: Policy.Stage) -> String {
        guard stage.title.isEmpty else { return stage.title }
        return switch stage.fund {
        case Policy.pooledFund: "Pooled fund"
        case Policy.majorIllness: "Major illness"
        default: stage.fund
        }
    }

    mutating func explainBase(
        _ stage: Policy.Stage, _ base: Exact, isFirst: Bool, ownShared: Exact
    ) throws(SettlementError) {
        var formula = base.amountText
        if let value = stage.base {
            formula = try calculation(of: try situation.chosen(value), base)
        } else if isFirst {
            if !ownShared.isZero {
                formula = "\(try breakdown.inScope().amountText) − \(ownShared.amountText) = \(formula)"
            }
        } else {
            let paid = try paidSoFar()
            formula = "\(try breakdown.inScope().amountText) − \(paid.amountText) = \(formula)"
        }
        step(
            .base, "\(name(stage)): looks at", formula, "base", base,
            clause: clause(stage.clause, at: stage.place, "stages.\(stage.fund)"))
    }

    /// `5% of averageWage = 5% × 8084 = 404.20`, or only the number where the formula is one.
    private func calculation(of formula: Policy.Formula, _ result: Exact) throws(SettlementError) -> String {
        if formula.literal != nil { return result.amountText }
        let numbers = try situation.substituted(formula)
        return numbers == formula.text
            ? "\(formula.text) = \(result.amountText)" : "\(formula.text) = \(numbers) = \(result.amountText)"
    }

    mutating func explainEligibleCap(_ stage: Policy.Stage, _ what: String, cap: Exact, eligible: Exact) {
        step(
            .cap, "\(name(stage)): eligible at most \(cap.amountText) \(what)", eligible.amountText, "eligible",
            eligible,
            clause: clause(stage.caps.clause, stage.clause, at: stage.caps.place, "stages.\(stage.fund).caps"))
    }

    mutating func explainDeductible(
        _ stage: Policy.Stage, _ rule: Policy.Deductible, _ formula: Policy.Formula, once: Exact, periods: Int,
        used: Exact, due: Exact, charged: Exact
    ) throws(SettlementError) {
        var text = try calculation(of: formula, once)
        if periods > 1 { text += "; charged for \(periods) periods" }
        if !used.isZero {
            text += "; \(used.amountText) of it used " + (rule.per == .life ? "before" : "this \(rule.per.rawValue)")
        }
        if due != once { text += "; due \(due.amountText)" }
        if charged != due { text += "; charged \(charged.amountText)" }
        step(
            .deductible, "\(name(stage)): deductible", text, "deductible", charged,
            clause: clause(rule.clause, stage.clause, at: formula.place, "stages.\(stage.fund).deductible"))
    }

    mutating func explainClassShare(_ own: Breakdown.OwnShare, paid: Exact) throws(SettlementError) {
        step(
            .classShare, "Shared at its own rate: \(own.itemClass.name)",
            "\(own.inScope.amountText) × \(own.fundRate.percentText) = \(paid.amountText)", "fund", paid,
            clause: clause(own.itemClass.clause, at: own.itemClass.place, "classes.\(own.itemClass.name)"))
    }

    mutating func explainBand(
        _ stage: Policy.Stage, _ band: Policy.Band, from: Exact, to: Exact?, start: Exact, stop: Exact, rate: BandRate,
        paid: Exact
    ) {
        var rateText = rate.stated.percentText
        if rate.isPersonal { rateText = "100% − \(rateText)" }
        if let factor = rate.personalFactor {
            let personal = rate.isPersonal ? rate.stated : ((try? Exact.one - rate.stated) ?? .zero)
            rateText = "100% − \(personal.percentText) × \(factor.percentText)"
        }
        if let points = rate.points {
            let sign = points.isNegative ? "−" : "+"
            rateText += " \(sign) \((points.isNegative ? (try? points.negated()) ?? points : points).percentText)"
        }
        if let factor = rate.factor {
            rateText = rateText.contains(" ") ? "(\(rateText)) × " : "\(rateText) × "
            rateText += factor.percentText
        }
        let fund = rate.fund.percentText
        let width = start.isZero ? stop.amountText : "(\(stop.amountText) − \(start.amountText))"
        let shown = rateText == fund ? fund : (rateText.contains(" ") ? "(\(rateText) = \(fund))" : fund)
        let range = to.map { "from \(from.amountText) to \($0.amountText)" } ?? "from \(from.amountText)"
        step(
            .band, "\(name(stage)): band \(range)", "\(width) × \(shown) = \(paid.amountText)", "fund", paid,
            clause: clause(band.clause, stage.clause, at: band.place, "stages.\(stage.fund).bands"))
        let personal = (try? stop - start - paid) ?? .zero
        steps[steps.count - 1].amounts += [
            Settlement.Step.Amount(name: "inScope", fen: (try? (stop - start).fen()) ?? .max),
            Settlement.Step.Amount(name: "personal", fen: (try? personal.fen()) ?? .max),
        ]
    }

    mutating func explainFloor(_ stage: Policy.Stage, least: Exact, instead: Exact) {
        step(
            .floor, "\(name(stage)): pays at least", "\(least.amountText), instead of \(instead.amountText)", "fund",
            least,
            clause: clause(stage.clause, at: stage.place, "stages.\(stage.fund).atLeast"))
    }

    mutating func explainCap(
        _ stage: Policy.Stage, _ reason: String, by caps: Policy.Caps?, most: Exact, instead: Exact
    ) {
        let source = caps.map { caps in
            clause(caps.clause, stage.clause, at: caps.place, "stages.\(stage.fund).caps")
        }
        step(
            .cap, "\(name(stage)): \(reason)", "\(most.amountText), instead of \(instead.amountText)", "fund", most,
            clause: source ?? "")
    }

    mutating func explainPaid(_ outcome: StageOutcome) {
        step(
            .paid, "\(name(outcome.stage)) pays", outcome.paid.amountText, outcome.stage.fund, outcome.paid,
            clause: clause(outcome.stage.clause, at: outcome.stage.place, "stages.\(outcome.stage.fund)"))
    }

    // MARK: Closing

    mutating func explainFunds(_ funds: [Settlement.FundPayment], _ fundTotal: Int64) {
        for fund in funds {
            var exact = Exact.zero
            for outcome in outcomes where outcome.stage.fund == fund.name {
                exact = (try? exact + outcome.paid) ?? exact
            }
            let rounded = Exact(fen: fund.amount)
            guard exact != rounded else { continue }
            let rule = policy.rounding
            step(
                .rounding, "\(fund.name): rounded \(rule.mode.words) to the \(rule.unit.rawValue)",
                "\(exact.amountText) → \(rounded.amountText)", fund.name, rounded, clause: "rounding")
        }
        let text = funds.map { Exact(fen: $0.amount).amountText }.joined(separator: " + ")
        let sum = Exact(fen: fundTotal)
        step(
            .fundTotal, "All funds together", funds.count > 1 ? "\(text) = \(sum.amountText)" : sum.amountText,
            "fundTotal", sum)
    }

    mutating func explainCash(_ total: Int64, _ fundTotal: Int64, _ account: Int64) {
        if account > 0 {
            step(
                .account, "Paid from the personal account", Exact(fen: account).amountText, "account",
                Exact(fen: account))
        }
        var formula = "\(Exact(fen: total).amountText) − \(Exact(fen: fundTotal).amountText)"
        if account > 0 { formula += " − \(Exact(fen: account).amountText)" }
        let cash = Exact(fen: total - fundTotal - account)
        step(.cash, "Paid in cash", "\(formula) = \(cash.amountText)", "cash", cash)
    }
}

extension Policy.Rounding.Mode {
    var words: String {
        switch self {
        case .halfUp: "half up"
        case .halfDown: "half down"
        case .up: "up"
        case .down: "down"
        }
    }
}
