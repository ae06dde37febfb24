import Claims

/// The way of the money from the bill to cash: each step takes something away or sums up what is left, so that it can be added up on
/// paper. Amounts in fen.
struct Waterfall {
    struct Step {
        enum Kind: Equatable {
            /// What is left after the steps before it.
            case sum
            /// A part that goes away, or comes in addition.
            case part
        }
        let kind: Kind
        let english: String
        let chinese: String
        /// What the step says; below zero where it takes away.
        let amount: Int64
        /// Between which amounts its bar stands.
        let from: Int64
        let to: Int64
        /// The calculation with its numbers.
        let formula: String
        /// The article, or the place in the policy.
        let clause: String
        /// Who bears it, for its colour.
        let bearer: Bearer
    }

    enum Bearer: String {
        case all
        case part
        case fund
        case own
    }

    private(set) var steps: [Step] = []
    private var level: Int64 = 0
    private let explained: [SettlementSplit.Step]

    init(_ split: SettlementSplit) {
        explained = split.steps
        level = split.total
        sum("Billed", "票据总额", split.total, said("total") ?? "", .all)
        takeAway("Own pay", "全自费", split.fullSelfPay, "fullSelfPay")
        takeAway("Over limit", "超限价", split.overLimit, "overLimit")
        takeAway("First self-pay", "先行自付", split.firstSelfPay, "firstSelfPay")
        sum(
            "In scope", "政策范围内", split.inScope,
            said("inScope")
                ?? calculation(
                    split.total, [0 &- split.fullSelfPay, 0 &- split.overLimit, 0 &- split.firstSelfPay], split.inScope),
            .all)
        takeAway("Deductible", "起付线", split.deductible, "deductible")
        addBands(of: split)
        let rest = split.pooledFund &- level
        if rest != 0 {
            part(
                "Other rules of the first stage: caps, own rates, rounding", "封顶、单独比例、取整等", rest,
                "\(split.pooledFund.yuan) − \(level.yuan) = \(rest.yuan)", "", rest < 0 ? .part : .fund)
        }
        sum(
            "Pooled fund", "统筹基金", split.pooledFund, said("pooledFund") ?? split.pooledFund.yuan, .fund,
            clause("pooledFund"))
        if split.majorIllness != 0 {
            part(
                "Major illness", "大病保险", split.majorIllness, said("majorIllness") ?? split.majorIllness.yuan,
                clause("majorIllness"), .fund)
        }
        if split.otherFunds != 0 {
            part("Other funds", "其他基金", split.otherFunds, split.otherFunds.yuan, "", .fund)
        }
        sum(
            "Fund total", "基金支付合计", split.fundTotal,
            said("fundTotal")
                ?? calculation(split.pooledFund, [split.majorIllness, split.otherFunds], split.fundTotal),
            .fund)
        close(split)
    }

    /// What no fund bears: the rest up to the total, from the account and in cash.
    private mutating func close(_ split: SettlementSplit) {
        steps.append(
            Step(
                kind: .sum, english: "Person's share", chinese: "个人负担", amount: split.personalShare,
                from: split.fundTotal, to: split.total,
                formula: calculation(split.total, [0 &- split.fundTotal], split.personalShare), clause: "", bearer: .own
            ))
        steps.append(
            Step(
                kind: .part, english: "From the personal account", chinese: "个人账户支付", amount: 0 &- split.account,
                from: split.fundTotal, to: split.fundTotal &+ split.account,
                formula: said("account") ?? split.account.yuan,
                clause: clause("account"), bearer: .own))
        steps.append(
            Step(
                kind: .sum, english: "Cash", chinese: "现金支付", amount: split.cash,
                from: split.fundTotal &+ split.account, to: split.total,
                formula: said("cash")
                    ?? calculation(split.total, [0 &- split.fundTotal, 0 &- split.account], split.cash),
                clause: "", bearer: .own))
    }

    private mutating func addBands(of split: SettlementSplit) {
        // The steps of the bands stand in their order; they alone give what a band has in scope beside what the fund pays.
        let bands = explained.filter { step in
            step.amounts.first?.name == "fund" && step.amounts.contains { $0.name == "inScope" }
        }
        for (index, band) in split.bands.enumerated() where band.inScope != 0 {
            let range = band.to == 0 ? "≥ \(band.from.yuan)" : "\(band.from.yuan) – \(band.to.yuan)"
            let step = index < bands.count ? bands[index] : nil
            var formula = calculation(band.inScope, [0 &- band.fund], band.personal)
            if let step, !step.formula.isEmpty { formula = "\(step.formula); \(formula)" }
            part(
                "Band \(range): person", "分段 \(range)：个人", 0 &- band.personal, formula, step?.clause ?? "", .part)
        }
    }

    // MARK: Steps

    private mutating func sum(
        _ english: String, _ chinese: String, _ amount: Int64, _ formula: String, _ bearer: Bearer,
        _ clause: String = ""
    ) {
        level = amount
        steps.append(
            Step(
                kind: .sum, english: english, chinese: chinese, amount: amount, from: 0, to: amount, formula: formula,
                clause: clause, bearer: bearer))
    }

    private mutating func takeAway(_ english: String, _ chinese: String, _ amount: Int64, _ name: String) {
        part(english, chinese, 0 &- amount, said(name) ?? amount.yuan, clause(name), .part)
    }

    private mutating func part(
        _ english: String, _ chinese: String, _ amount: Int64, _ formula: String, _ clause: String, _ bearer: Bearer
    ) {
        let (next, overflow) = level.addingReportingOverflow(amount)
        steps.append(
            Step(
                kind: .part, english: english, chinese: chinese, amount: amount,
                from: overflow ? level : min(level, next),
                to: overflow ? level : max(level, next), formula: formula, clause: clause, bearer: bearer))
        if !overflow { level = next }
    }

    /// The formulas of the explanation's steps that give an amount of that name.
    private func said(_ name: String) -> String? {
        var formulas = explained.filter { $0.amounts.first?.name == name && !$0.formula.isEmpty }.map(\.formula)
        // Later stages have a deductible of their own; the split states that of the first.
        if name == "deductible" { formulas = Array(formulas.prefix(1)) }
        return formulas.isEmpty ? nil : formulas.joined(separator: "; ")
    }

    private func clause(_ name: String) -> String {
        var clauses: [String] = []
        for step in explained where step.amounts.first?.name == name && !step.clause.isEmpty {
            if !clauses.contains(step.clause) { clauses.append(step.clause) }
        }
        return clauses.joined(separator: "; ")
    }

    /// `15,263.14 − 200.00 = 15,063.14`; parts that are nothing are left out.
    private func calculation(_ start: Int64, _ parts: [Int64], _ result: Int64) -> String {
        var text = start.yuan
        for part in parts where part != 0 { text += part < 0 ? " − \((0 &- part).yuan)" : " + \(part.yuan)" }
        return text == result.yuan ? text : "\(text) = \(result.yuan)"
    }
}
