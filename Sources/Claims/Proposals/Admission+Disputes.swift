extension Admission {
    /// What a dispute asks of an author: that the clock is kept, that no day is to come, and that what is cited is held.
    func checkDispute(_ event: Event) throws(Refusal) {
        guard case .dispute(let dispute)? = state.subject else { return try checkSettlement(event) }
        for cited in event.citedEntries { try requireHeld(cited) }
        switch event.kind {
        case .disputeOpened(let event)?: try requireNotToCome(event.lodgedOn, "lodgedOn")
        case .disputeNotified(let event)?: try requireNotToCome(event.notifiedOn, "notifiedOn")
        case .disputeRejected(let event)?: try requireNotToCome(event.rejectedOn, "rejectedOn")
        case .statementFiled(let statement)?: try check(statement, in: dispute)
        case .inquirySent(let inquiry)?:
            // Judged on arrival only by those who hold the opening; who asks has to hold it.
            guard dispute.hasOpening else {
                throw Refusal(.disputeNotOpened, "No dispute is opened in \(address), as far as is held here.")
            }
            try requireNotToCome(inquiry.sentOn, "sentOn")
        case .inquiryAnswered(let answer)?: try requireNotToCome(answer.answeredOn, "answeredOn")
        case .disputeSettled(let event)?: try requireNotToCome(event.ruledOn, "ruledOn")
        case .appealDecided(let event)?: try requireNotToCome(event.decidedOn, "decidedOn")
        case .disputeAppealed(let appeal)?: try check(appeal, in: dispute)
        case .consequenceCarriedOut(let report)?: try check(report, in: dispute)
        default: break
        }
    }

    /// "Ruling cites entries": what the author does not hold, or holds otherwise, is not cited.
    private func requireHeld(_ cited: CitedEntry) throws(Refusal) {
        guard let held = context.held[cited.entry] else {
            throw Refusal(
                .citedNotHeld, "This node holds no entry \(cited.entry.number) of \(cited.entry.origin).")
        }
        guard held.leafHash == cited.leafHash else {
            throw Refusal(
                .citedNotHeld, "Entry \(cited.entry.number) of \(cited.entry.origin) has another leaf hash.")
        }
    }

    private func check(_ statement: StatementFiled, in dispute: DisputeState) throws(Refusal) {
        guard statement.lateReason.isEmpty, dispute.status == .notified,
            let last = procedure(of: dispute).statementDeadline(of: dispute), today > last
        else { return }
        throw Refusal(.statementLate, "The last day for statements was \(last), and today is \(today).")
    }

    private func check(_ appeal: DisputeAppealed, in dispute: DisputeState) throws(Refusal) {
        guard appeal.lateReason.isEmpty, let last = procedure(of: dispute).appealDeadline(of: dispute), today > last
        else { return }
        throw Refusal(.appealLate, "The last day to appeal was \(last), and today is \(today).")
    }

    private func check(_ report: ConsequenceCarriedOut, in dispute: DisputeState) throws(Refusal) {
        guard let held = context.held[report.entry.entry],
            let consequence = dispute.standingRuling?.ruling.consequences.first(where: { $0.number == report.number })
        else { return }
        guard held.party == actor.party, consequence.fittingTypes.contains(held.type), held.stream == consequence.stream
        else {
            throw Refusal(
                .carriedOutOtherwise,
                "Entry \(report.entry.entry.number) is \(held.type) of \(held.party) in \(held.stream); "
                    + "\(consequence.kind.word) in \(consequence.stream) is asked.")
        }
    }

    /// The arbiter's settings, as far as the author holds them, of the day on which the dispute was lodged.
    private func procedure(of dispute: DisputeState) -> Procedure {
        guard let day = CalendarDate(dispute.opening.lodgedOn) else { return Procedure() }
        return Procedure(context[StreamAddress.procedure(ofArbiter: address.decider.code)], on: day)
    }
}

extension Event {
    /// The streams that ``Admission/checkDispute(_:)`` reads.
    func readsDispute(at arbiter: String) -> Set<String> {
        switch kind {
        case .statementFiled?, .disputeAppealed?: [StreamAddress.procedure(ofArbiter: arbiter)]
        default: []
        }
    }

    /// The entries that the event cites: the author's node says what it holds of them (``Context/held``).
    public var citedEntries: [CitedEntry] {
        switch kind {
        case .disputeOpened(let event): event.cited
        case .statementFiled(let event): event.cited
        case .inquiryAnswered(let event): event.cited
        case .disputeSettled(let event): event.ruling.cited
        case .appealDecided(let event): event.ruling.cited
        case .consequenceCarriedOut(let event): [event.entry]
        default: []
        }
    }

    /// The event with the entries that it cites changed.
    public func citing(_ change: (inout CitedEntry) throws -> Void) rethrows -> Event {
        var event = self
        switch kind {
        case .disputeOpened(var payload):
            for index in payload.cited.indices { try change(&payload.cited[index]) }
            event.kind = .disputeOpened(payload)
        case .statementFiled(var payload):
            for index in payload.cited.indices { try change(&payload.cited[index]) }
            event.kind = .statementFiled(payload)
        case .inquiryAnswered(var payload):
            for index in payload.cited.indices { try change(&payload.cited[index]) }
            event.kind = .inquiryAnswered(payload)
        case .disputeSettled(var payload):
            for index in payload.ruling.cited.indices { try change(&payload.ruling.cited[index]) }
            event.kind = .disputeSettled(payload)
        case .appealDecided(var payload) where payload.hasRuling:
            for index in payload.ruling.cited.indices { try change(&payload.ruling.cited[index]) }
            event.kind = .appealDecided(payload)
        case .consequenceCarriedOut(var payload):
            try change(&payload.entry)
            event.kind = .consequenceCarriedOut(payload)
        default: break
        }
        return event
    }
}
