extension Event {
    func checkRecoveryFormats() throws(Refusal) {
        switch kind {
        case .lineExcluded(let event):
            try FormatCheck.count(event.lines.count, atMost: 2_000, "lines")
            guard event.cause.rawValue != 0, LineExcluded.Cause.allCases.contains(event.cause) else {
                throw Refusal(.valueUnspecified, "cause is none of the causes of an exclusion.")
            }
            try FormatCheck.grounds([event.ground], "ground")
            try FormatCheck.optional(event.liable, "liable")
        case .exclusionLifted(let event):
            try FormatCheck.reference(event.exclusion, "exclusion")
            try FormatCheck.required(event.reason, "reason")
        case .advanceGranted(let event):
            try FormatCheck.reference(event.exclusion, "exclusion")
            try FormatCheck.document(event.request, "request")
            try FormatCheck.date(event.requestedOn, "requestedOn")
            try FormatCheck.required(event.reason, "reason")
        case .recoveryDemanded(let event):
            try FormatCheck.number(event.demand, "demand")
            try FormatCheck.required(event.from, "from")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.period(from: event.demandedOn, to: event.dueOn, "the demand")
        case .recoveryReceived(let event):
            try FormatCheck.number(event.receipt, "receipt")
            try FormatCheck.limited(event.demand, to: 64, "demand")
            try FormatCheck.required(event.from, "from")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.receivedOn, "receivedOn")
        case .recoveryRefunded(let event):
            try FormatCheck.number(event.refund, "refund")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.refundedOn, "refundedOn")
            try FormatCheck.payee(event.payee, "payee")
        case .recoveryWrittenOff(let event):
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.writtenOffOn, "writtenOffOn")
            try FormatCheck.required(event.reason, "reason")
        case .feedbackGiven(let event):
            guard event.answer.rawValue != 0, FeedbackGiven.Answer.allCases.contains(event.answer) else {
                throw Refusal(.valueUnspecified, "answer is none of the answers.")
            }
            try FormatCheck.date(event.givenOn, "givenOn")
            try FormatCheck.required(event.means, "means")
            try FormatCheck.optional(event.text, "text")
            try FormatCheck.documents(event.documents, "documents")
        case .objectionFiled(let event):
            try FormatCheck.number(event.number, "number")
            try FormatCheck.reference(event.against, "against")
            try FormatCheck.date(event.filedOn, "filedOn")
            try FormatCheck.required(event.text, "text")
            try FormatCheck.documents(event.documents, "documents")
        case .objectionDecided(let event):
            try FormatCheck.number(event.number, "number")
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.date(event.decidedOn, "decidedOn")
        default: try checkCatalogueFormats()
        }
    }
}

extension LineDecision {
    func checkFormats(_ field: @autoclosure () -> String) throws(Refusal) {
        for amount in [billed, adjusted, inScope, approved] { try FormatCheck.amount(amount, field()) }
        try FormatCheck.grounds(grounds, "\(field()).grounds")
        guard ChargeLine.ItemClass.allCases.contains(itemClass) else {
            throw Refusal(.valueUnspecified, "\(field()).itemClass is none of the item classes.")
        }
    }
}
