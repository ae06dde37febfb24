extension Examination {
    /// Who is paid is whom the claim names, with that account, or the insured person.
    func otherPayee() -> [Finding] {
        let stated = submission.payee
        let others = claim.orders.filter { item in
            let payee = item.order.payee
            return payee != stated && !(payee.name == submission.insured.name && stated.name != payee.name)
        }
        return others.map { item in
            let payee = item.order.payee
            return Finding(
                .otherPayee, .warning,
                chinese:
                    "支付单 \(item.order.order) 付给 \(payee.name)（\(payee.account)），申报收款人为 \(stated.name)（\(stated.account)）。",
                english: """
                    Order \(item.order.order) pays \(payee.name) (\(payee.account)), and the claim states \(stated.name) \
                    (\(stated.account)).
                    """,
                evidence: [claim.submitted.entry, item.act.entry], amounts: [("ordered", item.order.amount)])
        }
    }
}
