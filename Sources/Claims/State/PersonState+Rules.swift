extension PersonState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        if case .personRegistered = event {
            guard !hasRegister else {
                throw Refusal(.personAlreadyRegistered, "\(register.name) is already registered in this stream.")
            }
            return
        }
        guard hasRegister else { throw Refusal(.personNotRegistered, "Nobody is registered in this stream.") }
        if case .personUnmerged = event {
            guard isMerged else { throw Refusal(.notMerged, "\(register.name) is merged into nobody.") }
            return
        }
        try requireStanding(in: stream.description)
        switch event {
        case .personCorrected(let change) where change.hasCardNumber:
            guard !formerCards.contains(change.cardNumber) else {
                throw Refusal(.sameCard, "Card \(change.cardNumber) was replaced.")
            }
        case .cardReplaced(let replacement):
            guard replacement.cardNumber != register.cardNumber, !formerCards.contains(replacement.cardNumber) else {
                throw Refusal(.sameCard, "Card \(replacement.cardNumber) is, or was, the person's card.")
            }
        case .cardLocked(let lock):
            guard lock.cardNumber == register.cardNumber else {
                throw Refusal(.cardNotCurrent, "Card \(lock.cardNumber) is not the person's current card.")
            }
            guard !cardLocked else { throw Refusal(.cardAlreadyLocked, "Card \(lock.cardNumber) is already locked.") }
        case .personMerged(let merging):
            guard let into = try? StreamAddress(merging.into), into.decider == stream.decider, into != stream else {
                throw Refusal(.mergedIntoItself, "\(merging.into) is no other person's stream of \(stream.decider).")
            }
        case .personDied:
            guard !hasDied else { throw Refusal(.alreadyDied, "The death on \(diedOn) is already recorded.") }
        default: break
        }
    }

    /// Whether this stream is a duplicate, and another stands for the person.
    public var isMerged: Bool { !mergedInto.isEmpty }

    /// "Nothing new is registered, filed, claimed or credited under the number of a duplicate."
    func requireStanding(in stream: String) throws(Refusal) {
        guard !isMerged else {
            throw Refusal(
                .personMerged, "\(stream) is a duplicate: \(mergedInto) stands for \(register.name).",
                remedy: "Use \(mergedInto); PersonUnmerged if the merging was a mistake.")
        }
    }

    /// Whether the person was alive on a day, the day of death included.
    public func isAlive(on day: CalendarDate) -> Bool { CalendarDate(diedOn).map { day <= $0 } ?? true }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .personRegistered(let person):
            register = person
            registered = act
        case .personCorrected(let change):
            if change.hasName { register.name = change.name }
            if change.hasResidentID { register.residentID = change.residentID }
            if change.status != .unspecified { register.status = change.status }
            if change.hasUnit { register.unit = change.unit }
            if change.hasTelephone { register.telephone = change.telephone }
            if change.hasAddress { register.address = change.address }
            if change.hasInsuredFrom { register.insuredFrom = change.insuredFrom }
            if change.hasCardNumber { register.cardNumber = change.cardNumber }
        case .cardReplaced(let replacement):
            formerCards.append(register.cardNumber)
            register.cardNumber = replacement.cardNumber
            cardLocked = false
            clearLock()
            clearLocked()
        case .cardLocked(let card):
            cardLocked = true
            lock = card
            locked = act
        case .personMerged(let merging):
            mergedInto = merging.into
            merged = act
        case .personUnmerged:
            mergedInto = ""
            clearMerged()
        case .personDied(let death):
            diedOn = death.diedOn
            died = act
        default: break
        }
    }

    /// How a form's person differs from the register; `nil` if not at all.
    /// - Parameter former: Whether a card that was replaced since the form was handed in will do.
    func difference(from form: InsuredPerson, former: Bool) -> String? {
        if form.residentID != register.residentID { return "the resident ID is another" }
        if form.name != register.name { return "the name is \"\(form.name)\", in the register \"\(register.name)\"" }
        if form.cardNumber == register.cardNumber { return nil }
        guard formerCards.contains(form.cardNumber) else { return "card \(form.cardNumber) is not the person's" }
        return former ? nil : "card \(form.cardNumber) was replaced"
    }
}
