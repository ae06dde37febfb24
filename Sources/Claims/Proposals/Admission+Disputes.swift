extension Admission {
    /// What a dispute asks of an author: that the clock is kept, that no day is to come, and that what is cited is held.
    func checkDispute(_ event: Event) throws(Refusal) {
        guard case .dispute(let dispute)? = state.subject else { return try checkSettlement(event) }
        for cited in event.citedEntries { try requireHeld(cited) }
        switch event.kind {
        case .disputeOpened(let event)?:
            try requireNotToCome(event.lodgedOn, "lodgedOn")
            try check(event)
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
        case .disputeSettled(let event)?:
            try requireNotToCome(event.ruledOn, "ruledOn")
            try checkRecoveries(event.ruling)
        case .appealDecided(let event)?:
            try requireNotToCome(event.decidedOn, "decidedOn")
            try checkRecoveries(event.ruling)
        case .disputeAppealed(let appeal)?: try check(appeal, in: dispute)
        case .consequenceCarriedOut(let report)?: try check(report, in: dispute)
        default: break
        }
    }

    /// "Ruling cites entries": what the author does not hold, or holds otherwise, is not cited.
    private func requireHeld(_ cited: CitedEntry) throws(Refusal) {
        guard let held = context.held[cited.entry] else {
            throw Refusal(
                .citedNotHeld, "This node holds no entry \(cited.entry.number) of \(cited.entry.origin).",
                remedy: Refusal.unknownCitedRemedy)
        }
        guard held.leafHash == cited.leafHash else {
            throw Refusal(
                .citedNotHeld, "Entry \(cited.entry.number) of \(cited.entry.origin) has another leaf hash.")
        }
    }

    /// An arbiter that nobody here knows never hears of the dispute; and what a party that is hosted here decides is all held here.
    /// Of what others decide, a stream that is not held may well be there.
    private func check(_ opening: DisputeOpened) throws(Refusal) {
        if let others = context.strangers[address.decider.description] {
            let known = others.isEmpty ? "" : "; \(others.joined(separator: ", ")) is no arbiter"
            throw Refusal(.arbiterUnknown, "This node knows no \(address.decider)\(known).")
        }
        for subject in opening.subjects where context.absent.contains(subject) && isWhole(subject) {
            throw Refusal(.subjectUnknown, "There is no \(subject): this node writes the log of whoever decides in it.")
        }
    }

    /// "Money that never went is not recovered." Of a claim whose decisions the author does not hold nothing is asked.
    private func checkRecoveries(_ ruling: Ruling) throws(Refusal) {
        var asked: [String: Int64] = [:]
        for consequence in ruling.consequences where consequence.kind == .recovery {
            let sum = asked[consequence.stream, default: 0].addingClamped(consequence.amount)
            asked[consequence.stream] = sum
            guard let most = recoverable(from: consequence.stream), sum > most else { continue }
            throw Refusal(
                .recoveryBeyondPaid,
                "\(sum.yuan) is to be recovered in \(consequence.stream), where \(most.yuan) was approved or paid.")
        }
    }

    /// What was approved in a claim, or paid where that is more and did not come back; `nil` where the author may not hold it.
    private func recoverable(from stream: String) -> Int64? {
        guard let claim = context.claim(stream) else { return isWhole(stream) ? 0 : nil }
        guard isWhole(stream) || claim.hasApproval || !claim.payments.isEmpty else { return nil }
        let paid = claim.payments.reduce(Int64(0)) { $1.hasReversal ? $0 : $0.addingClamped($1.payment.amount) }
        return max(claim.approval.amount, paid)
    }

    /// Whether the author's node holds all that is decided in a stream.
    private func isWhole(_ stream: String) -> Bool {
        guard let decider = try? StreamAddress(stream).decider else { return false }
        return decider == actor.party || context.hosted.contains(decider.description)
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
        if !report.doneOn.isEmpty { try requireNotToCome(report.doneOn, "doneOn") }
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

extension Ruling {
    /// The claims in which money is to be recovered.
    fileprivate var recoveredStreams: Set<String> {
        Set(consequences.filter { $0.kind == .recovery }.map(\.stream))
    }
}

extension Refusal {
    /// What to do about an entry that is cited and unknown here.
    public static let unknownCitedRemedy =
        "Check the log's origin and the entry's number with show or find; an entry of another party is cited once it is disclosed and mirrored here."
}

extension Event {
    /// The streams that ``Admission/checkDispute(_:)`` reads.
    func readsDispute(at arbiter: String) -> Set<String> {
        switch kind {
        case .statementFiled?, .disputeAppealed?: [StreamAddress.procedure(ofArbiter: arbiter)]
        case .disputeSettled(let event)?: event.ruling.recoveredStreams
        case .appealDecided(let event)?: event.ruling.recoveredStreams
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
