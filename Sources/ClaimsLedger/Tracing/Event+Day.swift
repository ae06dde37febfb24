import Claims

extension Event {
    /// The day on which what the event reports happened, as `2018-08-25`; nil where it states none, so that only the time of its
    /// record is known. The day from which a register, a designation or a policy holds is no such day.
    var day: String? {
        let text =
            switch kind {
            case .cardReplaced(let event): event.replacedOn
            case .cardLocked(let event): event.lockedOn
            case .personDied(let event): event.diedOn
            case .designationEnded(let event): event.effectiveFrom
            case .formStamped(let event): event.stampedOn
            case .recordFiled(let event): event.validFrom
            case .filingAmended(let event): event.effectiveFrom
            case .filingWithdrawn(let event): event.effectiveFrom
            case .preEvaluated(let event): event.evaluatedOn
            case .transferCompared(let event): event.comparedOn
            default: careDay
            }
        return CalendarDate(text) == nil ? nil : text
    }

    private var careDay: String {
        switch kind {
        case .specificItemApproved(let event): event.validFrom
        case .specificItemEnded(let event): event.effectiveFrom
        case .accountCredited(let event): event.creditedOn
        case .accountWithdrawn(let event): event.withdrawnOn
        case .accountSpendingRequested(let event): event.spentOn
        case .accountReversed(let event): event.reversedOn
        case .admitted(let event): event.admittedOn
        case .dayBilled(let event): event.bill.date
        case .discharged(let event): event.dischargedOn
        case .billSettled(let event): event.bill.invoice.issuedOn
        case .billCorrected(let event): event.bill.invoice.issuedOn
        case .admissionDeclared(let event): event.admittedOn
        case .admissionClosed(let event): event.dischargedOn
        case .siteVisited(let event): event.visitedOn
        case .operationInspected(let event): event.inspectedOn
        case .photographTaken(let event): event.takenOn
        case .auditConcluded(let event): event.concludedOn
        case .historyVerified(let event): event.dischargedOn
        default: moneyDay
        }
    }

    private var moneyDay: String {
        switch kind {
        case .referredToPolice(let event): event.referredOn
        case .paymentMade(let event): event.paidOn
        case .paymentFailed(let event): event.failedOn
        case .paymentReversed(let event): event.reversedOn
        case .advanceGranted(let event): event.requestedOn
        case .recoveryDemanded(let event): event.demandedOn
        case .recoveryReceived(let event): event.receivedOn
        case .recoveryRefunded(let event): event.refundedOn
        case .recoveryWrittenOff(let event): event.writtenOffOn
        case .feedbackGiven(let event): event.givenOn
        case .objectionFiled(let event): event.filedOn
        case .objectionDecided(let event): event.decidedOn
        case .settlementRequested(let event): event.to
        case .settlementConfirmed(let event): event.paidOn
        case .settlementRecorded(let event): event.settledOn
        case .settlementReversalRequested(let event): event.returnedOn
        case .settlementReversed(let event): event.reversedOn
        case .reservePaid(let event): event.paidOn
        case .reserveReturned(let event): event.returnedOn
        case .reserveUsed(let event): event.usedOn
        case .clearingPaid(let event): event.paidOn
        case .clearingReceived(let event): event.receivedOn
        default: disputeDay
        }
    }

    private var disputeDay: String {
        switch kind {
        case .disputeOpened(let event): event.lodgedOn
        case .disputeNotified(let event): event.notifiedOn
        case .disputeRejected(let event): event.rejectedOn
        case .inquirySent(let event): event.sentOn
        case .inquiryAnswered(let event): event.answeredOn
        case .disputeSettled(let event): event.ruledOn
        case .appealDecided(let event): event.decidedOn
        default: ""
        }
    }
}
