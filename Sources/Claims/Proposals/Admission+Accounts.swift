extension Admission {
    /// The rules of a personal account that read the register of persons and institutions, the invoices, or the clock.
    ///
    /// The institution that asks holds neither register: what it asks is judged when the center decides.
    func checkAccount(_ event: Event, _ account: AccountState) throws(Refusal) {
        switch event.kind {
        case .accountCredited(let credit):
            try requireNotToCome(credit.creditedOn, "creditedOn")
            let holder = try requireHolder()
            try holder.requireStanding(in: address.person)
            try requireNotTooEarly(credit, holder, account)
        case .accountWithdrawn(let withdrawal):
            try requireNotToCome(withdrawal.withdrawnOn, "withdrawnOn")
            // From a duplicate's account, and by the heirs of a person who died, what is left may still be drawn.
            try requireCard(withdrawal.cardNumber, of: try requireHolder(), former: false)
        case .accountSpendingRequested(let request):
            try requireNotToCome(request.spentOn, "spentOn")
            guard mustHold else { return }
            try check(request, former: false)
        case .accountSpent(let spending):
            guard let request = account.request(spending.institution, spending.number)?.request else { return }
            try check(request, former: true)
            let invoice = context.invoice(StreamAddress.invoice(request.invoice, at: center))
            if let invoice, invoice.hasClaimed {
                throw Refusal(
                    .invoiceOfClaim,
                    "Invoice \(request.invoice.code)-\(request.invoice.number) is claimed by \(invoice.claim).")
            }
        case .accountReversed(let reversal): try requireNotToCome(reversal.reversedOn, "reversedOn")
        default: break
        }
    }

    /// A request that the center enters or decides: the person lives and stands, the card is theirs, the institution is
    /// designated, each on the day of the spending.
    private func check(_ request: AccountSpendingRequested, former: Bool) throws(Refusal) {
        let person = try requireHolder()
        try person.requireStanding(in: address.person)
        try requireLiving(person, on: request.spentOn, "the spending")
        try requireCard(request.cardNumber, of: person, former: former)
        _ = try requireDesignated(request.institution, on: CalendarDate(request.spentOn))
    }

    /// "No earlier than the insurance, and than the year before": a wrong year would change statements that are long printed.
    private func requireNotTooEarly(
        _ credit: AccountCredited, _ holder: PersonState, _ account: AccountState
    ) throws(Refusal) {
        guard let day = CalendarDate(credit.creditedOn) else { return }
        func refuse(_ what: String) -> Refusal { Refusal(.creditedTooEarly, "creditedOn is \(day), and \(what).") }
        if let insured = CalendarDate(holder.register.insuredFrom), day < insured {
            throw refuse("\(holder.register.name) is insured from \(insured)")
        }
        if let newest = account.movements.compactMap({ CalendarDate($0.day) }).max(),
            day.parts.year < newest.parts.year - 1
        {
            throw refuse("\(address) has moved on \(newest)")
        }
        if let month = CalendarDate("\(credit.month)-01"), day.parts.year < month.parts.year - 1 {
            throw refuse("the credit is for \(credit.month)")
        }
    }

    /// The person whose account it is.
    private func requireHolder() throws(Refusal) -> PersonState {
        guard let person = context.person(address.person) else {
            throw Refusal(.personNotRegistered, "\(address.person) holds no registered person.")
        }
        return person
    }

    /// - Parameter former: Whether a card that was replaced since will do.
    private func requireCard(_ number: String, of person: PersonState, former: Bool) throws(Refusal) {
        guard !person.cardLocked else {
            throw Refusal(.accountCard, "Card \(person.register.cardNumber) of \(address.person) is locked.")
        }
        guard number == person.register.cardNumber || former && person.formerCards.contains(number) else {
            throw Refusal(.accountCard, "Card \(number) is not the current card of \(address.person).")
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkAccount(_:_:)`` reads.
    func readsAccount(_ account: AccountState, _ state: StreamState, at center: String) -> Set<String> {
        guard let address = try? StreamAddress(state.stream) else { return [] }
        switch kind {
        case .accountCredited, .accountWithdrawn: return [address.person]
        case .accountSpendingRequested(let request):
            return [address.person, StreamAddress.institution(request.institution, at: center)]
        case .accountSpent(let spending):
            guard let request = account.request(spending.institution, spending.number)?.request else { return [] }
            return [
                address.person, StreamAddress.institution(request.institution, at: center),
                StreamAddress.invoice(request.invoice, at: center),
            ]
        default: return []
        }
    }
}
