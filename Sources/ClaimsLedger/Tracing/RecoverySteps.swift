import Claims

/// The money's way back: what of the approved amount is an advance, what came in for it, what went on to the person, and
/// what is outstanding.
struct RecoverySteps {
    struct Step {
        let chinese: String
        let english: String
        let amount: Int64
        let act: Act
    }

    private(set) var steps: [Step] = []

    init(_ claim: ClaimState) {
        let recovery = claim.recovery
        guard claim.hasRecovery else { return }
        if recovery.advanced != 0 { add("其中先行支付", "of it an advance", recovery.advanced, claim.approved) }
        for item in recovery.receipts {
            add(
                item.suspense ? "追偿款挂账" : "收到追偿款", item.suspense ? "recovered, in suspense" : "recovered",
                -item.receipt.amount, item.act)
        }
        for item in recovery.refunds {
            add(
                item.suspense ? "退款挂账" : "退还参保人", item.suspense ? "refunded, in suspense" : "refunded to the person",
                item.refund.amount, item.act)
        }
        for item in recovery.writeOffs { add("核销", "written off", item.writeOff.amount, item.act) }
        guard let newest = steps.last?.act else { return }
        if claim.outstandingAdvance != 0 { add("待追偿", "outstanding", claim.outstandingAdvance, newest) }
        if recovery.surplus != 0 { add("应退参保人", "owed to the person", recovery.surplus, newest) }
    }

    private mutating func add(_ chinese: String, _ english: String, _ amount: Int64, _ act: Act) {
        steps.append(Step(chinese: chinese, english: english, amount: amount, act: act))
    }
}
