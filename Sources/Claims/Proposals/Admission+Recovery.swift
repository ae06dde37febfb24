extension Admission {
    func checkRecovery(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.claimReturned(let event)?, _):
            if let due = CalendarDate(event.dueOn), due < today {
                throw Refusal(.dueDayPast, "The papers are due on \(due), and today is \(today).")
            }
        case (.claimCompleted(let event)?, .claim(let claim)?): try check(event, of: claim)
        case (.advanceGranted(let event)?, _): try requireNotToCome(event.requestedOn, "requestedOn")
        case (.paymentMade(let event)?, _): try requireNotToCome(event.paidOn, "paidOn")
        case (.paymentFailed(let event)?, _): try requireNotToCome(event.failedOn, "failedOn")
        case (.paymentReversed(let event)?, .claim(let claim)?): try check(event, of: claim)
        case (.recoveryDemanded(let event)?, _): try requireNotToCome(event.demandedOn, "demandedOn")
        case (.recoveryReceived(let event)?, _): try requireNotToCome(event.receivedOn, "receivedOn")
        case (.recoveryRefunded(let event)?, _): try requireNotToCome(event.refundedOn, "refundedOn")
        case (.recoveryWrittenOff(let event)?, _): try requireNotToCome(event.writtenOffOn, "writtenOffOn")
        case (.feedbackGiven(let event)?, _): try requireNotToCome(event.givenOn, "givenOn")
        case (.objectionFiled(let event)?, _): try check(event)
        case (.objectionDecided(let event)?, _): try requireNotToCome(event.decidedOn, "decidedOn")
        default: try checkCatalogue(event)
        }
    }

    /// "Money comes back after it went."
    private func check(_ reversal: PaymentReversed, of claim: ClaimState) throws(Refusal) {
        try requireNotToCome(reversal.reversedOn, "reversedOn")
        guard let payment = claim.payments.first(where: { $0.payment.payment == reversal.payment && !$0.hasReversal }),
            let paid = CalendarDate(payment.payment.paidOn), let back = CalendarDate(reversal.reversedOn), back < paid
        else { return }
        throw Refusal(.reversedBeforePayment, "Payment \(reversal.payment) is of \(paid), and came back on \(back).")
    }

    /// "Papers that come after their day come with the reason", as a late claim does.
    private func check(_ completion: ClaimCompleted, of claim: ClaimState) throws(Refusal) {
        let procedure = context.procedure(of: center, on: claim.returned.day)
        guard let deadline = procedure.completionDeadline(of: claim), today > deadline, completion.note.isEmpty else {
            return
        }
        throw Refusal(
            .completionLate, "The papers' last day was \(deadline), today is \(today), and no reason is stated.")
    }

    /// A unit's objection is filed now; the center states the day on which it came in on paper.
    private func check(_ objection: ObjectionFiled) throws(Refusal) {
        try check(objection, of: state.requireDecision(objection.against).act.day, handedIn: today)
    }

    /// What keeps to its decision was handed in with the entry that it corrects; what goes to another one is handed in now.
    func check(replacement objection: ObjectionFiled, of reference: EntryReference) throws(Refusal) {
        guard case .claim(let claim)? = state.subject,
            let own = claim.objections.first(where: { $0.act.entry == reference }),
            own.objection.against == objection.against,
            // Once the objection is decided, what it was against may be undone.
            let against = state.entries.first(where: { $0.act.entry == objection.against })
        else { return try check(objection) }
        try check(objection, of: against.act.day, handedIn: own.act.day)
    }

    private func check(
        _ objection: ObjectionFiled, of decided: CalendarDate, handedIn: CalendarDate
    ) throws(Refusal) {
        try requireNotToCome(objection.filedOn, "filedOn")
        guard let stated = CalendarDate(objection.filedOn) else { return }
        let filed = mustHold ? stated : handedIn
        let last = context.procedure(of: center, on: decided).objectionDeadline(decidedOn: decided)
        guard stated >= decided else {
            throw Refusal(
                .objectionLate,
                "The objection is of \(stated), before the decision of \(decided) that it is against.",
                remedy: "Correct the day: one on or after the decision's.")
        }
        guard filed <= last else {
            throw Refusal(
                .objectionLate,
                "The decision is of \(decided), the last day to object was \(last), and the objection is of \(filed).")
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkRecovery(_:)`` reads.
    func readsRecovery(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        case (.claimCompleted?, _), (.objectionFiled?, _): [StreamAddress.procedure(of: center)]
        default: readsDispute(at: center)
        }
    }
}
