extension ClaimState {
    /// Judges an event by what stands before it in the claim's stream.
    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        if case .claimSubmitted(let submission) = event {
            guard !hasSubmission else { throw Refusal(.alreadySubmitted, "This stream already holds a claim.") }
            try ClaimState.requireUnit(of: submission, by: actor)
            try ClaimState.judgeCare(of: submission)
            return
        }
        guard hasSubmission else { throw Refusal(.notSubmitted, "There is no claim in this stream.") }
        switch event {
        case .documentAttached: try judgeAttachment(by: actor)
        case .claimReturned(let event):
            guard [.submitted, .completed, .accepted].contains(status) else {
                throw Refusal(.notReturnable, "The claim is \(status.word).")
            }
            guard !event.missing.isEmpty || !event.grounds.isEmpty else {
                throw Refusal(.nothingWanting, "The return names no paper and no ground.")
            }
        case .claimCompleted(let event):
            guard status == .returned else { throw Refusal(.notReturned, "The claim is \(status.word).") }
            try ClaimState.requireUnit(of: submission, by: actor)
            let still = wanting.filter { kind in !event.documents.contains { $0.serves(as: kind) } }
            guard still.isEmpty else {
                throw Refusal(
                    .papersStillWanting, "Still wanting: \(still.map(\.word).joined(separator: ", ")).")
            }
        case .claimAccepted(let event):
            guard status == .submitted || status == .completed else {
                throw Refusal(.notUnderReview, "The claim is \(status.word).")
            }
            try ClaimState.requirePapers(papers.map(\.document), for: submission.care)
            try judgeApproval(of: event)
        case .claimAdjudicated(let event): try judge(event)
        case .claimApproved(let event):
            guard status == .adjudicated else { throw Refusal(.notAdjudicated, "The claim is \(status.word).") }
            guard event.amount == adjudication.split.fundTotal else {
                throw Refusal(
                    .approvedAmountDiffers,
                    "\(event.amount.moneyText) is approved, and \(adjudication.split.fundTotal.moneyText) was priced.")
            }
        case .claimRefused(let event):
            guard status != .refused, paidAmount == 0 else {
                throw Refusal(.notRefusable, "The claim is refused already, or \(paidAmount.moneyText) of it is paid.")
            }
            try FilingState.requireGrounds(event.grounds)
        case .claimRestored:
            guard status == .refused else { throw Refusal(.notRefused, "The claim is \(status.word).") }
        default: try judgePayment(event, by: actor)
        }
    }

    /// "A claim is handed in, and completed, by the person's unit, or by the center on that unit's behalf."
    static func requireUnit(of submission: ClaimSubmitted, by actor: Actor) throws(Refusal) {
        let unit = "unit:\(submission.unit)"
        guard actor.party.description == unit || (actor.party.role == .center && actor.onBehalfOf == unit) else {
            throw Refusal(.notByTheUnit, "The claim is of \(unit), and \(actor.party) hands it in.")
        }
    }

    static func requirePapers(_ documents: [Document], for care: Care) throws(Refusal) {
        let missing = ClaimPapers.missing(in: documents, for: care)
        guard missing.isEmpty else {
            throw Refusal(.papersMissing, "Missing: \(missing.joined(separator: "; ")).")
        }
    }

    private func judgeAttachment(by actor: Actor) throws(Refusal) {
        let named: String? =
            switch actor.party.role {
            case .unit: submission.unit
            case .hospital: submission.hospital
            default: nil
            }
        guard named == nil || named == actor.party.code else {
            throw Refusal(.notTheNamedParty, "The claim does not name \(actor.party).")
        }
    }

    private func judge(_ event: ClaimAdjudicated) throws(Refusal) {
        guard status == .accepted || status == .adjudicated else {
            throw Refusal(.notAccepted, "The claim is \(status.word).")
        }
        if let difference = submission.bill.disagreements.first {
            throw Refusal(.claimDoesNotAddUp, "\(difference.english).")
        }
        if let broken = event.split.brokenInvariant {
            throw Refusal(.splitDoesNotAddUp, "\(broken).")
        }
        guard event.split.total <= submission.bill.total else {
            throw Refusal(
                .splitExceedsClaim,
                "\(event.split.total.moneyText) is priced, and \(submission.bill.total.moneyText) was claimed.")
        }
        try judgeLines(of: event)
    }

    private func judgePayment(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .paymentHeld(let event):
            guard !held else { throw Refusal(.alreadyHeld, "Payment is held already.") }
            try FilingState.requireGrounds(event.grounds)
        case .paymentReleased:
            guard held else { throw Refusal(.notHeld, "Payment is not held.") }
        case .paymentOrdered(let event):
            guard hasApproval else { throw Refusal(.notApproved, "The claim is \(status.word).") }
            try requireNotHeld()
            try requireFourEyes(actor)
            guard !orders.contains(where: { $0.order.order == event.order }) else {
                throw Refusal(.orderNumberUsed, "Order \(event.order) exists already.")
            }
            guard event.amount <= openAmount else {
                throw Refusal(
                    .moreThanApproved, "\(event.amount.moneyText) is ordered, and \(openAmount.moneyText) is left.")
            }
        case .paymentMade(let event):
            guard let order = orders.first(where: { $0.order.order == event.order }), order.status == .open else {
                throw Refusal(.orderNotOpen, "Order \(event.order) does not exist or is not open.")
            }
            try requireNotHeld()
            try requireFourEyes(actor)
            guard event.amount == order.order.amount else {
                throw Refusal(
                    .paymentDiffers,
                    "\(event.amount.moneyText) is paid, and \(order.order.amount.moneyText) was ordered.")
            }
            guard !payments.contains(where: { $0.payment.payment == event.payment }) else {
                throw Refusal(.paymentNumberUsed, "Payment \(event.payment) is recorded already.")
            }
        case .paymentFailed(let event):
            guard orders.contains(where: { $0.order.order == event.order && $0.status == .open }) else {
                throw Refusal(.orderNotOpen, "Order \(event.order) does not exist or is not open.")
            }
        case .paymentReversed(let event):
            let found = payments.filter { $0.payment.payment == event.payment }
            guard !found.isEmpty else { throw Refusal(.unknownPayment, "There is no payment \(event.payment).") }
            guard let open = found.first(where: { !$0.hasReversal }) else {
                throw Refusal(.alreadyReversed, "Payment \(event.payment) is reversed already.")
            }
            guard open.payment.amount == event.amount else {
                throw Refusal(
                    .reversalDiffers,
                    "\(event.amount.moneyText) came back, and payment \(event.payment) was \(open.payment.amount.moneyText)."
                )
            }
        default: try judgeExclusion(event, by: actor)
        }
    }

    func requireNotHeld() throws(Refusal) {
        guard !held else { throw Refusal(.paymentHeld, "Payment of the claim is held.") }
    }

    /// "Who approves does not pay."
    func requireFourEyes(_ actor: Actor) throws(Refusal) {
        guard
            !hasApproved
                || OperatorName.folded(actor.operatorName) != OperatorName.folded(approved.operatorName)
        else {
            throw Refusal(.fourEyes, "\(actor.operatorName) approved the claim, and now orders or pays.")
        }
    }
}

extension ClaimState.Status {
    /// The status in plain English.
    public var word: String {
        switch self {
        case .submitted: "submitted"
        case .returned: "returned"
        case .completed: "completed"
        case .accepted: "accepted"
        case .adjudicated: "adjudicated"
        case .approved: "approved"
        case .ordered: "ordered for payment"
        case .paid: "paid"
        case .refused: "refused"
        default: "not submitted"
        }
    }
}
