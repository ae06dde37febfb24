import SwiftProtobuf

extension ClaimState {
    /// What a decision rests on is not exchanged behind it: the center returns a claim that is to change, or refuses it.
    func judge(replacement: ClaimSubmitted) throws(Refusal) {
        try judgeList(of: replacement)
        guard status.rawValue >= Status.accepted.rawValue else { return }
        let old = submission.bill.invoice
        let new = replacement.bill.invoice
        guard (old.code, old.number) == (new.code, new.number) else {
            throw Refusal(
                .acceptedInvoice,
                "The claim was accepted with invoice \(old.code)-\(old.number), not \(new.code)-\(new.number).")
        }
        guard replacement.decidedPart == submission.decidedPart else {
            throw Refusal(.acceptedClaim, "The claim is \(status.word), and the correction changes what is claimed.")
        }
        if let missing = submission.documents.first(where: { !replacement.documents.contains($0) }) {
            throw Refusal(
                .acceptedClaim, "The claim is \(status.word), and the correction takes away: \(missing.kind.word).")
        }
        guard replacement.payee == submission.payee || !isOrderedOrPaid else {
            throw Refusal(.orderedPayee, "Payment to \(submission.payee.name) is ordered or made.")
        }
    }

    /// Whether an order of payment is open, or money went out and did not come back. An order that failed or became void
    /// leaves the payee free: a wrong account is why most fail.
    private var isOrderedOrPaid: Bool {
        orders.contains { $0.status == .open } || payments.contains { !$0.hasReversal }
    }
}

extension ClaimSubmitted {
    /// What the center takes up and prices: all but who handed it in, why so late, its papers (which only grow), and the
    /// payee (who stays from the order on).
    fileprivate var decidedPart: ClaimSubmitted {
        var part = self
        part.agent = ""
        part.lateReason = ""
        part.documents = []
        part.clearPayee()
        return part
    }
}

extension JudgedEntry {
    /// Rules against changing what was decided. Who breaks one asked for a change that the decision had not seen.
    private static let behindDecision: Set<UInt32> = Set(
        [Refusal.Rule.listDecided, .acceptedClaim, .orderedPayee, .acceptedInvoice].map { UInt32($0.number) })

    /// Whether it is a correction that came too late to have its effect.
    var isBehindDecision: Bool { verdict == .irregular && JudgedEntry.behindDecision.contains(refusal) }
}
