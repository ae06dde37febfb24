extension Event {
    func checkDisputeFormats() throws(Refusal) {
        switch kind {
        case .disputeOpened(let event): try event.checkFormats()
        case .disputeNotified(let event):
            try FormatCheck.date(event.notifiedOn, "notifiedOn")
            try FormatCheck.parties(event.to, "to")
            try FormatCheck.optional(event.note, "note")
            try FormatCheck.optionalDate(event.statementsUntil, "statementsUntil")
            try FormatCheck.optionalDate(event.rulingBy, "rulingBy")
        case .disputeRejected(let event):
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.date(event.rejectedOn, "rejectedOn")
        case .statementFiled(let event):
            try FormatCheck.required(event.text, "text")
            try FormatCheck.documents(event.documents, "documents")
            try FormatCheck.cited(event.cited, "cited")
            try FormatCheck.optional(event.lateReason, "lateReason")
        case .inquirySent(let event): try event.checkFormats()
        case .inquiryAnswered(let event):
            try FormatCheck.number(event.number, "number")
            try FormatCheck.required(event.text, "text")
            try FormatCheck.documents(event.documents, "documents")
            if event.hasScan { try FormatCheck.document(event.scan, "scan") }
            try FormatCheck.date(event.answeredOn, "answeredOn")
            try FormatCheck.cited(event.cited, "cited")
        default: try checkRulingFormats()
        }
    }

    private func checkRulingFormats() throws(Refusal) {
        switch kind {
        case .disputeSettled(let event):
            try event.ruling.checkFormats()
            try FormatCheck.date(event.ruledOn, "ruledOn")
            try FormatCheck.optionalDate(event.appealUntil, "appealUntil")
        case .consequenceCarriedOut(let event):
            guard event.number > 0 else { throw Refusal(.missingField, "number is missing.") }
            try FormatCheck.cited([event.entry], "entry")
            try FormatCheck.optional(event.note, "note")
        case .disputeAppealed(let event):
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.required(event.text, "text")
            try FormatCheck.documents(event.documents, "documents")
            try FormatCheck.optional(event.lateReason, "lateReason")
        case .appealDecided(let event):
            guard event.result != .unspecified, AppealDecided.Result.allCases.contains(event.result) else {
                throw Refusal(.valueUnspecified, "result is none of the results of an appeal.")
            }
            try FormatCheck.grounds(event.grounds, "grounds")
            if event.hasRuling { try event.ruling.checkFormats() }
            try FormatCheck.date(event.decidedOn, "decidedOn")
        case .disputeWithdrawn(let event): try FormatCheck.required(event.reason, "reason")
        default: try checkSettlementFormats()
        }
    }
}

extension DisputeOpened {
    func checkFormats() throws(Refusal) {
        try FormatCheck.parties([claimant], "claimant")
        try FormatCheck.parties([respondent], "respondent")
        try FormatCheck.parties(others, "others")
        try FormatCheck.count(subjects.count, atMost: 50, "subjects")
        for (index, subject) in subjects.enumerated() { try FormatCheck.anyStream(subject, "subjects[\(index)]") }
        try FormatCheck.cited(cited, "cited")
        try FormatCheck.amount(amount, "amount")
        try FormatCheck.required(demand, "demand")
        try FormatCheck.grounds(grounds, "grounds")
        try FormatCheck.documents(documents, "documents")
        try FormatCheck.date(lodgedOn, "lodgedOn")
    }
}

extension InquirySent {
    func checkFormats() throws(Refusal) {
        try FormatCheck.number(number, "number")
        try FormatCheck.institution(institution, "institution")
        guard !questions.isEmpty else { throw Refusal(.missingField, "questions is missing.") }
        try FormatCheck.count(questions.count, atMost: 50, "questions")
        for (index, question) in questions.enumerated() { try FormatCheck.required(question, "questions[\(index)]") }
        try FormatCheck.date(sentOn, "sentOn")
        try FormatCheck.optionalDate(dueOn, "dueOn")
        try FormatCheck.parties(answerTo, "answerTo")
        try FormatCheck.documents(documents, "documents")
    }
}

extension Ruling {
    func checkFormats() throws(Refusal) {
        guard outcome != .unspecified, Outcome.allCases.contains(outcome) else {
            throw Refusal(.valueUnspecified, "ruling.outcome is none of the outcomes of a dispute.")
        }
        try FormatCheck.amount(amount, "ruling.amount")
        try FormatCheck.cited(cited, "ruling.cited")
        try FormatCheck.grounds(grounds, "ruling.grounds")
        try FormatCheck.count(consequences.count, atMost: 50, "ruling.consequences")
        for (index, consequence) in consequences.enumerated() {
            try consequence.checkFormats("ruling.consequences[\(index)]")
        }
    }
}

extension Consequence {
    func checkFormats(_ field: String) throws(Refusal) {
        guard kind != .unspecified, Kind.allCases.contains(kind) else {
            throw Refusal(.valueUnspecified, "\(field).kind is none of the kinds of consequence.")
        }
        try FormatCheck.parties([party], "\(field).party")
        try FormatCheck.date(dueOn, "\(field).dueOn")
        try FormatCheck.anyStream(stream, "\(field).stream")
        try FormatCheck.amount(amount, "\(field).amount")
        try FormatCheck.required(text, "\(field).text")
    }
}

extension FormatCheck {
    /// Parties, each written `role:code`.
    static func parties(_ parties: [String], _ field: @autoclosure () -> String) throws(Refusal) {
        try count(parties.count, atMost: 20, field())
        for party in parties {
            guard !party.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
            _ = try Party(party)
        }
    }

    static func anyStream(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        guard (try? StreamAddress(text)) != nil else {
            throw Refusal(.malformedReference, "\(field()) \"\(text)\" names no stream.")
        }
    }

    /// Entries that are cited, each with its leaf hash.
    static func cited(_ entries: [CitedEntry], _ field: @autoclosure () -> String) throws(Refusal) {
        try count(entries.count, atMost: 200, field())
        for (index, cited) in entries.enumerated() {
            try reference(cited.entry, "\(field())[\(index)].entry")
            try hash(cited.leafHash, "\(field())[\(index)].leafHash")
            try optional(cited.note, "\(field())[\(index)].note")
        }
    }
}
