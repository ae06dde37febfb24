extension Examination {
    func feedbackDenies() -> [Finding] {
        guard let said = claim.lastFeedback, said.feedback.answer.denies else { return [] }
        let isWhole = said.feedback.answer == .didNotHappen
        let text = said.feedback.text
        return [
            Finding(
                .feedbackDenies, isWhole ? .alarm : .warning,
                chinese:
                    "参保人 \(said.feedback.givenOn)（\(said.feedback.means)）称\(said.feedback.answer.chinese)\(text.isEmpty ? "" : "：\(text)")。",
                english: """
                    On \(said.feedback.givenOn) (\(said.feedback.means)) the insured person said that \
                    \(said.feedback.answer.word)\(text.isEmpty ? "" : ": \(text)").
                    """,
                evidence: entries(claim.submitted, in: stream) + entries(said.act, in: stream),
                amounts: [("claimed", submission.bill.total)])
        ]
    }

    /// What the person had said last when the claim was approved counts; what they say later is finding 11 alone.
    func approvedAgainstFeedback() -> [Finding] {
        guard claim.hasApproval, let approved = place(of: claim.approved),
            let said = claim.feedback.last(where: { place(of: $0.act).map { $0 < approved } ?? false }),
            said.feedback.answer.denies, claim.approval.note.isEmpty, !isAudited
        else { return [] }
        return [
            Finding(
                .approvedAgainstFeedback, .alarm,
                chinese: "参保人称\(said.feedback.answer.chinese)，既无已结论的核查，也未说明理由，仍审批 \(claim.approval.amount.yuan) 元。",
                english: """
                    The insured person said that \(said.feedback.answer.word); \(claim.approval.amount.yuan) was approved \
                    all the same, without a concluded audit or a stated ground.
                    """,
                evidence: [said.act.entry, claim.approved.entry], amounts: [("approved", claim.approval.amount)])
        ]
    }

    /// Whether an audit of this claim that the reader holds was concluded before the approval.
    private var isAudited: Bool {
        context.streams.values.contains { other in
            guard case .audit(let audit)? = other.subject else { return false }
            return audit.order.subject == stream.stream && audit.status == .concluded
                && stoodBeforeApproval(audit.concluded.entry, in: other)
        }
    }

    /// Whether an entry of another stream was there when the claim was approved: in the approving log it has a smaller number;
    /// of another log, the approval's basis reaches it.
    func stoodBeforeApproval(_ entry: EntryReference, in other: StreamState) -> Bool {
        let approved = claim.approved.entry
        guard entry.origin != approved.origin else { return entry.number < approved.number }
        let basis = stream.entries.first { $0.act.entry == approved }?.basis ?? []
        return basis.contains { seen in
            seen.origin == entry.origin && seen.number >= entry.number
                && other.entries.contains { $0.act.entry == seen }
        }
    }

    private func place(of act: Act) -> Int? { stream.entries.firstIndex { $0.act.entry == act.entry } }

    func recoveredInSuspense() -> [Finding] {
        claim.recovery.receipts.filter(\.suspense).map { item in
            Finding(
                .inSuspense, .alarm,
                chinese:
                    "追偿收款 \(item.receipt.receipt)（\(item.receipt.amount.yuan) 元）违反规定\(chineseReason(item.act))，挂账待查。",
                english: """
                    Receipt \(item.receipt.receipt) of \(item.receipt.amount.yuan) broke a rule\(reason(item.act)) and \
                    stands in suspense.
                    """,
                evidence: [item.act.entry], amounts: [("suspense", -item.receipt.amount)])
        }
            + claim.recovery.refunds.filter(\.suspense).map { item in
                Finding(
                    .inSuspense, .alarm,
                    chinese:
                        "追偿退款 \(item.refund.refund)（\(item.refund.amount.yuan) 元）违反规定\(chineseReason(item.act))，挂账待查。",
                    english: """
                        Refund \(item.refund.refund) of \(item.refund.amount.yuan) broke a rule\(reason(item.act)) and \
                        stands in suspense.
                        """,
                    evidence: [item.act.entry], amounts: [("suspense", item.refund.amount)])
            }
    }
}
