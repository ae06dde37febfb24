/// Replacements that are judged as the entry was: by what else stands in the stream, the entry itself left out.
extension StreamState {
    /// Cards stand in an order: the registered one, then one for each `CardReplaced` that has its effect.
    func judge(
        replacement event: Event.OneOf_Kind, of reference: EntryReference, in person: PersonState,
        _ stream: StreamAddress
    ) throws(Refusal) {
        if case .personRegistered = event { return }
        guard person.hasRegister else { throw Refusal(.personNotRegistered, "Nobody is registered in this stream.") }
        try person.requireStanding(in: stream.description)
        let cards = person.formerCards + [person.register.cardNumber]
        let before = effectiveReplacements(before: reference)
        func requireNew(_ card: String, at own: Int) throws(Refusal) {
            guard !cards.indices.contains(where: { $0 != own && cards[$0] == card }) else {
                throw Refusal(.sameCard, "Card \(card) is, or was, the person's card.")
            }
        }
        switch event {
        case .cardReplaced(let replacement): try requireNew(replacement.cardNumber, at: before + 1)
        case .personCorrected(let change) where change.hasCardNumber: try requireNew(change.cardNumber, at: before)
        case .cardLocked(let lock):
            guard before < cards.count, cards[before] == lock.cardNumber else {
                throw Refusal(.cardNotCurrent, "Card \(lock.cardNumber) was not the person's current card.")
            }
        default: break
        }
    }

    private func effectiveReplacements(before reference: EntryReference) -> Int {
        entries.prefix { $0.act.entry != reference }.count { entry in
            entry.verdict == .regular && !entry.hasAnnulledBy
                && entry.type == UInt32(EventType.cardReplaced.rawValue)
        }
    }

    /// "What a decision rests on is not exchanged behind it": a paper that was there when the claim was taken up stays.
    func judge(
        replacement: DocumentAttached, of reference: EntryReference, in claim: ClaimState
    ) throws(Refusal) {
        guard claim.status.rawValue >= ClaimState.Status.accepted.rawValue,
            let paper = claim.papers.first(where: { $0.act.entry == reference }),
            paper.document != replacement.document,
            let own = entries.firstIndex(where: { $0.act.entry == reference }),
            let accepted = entries.firstIndex(where: { $0.act.entry == claim.accepted.entry }), own < accepted
        else { return }
        throw Refusal(
            .acceptedClaim,
            "The claim is \(claim.status.word), and the correction takes away: \(paper.document.kind.word).")
    }
}

extension InstitutionState {
    /// Judges an ending by what stood before it.
    func judge(
        replacement ending: DesignationEnded, of reference: EntryReference, in stream: StreamAddress
    ) throws(Refusal) {
        var before = self
        if let index = endings.firstIndex(where: { $0.act.entry == reference }) {
            before.designations = Array(designations.prefix(Int(endings[index].after)))
            before.endings.removeSubrange(index...)
        }
        try before.judge(.designationEnded(ending), in: stream)
    }
}

extension FilingState {
    /// "What a decision rests on is not exchanged behind it": on record, opinion and inspection of the evaluation stay.
    func judge(replacement evaluation: PreEvaluated, of reference: EntryReference) throws(Refusal) {
        guard application.kind == .referral else {
            throw Refusal(.notAReferral, "The form is of the kind \(application.kind).")
        }
        guard !terms.isEmpty, preEvaluated.entry == reference else { return }
        guard evaluation.opinion == preEvaluation.opinion,
            evaluation.inspectionNeeded == preEvaluation.inspectionNeeded
        else {
            throw Refusal(
                .evaluationDecided, "The evaluation of \(preEvaluation.evaluatedOn) is what the record rests on.")
        }
    }
}

extension StayState {
    func judge(replacement admission: Admitted) throws(Refusal) {
        let days = (days.map(\.bill.date) + [discharge.dischargedOn]).compactMap { CalendarDate($0) }
        guard let first = CalendarDate(admission.admittedOn), days.allSatisfy({ first <= $0 }) else {
            throw Refusal(
                .dayOutsideStay, "A day that is billed, or the discharge, is before \(admission.admittedOn).")
        }
    }
}
