public import Claims
import Policies

/// Prices a bill by a policy, with every step; stores nothing.
///
/// - Parameters:
///   - policy: the policy's text (YAML, `Docs/policies.md`).
///   - bill: the bill's text.
///   - history: what the person had in the year before this bill; nil for nothing.
/// - Throws: `Mistakes` with the line and column of each; `SettlementError` where the policy cannot price the bill.
public func settle(policy: String, bill: String, history: String? = nil) throws -> Settlement {
    try Claims.settle(
        try BillFile.parse(bill), policy: try PolicyFile.parse(policy),
        history: try history.map { try HistoryFile.parse($0) } ?? BenefitHistory())
}

extension SettlementSplit {
    /// The settlement in the form in which an adjudication states it, and `settle --json` prints it.
    public init(_ settlement: Settlement) {
        self.init()
        total = settlement.total
        fullSelfPay = settlement.fullSelfPay
        overLimit = settlement.overLimit
        firstSelfPay = settlement.firstSelfPay
        inScope = settlement.inScope
        deductible = settlement.deductible
        bands = settlement.bands.map { band in
            var result = Band()
            result.from = band.from
            result.to = band.to ?? 0
            result.inScope = band.inScope
            result.fund = band.fund
            result.personal = band.personal
            return result
        }
        pooledFund = settlement.pooledFund
        majorIllness = settlement.majorIllness
        otherFunds = settlement.otherFunds
        fundTotal = settlement.fundTotal
        personalShare = settlement.personalShare
        account = settlement.account
        cash = settlement.cash
        steps = settlement.steps.map { step in
            var result = Step()
            result.label = step.label
            result.formula = step.formula
            result.clause = step.clause
            result.amounts = step.amounts.map { amount in
                var result = Step.Amount()
                result.name = amount.name
                result.fen = amount.fen
                return result
            }
            return result
        }
    }
}
