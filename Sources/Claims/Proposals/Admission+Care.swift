extension Admission {
    /// The rules of mergings, deaths, evaluations, specific items, accounts and histories that read other streams, or the
    /// clock.
    func checkCare(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.personMerged(let merging)?, _): try check(merging)
        case (.personDied(let death)?, _): try requireNotToCome(death.diedOn, "diedOn")
        case (.personRegistered?, _), (.personCorrected?, _): try requireFreeNumbers(for: event)
        case (.cardReplaced(let card)?, _):
            try requireNotToCome(card.replacedOn, "replacedOn")
            try requireFreeNumbers(for: event)
        case (.cardLocked(let lock)?, _): try requireNotToCome(lock.lockedOn, "lockedOn")
        case (.admitted(let admission)?, _): try requireNotToCome(admission.admittedOn, "admittedOn")
        case (.discharged(let discharge)?, _): try requireNotToCome(discharge.dischargedOn, "dischargedOn")
        case (.formStamped(let form)?, _): try requireNotToCome(form.stampedOn, "stampedOn")
        case (.preEvaluated(let evaluation)?, .filing(let filing)?): try check(evaluation, of: filing)
        case (.transferCompared(let comparison)?, _): try check(comparison)
        case (.specificItemApplied(let application)?, _): try check(application)
        case (.specificItemApproved(let approval)?, .item(let item)?): try check(approval, of: item)
        case (.specificItemEnded(let ending)?, _): try requireNotPast(ending.effectiveFrom)
        case (.accountCredited?, .account(let account)?), (.accountWithdrawn?, .account(let account)?),
            (.accountSpendingRequested?, .account(let account)?), (.accountSpent?, .account(let account)?),
            (.accountReversed?, .account(let account)?):
            try checkAccount(event, account)
        case (.historyVerified(let item)?, _): try check(item)
        default: try checkAudit(event)
        }
    }

    /// What replaces an entry of a stream of these kinds.
    func checkCare(replacement event: Event) throws(Refusal) {
        switch event.kind {
        case .personDied, .preEvaluated, .transferCompared, .specificItemApplied, .historyVerified, .formStamped,
            .feedbackGiven:
            try checkCare(event)
        case .personRegistered, .personCorrected, .cardReplaced: try requireFreeNumbers(for: event)
        default: break
        }
    }

    // MARK: Shared

    /// "Not of a day to come", by the author's clock.
    func requireNotToCome(_ day: String, _ field: String) throws(Refusal) {
        guard let date = CalendarDate(day), date <= today else {
            throw Refusal(.dayToCome, "\(field) is \(day), and today is \(today).")
        }
    }

    /// "Nothing is filed, claimed or spent for days after the person's death."
    /// - Parameter person: `nil` if the author does not hold the register.
    func requireLiving(_ person: PersonState?, on day: String, _ what: String) throws(Refusal) {
        guard let person, let date = CalendarDate(day), !person.isAlive(on: date) else { return }
        throw Refusal(.afterDeath, "\(person.register.name) died on \(person.diedOn), and \(what) is on \(day).")
    }

    // MARK: Persons

    private func check(_ merging: PersonMerged) throws(Refusal) {
        let own = if case .person(let duplicate)? = state.subject { duplicate.diedOn } else { "" }
        guard let into = context.person(merging.into), !into.isMerged, into.diedOn.isEmpty || !own.isEmpty else {
            let reason =
                switch context.person(merging.into) {
                case let into? where into.isMerged: "is merged into \(into.mergedInto)"
                case let into?: "died on \(into.diedOn)"
                case nil: "holds no registered person"
                }
            throw Refusal(.mergedIntoNobody, "\(merging.into) \(reason).")
        }
        guard own.isEmpty || into.diedOn == own else {
            throw Refusal(
                .deathNotCarried,
                "\(address) records a death on \(own), and \(merging.into) "
                    + (into.diedOn.isEmpty ? "records none." : "one on \(into.diedOn)."))
        }
    }

    // MARK: Transfers

    /// "Medical history files: consulted first at a transfer approval."
    private func check(_ evaluation: PreEvaluated, of filing: FilingState) throws(Refusal) {
        try requireNotToCome(evaluation.evaluatedOn, "evaluatedOn")
        guard let stream = StreamAddress.history(of: filing.application.person) else { return }
        let last = context[stream]?.entries.last?.act.entry
        let named = evaluation.hasHistory ? evaluation.history : nil
        // A correction of the evaluation may stand by what was read at its time.
        let earlier = filing.hasPreEvaluation && filing.preEvaluation.hasHistory ? filing.preEvaluation.history : nil
        guard named == last || filing.status != .submitted && named == earlier else {
            throw Refusal(
                .historyNotConsulted,
                last.map { "The last entry of \(stream) is \($0.number) of \($0.origin), and it is not the one named." }
                    ?? "\(stream) holds no entry, and one is named.")
        }
    }

    /// "The person may be called in first", where the place asks for it.
    func requireEvaluation(of filing: FilingState, _ procedure: Procedure) throws(Refusal) {
        guard procedure.preEvaluation, filing.application.kind == .referral, !filing.hasPreEvaluation else { return }
        throw Refusal(.evaluationMissing, "The referral was not evaluated, and the settings ask for it.")
    }

    private func check(_ comparison: TransferCompared) throws(Refusal) {
        try requireNotToCome(comparison.comparedOn, "comparedOn")
        try requireOwn(comparison.claim, "claim")
        guard let claim = context.claim(comparison.claim), claim.submission.filing == address.description else {
            throw Refusal(.comparisonOfAnother, "\(comparison.claim) is no claim under \(address).")
        }
        guard let discharged = CalendarDate(claim.submission.dischargedOn),
            let compared = CalendarDate(comparison.comparedOn), discharged <= compared
        else {
            throw Refusal(
                .comparedBeforeDischarge,
                "The discharge is on \(claim.submission.dischargedOn), the comparison on \(comparison.comparedOn).")
        }
    }

    /// "After discharge the finding is compared with discharge record, certificate and list": before the claim is approved.
    func requireComparison(of claim: ClaimState) throws(Refusal) {
        let name = claim.submission.filing
        guard let filing = context.filing(name), let reason = filing.reasonNotCompared(claim: address.description)
        else {
            return
        }
        throw Refusal(.comparisonMissing, "\(name) was evaluated, and \(reason).")
    }

    // MARK: Specific items

    private func check(_ application: SpecificItemApplied) throws(Refusal) {
        let person = try requirePerson(
            application.person, application.insured, unit: application.unit, former: false)
        try requireLiving(person, on: application.validFrom, "the first day of the item")
        let from = CalendarDate(application.validFrom)
        for code in application.institutions { _ = try requireDesignated(code, on: from) }
    }

    private func check(_ approval: SpecificItemApproved, of item: ItemState) throws(Refusal) {
        let application = item.application
        let person = try requirePerson(application.person, application.insured, unit: application.unit, former: true)
        try requireLiving(person, on: approval.validFrom, "the first day of the item")
        let from = CalendarDate(approval.validFrom)
        for code in approval.institutions { _ = try requireDesignated(code, on: from) }
    }

    // MARK: History

    /// "Verified history per person, built up from verified claims."
    private func check(_ item: HistoryVerified) throws(Refusal) {
        try requireNotToCome(item.dischargedOn, "dischargedOn")
        guard context.person(item.person) != nil else {
            throw Refusal(.personNotRegistered, "\(item.person) holds no registered person.")
        }
        try requireOwn(item.claim, "claim")
        guard let claim = context.claim(item.claim), context.isSamePerson(claim.submission.person, as: item.person)
        else {
            throw Refusal(.historyOfAnother, "\(item.claim) is no claim of \(item.person).")
        }
        guard claim.hasAccepted, claim.status != .refused, claim.status != .returned else {
            throw Refusal(.claimNotVerified, "\(item.claim) is \(claim.status.word).")
        }
        let submission = claim.submission
        for (entered, claimed, name) in [
            (item.hospital, submission.hospital, "hospital"), (item.admittedOn, submission.admittedOn, "admission"),
            (item.dischargedOn, submission.dischargedOn, "discharge"),
        ] where entered != claimed {
            throw Refusal(.historyDiffers, "The \(name) of \(item.claim) is \(claimed), not \(entered).")
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkCare(_:)`` reads.
    func readsCare(on state: StreamState, at center: String, in context: Context) -> Set<String> {
        func institutions(_ codes: [String]) -> [String] {
            codes.map { StreamAddress.institution($0, at: center) }
        }
        switch (kind, state.subject) {
        case (.personMerged(let merging)?, _): return [merging.into]
        case (.preEvaluated?, .filing(let filing)?):
            return Set([StreamAddress.history(of: filing.application.person)].compactMap(\.self))
        case (.transferCompared(let comparison)?, _): return [comparison.claim]
        case (.specificItemApplied(let application)?, _):
            return Set([application.person] + institutions(application.institutions))
        case (.specificItemApproved(let approval)?, .item(let item)?):
            return Set([item.application.person] + institutions(approval.institutions))
        case (_, .account(let account)?): return readsAccount(account, state, at: center)
        case (_, .reserve?), (_, .clearing?): return readsClearing(on: state)
        case (_, .settlement(let settlement)?): return readsSettlement(settlement, at: center, in: context)
        case (.historyVerified(let item)?, _):
            return Set([item.person, item.claim] + context.standing(for: context.claim(item.claim)?.submission.person))
        case (.corrected(let correction)?, _):
            // A correction never replaces a correction.
            if case .corrected? = correction.replacement.kind { return [] }
            return correction.replacement.readsCare(on: state, at: center, in: context)
        default: return readsAudit(on: state, at: center)
        }
    }
}
