import Claims
import ClaimsLedger
import SwiftProtobuf

/// A settlement as JSON: the fields of the national split, with every step; amounts in fen, as text.
struct SettlementDocument: Encodable {
    struct Band: Encodable {
        let from: MinorUnits
        let to: MinorUnits?
        let inScope: MinorUnits
        let fund: MinorUnits
        let personal: MinorUnits

        init(_ band: Settlement.Band) {
            from = MinorUnits(band.from)
            to = band.to.map(MinorUnits.init)
            inScope = MinorUnits(band.inScope)
            fund = MinorUnits(band.fund)
            personal = MinorUnits(band.personal)
        }
    }

    struct Fund: Encodable {
        let name: String
        let amount: MinorUnits
    }

    struct Amount: Encodable {
        let name: String
        let fen: MinorUnits
    }

    struct Stage: Encodable {
        let fund: String
        let title: String
        let base: MinorUnits
        let deductible: MinorUnits
        let bands: [Band]
        let paid: MinorUnits
        let overCap: MinorUnits
    }

    struct Line: Encodable {
        let amount: MinorUnits
        let fullSelfPay: MinorUnits
        let overLimit: MinorUnits
        let firstSelfPay: MinorUnits
        let inScope: MinorUnits
    }

    struct Step: Encodable {
        let kind: String
        let label: String
        let formula: String
        let amounts: [Amount]
        let clause: String
    }

    let policy: String
    let total: MinorUnits
    let fullSelfPay: MinorUnits
    let overLimit: MinorUnits
    let firstSelfPay: MinorUnits
    let inScope: MinorUnits
    let deductible: MinorUnits
    let bands: [Band]
    let pooledFund: MinorUnits
    let majorIllness: MinorUnits
    let otherFunds: MinorUnits
    let funds: [Fund]
    let fundTotal: MinorUnits
    let personalShare: MinorUnits
    let account: MinorUnits
    let cash: MinorUnits
    let stages: [Stage]
    let lines: [Line]
    let steps: [Step]
    /// The same as an adjudication's `split` takes it, proto3 JSON of `SettlementSplit`.
    let split: JSONValue

    init(_ settlement: Settlement) throws {
        split = try JSONValue(text: try SettlementSplit(settlement).jsonString())
        policy = settlement.policy
        total = MinorUnits(settlement.total)
        fullSelfPay = MinorUnits(settlement.fullSelfPay)
        overLimit = MinorUnits(settlement.overLimit)
        firstSelfPay = MinorUnits(settlement.firstSelfPay)
        inScope = MinorUnits(settlement.inScope)
        deductible = MinorUnits(settlement.deductible)
        bands = settlement.bands.map(Band.init)
        pooledFund = MinorUnits(settlement.pooledFund)
        majorIllness = MinorUnits(settlement.majorIllness)
        otherFunds = MinorUnits(settlement.otherFunds)
        funds = settlement.funds.map { Fund(name: $0.name, amount: MinorUnits($0.amount)) }
        fundTotal = MinorUnits(settlement.fundTotal)
        personalShare = MinorUnits(settlement.personalShare)
        account = MinorUnits(settlement.account)
        cash = MinorUnits(settlement.cash)
        stages = settlement.stages.map {
            Stage(
                fund: $0.fund, title: $0.title, base: MinorUnits($0.base), deductible: MinorUnits($0.deductible),
                bands: $0.bands.map(Band.init), paid: MinorUnits($0.paid), overCap: MinorUnits($0.overCap))
        }
        lines = settlement.lines.map {
            Line(
                amount: MinorUnits($0.amount), fullSelfPay: MinorUnits($0.fullSelfPay),
                overLimit: MinorUnits($0.overLimit),
                firstSelfPay: MinorUnits($0.firstSelfPay), inScope: MinorUnits($0.inScope))
        }
        steps = settlement.steps.map {
            Step(
                kind: $0.kind.rawValue, label: $0.label, formula: $0.formula,
                amounts: $0.amounts.map { Amount(name: $0.name, fen: MinorUnits($0.fen)) }, clause: $0.clause)
        }
    }
}

extension Page {
    /// A settlement: the split, then every step that led to it.
    mutating func show(_ settlement: Settlement) {
        line("\(Style.bold(settlement.total.yuan)) under \(settlement.policy)")
        var split = Table("", ">yuan")
        for (name, amount) in [
            ("full self-pay", settlement.fullSelfPay), ("over limit", settlement.overLimit),
            ("first self-pay", settlement.firstSelfPay), ("in scope", settlement.inScope),
            ("deductible", settlement.deductible),
        ] where amount != 0 {
            split.add(name, amount.yuan)
        }
        for fund in settlement.funds { split.add("paid by \(fund.name)", fund.amount.yuan) }
        split.add("fund total", settlement.fundTotal.yuan)
        split.add("personal account", settlement.account.yuan)
        split.add("cash", settlement.cash.yuan)
        table(split)
        heading("Step by step")
        for step in settlement.steps {
            line("  \(step.label)" + (step.clause.isEmpty ? "" : "  \(Style.dim(step.clause))"))
            if !step.formula.isEmpty { line("    \(step.formula)") }
        }
    }
}
