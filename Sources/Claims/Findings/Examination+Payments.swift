extension Examination {
    private var openPayments: [ClaimState.Payment] { claim.payments.filter { !$0.hasReversal } }

    func overpaid() -> [Finding] {
        let approved = claim.hasApproval ? claim.approval.amount : 0
        let paid = claim.paidAmount
        guard paid > approved else { return [] }
        return [
            Finding(
                .overpaid, .alarm,
                chinese: "审批 \(approved.yuan) 元，实付 \(paid.yuan) 元，多付 \((paid - approved).yuan) 元。",
                english: """
                    \(approved.yuan) is approved, \(paid.yuan) was paid: \((paid - approved).yuan) too much.
                    """,
                evidence: [claim.approved.entry] + openPayments.map(\.act.entry),
                amounts: [("approved", approved), ("paid", paid), ("difference", paid - approved)])
        ]
    }

    func paidTwice() -> [Finding] {
        let byOrder = Dictionary(grouping: openPayments) { $0.payment.order }
        let byNumber = Dictionary(grouping: claim.payments) { $0.payment.payment }
        let twice =
            byOrder.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
                ("order \($0.key)", "支付单 \($0.key)", $0.value)
            }
            + byNumber.filter { $0.value.count > 1 && Set($0.value.map(\.payment.order)).count > 1 }
            .sorted { $0.key < $1.key }.map { ("payment \($0.key) of the bank", "银行流水 \($0.key)", $0.value) }
        return twice.map { english, chinese, payments in
            let sum = payments.reduce(Int64(0)) { $0.addingClamped($1.payment.amount) }
            return Finding(
                .paidTwice, .alarm,
                chinese: "\(chinese) 支付 \(payments.count) 次，合计 \(sum.yuan) 元。",
                english: "The \(english) was paid \(payments.count) times, \(sum.yuan) in all.",
                evidence: payments.map(\.act.entry), amounts: [("paid", sum)])
        }
    }

    /// The rule that an entry broke, in brackets.
    func reason(_ act: Act) -> String {
        guard let judged = stream.entries.first(where: { $0.act.entry == act.entry }), judged.refusal != 0 else {
            return ""
        }
        return " (\(judged.refusal): \(judged.reason))"
    }

    /// The same in Chinese brackets; the rule's own sentence is English.
    func chineseReason(_ act: Act) -> String {
        let reason = reason(act)
        return reason.isEmpty ? "" : "（\(reason.dropFirst(2).dropLast())）"
    }

    func inSuspense() -> [Finding] {
        let payments = openPayments.filter(\.suspense).map { payment in
            Finding(
                .inSuspense, .alarm,
                chinese:
                    "付款 \(payment.payment.payment)（\(payment.payment.amount.yuan) 元）违反规定\(chineseReason(payment.act))，挂账待查。",
                english: """
                    Payment \(payment.payment.payment) of \(payment.payment.amount.yuan) broke a rule\
                    \(reason(payment.act)) and stands in suspense.
                    """,
                evidence: [payment.act.entry], amounts: [("suspense", payment.payment.amount)])
        }
        let returns = claim.returns.map { item in
            Finding(
                .inSuspense, .alarm,
                chinese:
                    "退回款 \(item.reversal.payment)（\(item.reversal.amount.yuan) 元）违反规定\(chineseReason(item.act))，挂账待查。",
                english: """
                    \(item.reversal.amount.yuan) came back as payment \(item.reversal.payment) against a rule\
                    \(reason(item.act)) and stands in suspense.
                    """,
                evidence: [item.act.entry], amounts: [("suspense", -item.reversal.amount)])
        }
        return payments + returns + unbooked(in: stream, .inSuspense)
    }
}

/// Facts of the decider that stand in no books: malformed, or of another kind of stream.
func unbooked(in stream: StreamState, _ rule: Finding.Rule) -> [Finding] {
    guard let address = try? StreamAddress(stream.stream) else { return [] }
    return stream.entries.filter { judged in
        guard judged.verdict == .irregular, judged.act.party == address.decider.description,
            let row = try? RoleTable.row(EventType(rawValue: UInt16(truncatingIfNeeded: judged.type)))
        else { return false }
        return row.nature == .fact
    }.map { judged in
        Finding(
            rule, .alarm,
            chinese: "\(judged.typeName) 不合格式或记错位置（\(judged.refusal)：\(judged.reason)），未能入账。",
            english: "A \(judged.typeName) could not be booked (\(judged.refusal): \(judged.reason)).",
            evidence: [judged.act.entry])
    }
}
