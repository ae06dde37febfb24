extension Admission {
    func checkRecovery(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.claimReturned(let event)?, _):
            if let due = CalendarDate(event.dueOn), due < today {
                throw Refusal(.dueDayPast, "The papers are due on \(due), and today is \(today).")
            }
        case (.claimCompleted(let event)?, .claim(let claim)?): try check(event, of: claim)
        case (.advanceGranted(let event)?, _): try requireNotAhead(event.requestedOn)
        case (.paymentMade(let event)?, _): try requirePaymentDay(event.paidOn)
        case (.paymentFailed(let event)?, _): try requirePaymentDay(event.failedOn)
        case (.paymentReversed(let event)?, .claim(let claim)?): try check(event, of: claim)
        case (.recoveryDemanded(let event)?, _): try requireNotAhead(event.demandedOn)
        case (.recoveryReceived(let event)?, _): try requireNotAhead(event.receivedOn)
        case (.recoveryRefunded(let event)?, _): try requireNotAhead(event.refundedOn)
        case (.recoveryWrittenOff(let event)?, _): try requireNotAhead(event.writtenOffOn)
        case (.feedbackGiven(let event)?, _): try requireNotAhead(event.givenOn)
        case (.objectionFiled(let event)?, _): try check(event)
        case (.objectionDecided(let event)?, _): try requireNotAhead(event.decidedOn)
        default: try checkCatalogue(event)
        }
    }

    /// "What was done was not done tomorrow."
    private func requireNotAhead(_ day: String) throws(Refusal) {
        guard let date = CalendarDate(day), date > today else { return }
        throw Refusal(.dayAhead, "\(day) is after \(today).")
    }

    /// "Money has moved on a day that has come."
    private func requirePaymentDay(_ day: String) throws(Refusal) {
        guard let date = CalendarDate(day), date > today else { return }
        throw Refusal(.paymentDay, "\(day) is after \(today).")
    }

    /// "Money comes back after it went."
    private func check(_ reversal: PaymentReversed, of claim: ClaimState) throws(Refusal) {
        try requirePaymentDay(reversal.reversedOn)
        guard let payment = claim.payments.first(where: { $0.payment.payment == reversal.payment && !$0.hasReversal }),
            let paid = CalendarDate(payment.payment.paidOn), let back = CalendarDate(reversal.reversedOn), back < paid
        else { return }
        throw Refusal(.paymentDay, "Payment \(reversal.payment) is of \(paid), and came back on \(back).")
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
        try requireNotAhead(objection.filedOn)
        guard let stated = CalendarDate(objection.filedOn) else { return }
        let filed = mustHold ? stated : handedIn
        let last = context.procedure(of: center, on: decided).objectionDeadline(decidedOn: decided)
        guard stated >= decided, filed <= last else {
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
        default: readsCatalogue(on: state, at: center)
        }
    }
}
