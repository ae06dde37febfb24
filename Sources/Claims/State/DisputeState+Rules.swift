import SwiftProtobuf

/// The steps of a dispute, judged by what stands in its stream.
///
/// An institution that is asked holds the inquiry and its answer alone. So these two are judged by each other; what the
/// opening says of them is judged by those who hold the opening.
extension DisputeState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        let party = actor.party
        switch event {
        case .disputeOpened(let opening): try judge(opening, by: party, in: stream)
        case .inquirySent(let inquiry): try judge(inquiry, by: party, in: stream)
        case .inquiryAnswered(let answer): try judge(answer, by: party)
        default:
            guard hasOpening else { throw Refusal(.disputeNotOpened, "No dispute is opened in \(stream).") }
            try judge(step: event, by: party, in: stream)
        }
    }

    private func judge(
        step event: Event.OneOf_Kind, by party: Party, in stream: StreamAddress
    ) throws(Refusal) {
        switch event {
        case .disputeNotified(let notice): try judge(notice)
        case .disputeRejected(let rejection):
            try requireUndecided()
            try DisputeState.requireOrder(opening.lodgedOn, rejection.rejectedOn, "rejectedOn")
            try FilingState.requireGrounds(rejection.grounds)
        case .disputeWithdrawn:
            guard party.description == opening.claimant else {
                throw Refusal(.notTheClaimant, "The claimant is \(opening.claimant), not \(party).")
            }
            try requireUndecided()
        case .statementFiled:
            try requireSide(party)
            try requireTalk()
        case .disputeSettled(let settled):
            guard status != .ruled, status != .appealed, status != .final else {
                throw Refusal(.alreadyRuled, "\(stream) was ruled on on \(rulings.last?.ruledOn ?? "").")
            }
            try requireTalk()
            let before = appeals.last?.decision.decidedOn ?? notice.notifiedOn
            try DisputeState.requireOrder(before, settled.ruledOn, "ruledOn")
            if !settled.appealUntil.isEmpty {
                try DisputeState.requireOrder(settled.ruledOn, settled.appealUntil, "appealUntil")
            }
            try judge(settled.ruling, on: settled.ruledOn)
        case .disputeAppealed(let appeal):
            try requireSide(party)
            guard status != .appealed, status != .final else {
                throw Refusal(.alreadyAppealed, "An appeal against the ruling stands in \(stream) already.")
            }
            _ = try requireRuling(in: stream)
            try FilingState.requireGrounds(appeal.grounds)
        case .appealDecided(let decision): try judge(decision, in: stream)
        case .consequenceCarriedOut(let report): try judge(report, by: party, in: stream)
        default: break
        }
    }

    // MARK: Opening and notice

    private func judge(_ opening: DisputeOpened, by party: Party, in stream: StreamAddress) throws(Refusal) {
        guard !hasOpening else { throw Refusal(.disputeAlreadyOpened, "\(stream) holds a dispute already.") }
        guard opening.claimant == party.description else {
            throw Refusal(.notTheClaimant, "The claimant is \(opening.claimant), and \(party) opens the dispute.")
        }
        let named = [opening.claimant, opening.respondent] + opening.others
        let roles = named.compactMap { try? Party($0).role }
        guard Set(named).count == named.count, !roles.contains(.arbiter), !roles.contains(.registrar) else {
            throw Refusal(.sidesUnfit, "\(named.joined(separator: ", ")) cannot be the parties of a dispute.")
        }
        guard !opening.subjects.isEmpty, Set(opening.subjects).count == opening.subjects.count else {
            throw Refusal(.disputeAboutNothing, "The dispute names no stream, or one twice.")
        }
        guard !opening.subjects.contains(stream.description) else {
            throw Refusal(.disputeAboutNothing, "The dispute names itself.")
        }
    }

    private func judge(_ notice: DisputeNotified) throws(Refusal) {
        guard !hasNotice else { throw Refusal(.alreadyNotified, "Notice was given on \(self.notice.notifiedOn).") }
        try requireUndecided()
        guard notice.to.contains(opening.respondent), notice.to.allSatisfy(names) else {
            throw Refusal(.respondentNotNotified, "Notice goes to \(notice.to.joined(separator: ", ")).")
        }
        try DisputeState.requireOrder(opening.lodgedOn, notice.notifiedOn, "notifiedOn")
        for (day, field) in [(notice.statementsUntil, "statementsUntil"), (notice.rulingBy, "rulingBy")]
        where !day.isEmpty {
            try DisputeState.requireOrder(notice.notifiedOn, day, field)
        }
    }

    // MARK: Inquiries

    private func judge(_ inquiry: InquirySent, by party: Party, in stream: StreamAddress) throws(Refusal) {
        guard !inquiries.contains(where: { $0.inquiry.number == inquiry.number }) else {
            throw Refusal(.inquiryNumberUsed, "Inquiry \(inquiry.number) stands in \(stream) already.")
        }
        if !inquiry.dueOn.isEmpty { try DisputeState.requireOrder(inquiry.sentOn, inquiry.dueOn, "dueOn") }
        guard hasOpening else { return }
        guard party == stream.decider || isSide(party) else {
            throw Refusal(.mayNotInquire, "\(party) is no side of \(stream).")
        }
        try requireTalk()
        try DisputeState.requireOrder(opening.lodgedOn, inquiry.sentOn, "sentOn")
        guard Set([opening.claimant, opening.respondent]).isSubset(of: inquiry.answerTo),
            inquiry.answerTo.allSatisfy(names)
        else {
            throw Refusal(
                .answerHidden,
                "The answer to inquiry \(inquiry.number) goes to \(inquiry.answerTo.joined(separator: ", ")).")
        }
    }

    private func judge(_ answer: InquiryAnswered, by party: Party) throws(Refusal) {
        guard let inquiry = inquiries.first(where: { $0.inquiry.number == answer.number }) else {
            throw Refusal(.inquiryUnknown, "There is no inquiry \(answer.number).")
        }
        guard !inquiry.hasAnswer else {
            throw Refusal(.inquiryAnswered, "Inquiry \(answer.number) was answered on \(inquiry.answer.answeredOn).")
        }
        let asked = Party.institution(inquiry.inquiry.institution)
        guard answer.onPaper ? inquiry.act.party == party.description : party == asked else {
            throw Refusal(
                .notTheAsked,
                "Inquiry \(answer.number) is \(inquiry.act.party)'s, of \(inquiry.inquiry.institution), and \(party) answers."
            )
        }
        guard answer.onPaper == answer.hasScan else {
            throw Refusal(
                .answerWithoutScan,
                answer.onPaper
                    ? "The answer is on paper, without a scan." : "The answer has a scan, and is not on paper.")
        }
        try DisputeState.requireOrder(inquiry.inquiry.sentOn, answer.answeredOn, "answeredOn")
    }

    // MARK: Rulings

    /// What a ruling must be, by `DisputeSettled` or by an appeal.
    private func judge(_ ruling: Ruling, on day: String) throws(Refusal) {
        guard !ruling.cited.isEmpty else { throw Refusal(.rulingCitesNothing, "The ruling cites no entry.") }
        try FilingState.requireGrounds(ruling.grounds)
        let fits =
            switch ruling.outcome {
            case .upheld: ruling.amount == opening.amount
            case .dismissed: ruling.amount == 0
            case .partly: opening.amount == 0 ? ruling.amount == 0 : (1..<opening.amount).contains(ruling.amount)
            default: ruling.amount <= opening.amount
            }
        guard fits else {
            throw Refusal(
                .rulingAmount,
                "\(ruling.outcome.word) is \(ruling.amount.moneyText), and \(opening.amount.moneyText) is in dispute.")
        }
        guard zip(ruling.consequences, 1...).allSatisfy({ Int($0.number) == $1 }) else {
            throw Refusal(
                .consequencesDisordered,
                "The \(ruling.consequences.count) consequences are numbered \(ruling.consequences.map { String($0.number) }.joined(separator: ", "))."
            )
        }
        for consequence in ruling.consequences {
            try DisputeState.requireOrder(day, consequence.dueOn, "consequence \(consequence.number)")
            guard names(consequence.party), consequence.fits else {
                throw Refusal(
                    .consequenceUnfit,
                    "\(consequence.kind.word) in \(consequence.stream) cannot be of \(consequence.party).")
            }
        }
    }

    private func judge(_ decision: AppealDecided, in stream: StreamAddress) throws(Refusal) {
        guard status == .appealed, let ruled = rulings.last else {
            throw Refusal(.notAppealed, "No appeal is open in \(stream).")
        }
        try FilingState.requireGrounds(decision.grounds)
        try DisputeState.requireOrder(ruled.ruledOn, decision.decidedOn, "decidedOn")
        guard decision.hasRuling == (decision.result == .changed) else {
            throw Refusal(
                .appealRuling,
                decision.hasRuling ? "The ruling is not changed, and a new one is there." : "The new ruling is missing."
            )
        }
        if decision.hasRuling { try judge(decision.ruling, on: decision.decidedOn) }
    }

    private func judge(_ report: ConsequenceCarriedOut, by party: Party, in stream: StreamAddress) throws(Refusal) {
        guard status != .appealed else { throw Refusal(.rulingRests, "An appeal is open in \(stream).") }
        let ruled = try requireRuling(in: stream)
        guard let consequence = ruled.ruling.consequences.first(where: { $0.number == report.number }) else {
            throw Refusal(.consequenceUnknown, "The ruling has no consequence \(report.number).")
        }
        guard consequence.party == party.description else {
            throw Refusal(.notTheBound, "Consequence \(report.number) binds \(consequence.party), not \(party).")
        }
        try DisputeState.requireOrder(ruled.ruledOn, report.doneOn, "doneOn")
        guard carriedOut(consequence) == nil else {
            throw Refusal(.alreadyCarriedOut, "Consequence \(report.number) is carried out already.")
        }
    }

    // MARK: Shared

    private func requireSide(_ party: Party) throws(Refusal) {
        guard isSide(party) else { throw Refusal(.notASide, "\(party) is no side of the dispute.") }
    }

    /// Opened or notified: neither ended nor ruled on.
    private func requireUndecided() throws(Refusal) {
        guard status == .opened || status == .notified else {
            throw Refusal(.disputeOver, "The dispute is \(status.word).")
        }
    }

    /// The sides and the arbiter may speak: after the notice until the ruling, and during an appeal.
    private func requireTalk() throws(Refusal) {
        guard status != .opened else { throw Refusal(.notNotified, "Notice of the dispute was not given yet.") }
        guard status == .notified || status == .appealed else {
            throw Refusal(.disputeOver, "The dispute is \(status.word).")
        }
    }

    private func requireRuling(in stream: StreamAddress) throws(Refusal) -> Ruled {
        guard let ruled = standingRuling else { throw Refusal(.notRuled, "No ruling stands in \(stream).") }
        return ruled
    }

    private static func requireOrder(_ before: String, _ after: String, _ field: String) throws(Refusal) {
        guard let first = CalendarDate(before), let second = CalendarDate(after), second < first else { return }
        throw Refusal(.disputeBackwards, "\(field) is \(after), and the step before it is of \(before).")
    }
}
