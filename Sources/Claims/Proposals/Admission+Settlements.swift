extension Admission {
    /// The rules of direct settlements that read the register, the invoices, other settlements, or the clock.
    ///
    /// The institution that asks holds no register: what it asks is judged when the center prices it.
    func checkSettlement(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.settlementRequested(let request)?, _):
            try requireNotToCome(request.to, "to")
            try requireSums(request.bill)
        case (.settlementPriced(let pricing)?, .settlement(let settlement)?):
            try check(pricing, of: settlement.request)
        case (.settlementConfirmed(let confirmation)?, _): try requireNotToCome(confirmation.paidOn, "paidOn")
        case (.settlementReversalRequested(let asked)?, _): try requireNotToCome(asked.returnedOn, "returnedOn")
        case (.settlementReversed(let reversal)?, _): try requireNotToCome(reversal.reversedOn, "reversedOn")
        default: try checkClearing(event)
        }
    }

    private func check(_ pricing: SettlementPriced, of request: SettlementRequested) throws(Refusal) {
        try requireSums(request.bill)
        try requirePerson(of: request)
        let from = CalendarDate(request.from)
        _ = try requireDesignated(request.institution, on: from)
        if !request.filing.isEmpty { try requireFiling(request.asClaim, on: from) }
        let name = StreamAddress.invoice(request.bill.invoice, at: center)
        if let invoice = context.invoice(name), invoice.hasClaimed {
            throw Refusal(
                .invoiceSettled,
                "Invoice \(request.bill.invoice.code)-\(request.bill.invoice.number) is claimed by \(invoice.claim).")
        }
        try requireNotSettled(request.bill.invoice)
        try requireOwn(pricing.policy, "policy")
        let versions = context.policy(pricing.policy)?.versions ?? []
        guard let day = CalendarDate(request.to),
            versions.contains(where: { $0.policy.version == pricing.policyVersion && $0.policy.isInForce(on: day) })
        else {
            throw Refusal(
                .policyNotInForce,
                "Version \(pricing.policyVersion) of \(pricing.policy) is not published or not in force on \(request.to)."
            )
        }
    }

    /// The register knows the person, who stands, lives and has the card.
    private func requirePerson(of request: SettlementRequested) throws(Refusal) {
        try requireOwn(request.person, "person")
        guard let person = context.person(request.person) else {
            throw Refusal(.personNotRegistered, "\(request.person) holds no registered person.")
        }
        try person.requireStanding(in: request.person)
        if let difference = person.difference(from: request.insured, former: false) {
            throw Refusal(.personDiffers, "\(request.insured.name) differs from \(request.person): \(difference).")
        }
        guard !person.cardLocked else {
            throw Refusal(.cardLocked, "Card \(person.register.cardNumber) of \(request.person) is locked.")
        }
        try requireLiving(person, on: request.to, "the treatment")
    }

    /// "An invoice is settled directly once, and not claimed from the fund besides."
    func requireNotSettled(_ invoice: Invoice) throws(Refusal) {
        for name in context.found where name != state.stream {
            guard case .settlement(let other)? = context[name]?.subject, other.holdsInvoice,
                (other.request.bill.invoice.code, other.request.bill.invoice.number) == (invoice.code, invoice.number)
            else { continue }
            // Of two requests that wait, the first to be priced has the invoice.
            guard other.status != .requested else { continue }
            throw Refusal(
                .invoiceSettled,
                "Invoice \(invoice.code)-\(invoice.number) stands in \(name), which is \(other.status.word).")
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkSettlement(_:)`` reads.
    func readsSettlement(_ settlement: SettlementState, at center: String, in context: Context) -> Set<String> {
        guard case .settlementPriced(let pricing)? = kind else { return [] }
        let request = settlement.request
        return Set(
            [
                request.person, request.filing, pricing.policy,
                StreamAddress.institution(request.institution, at: center),
                StreamAddress.invoice(request.bill.invoice, at: center), StreamAddress.procedure(of: center),
            ] + context.standing(for: request.person)
                + context.standing(for: context.filing(request.filing)?.application.person))
    }

    /// The stream of the invoice that the event would have paid: settlements of it are looked for.
    func invoiceToSettle(on state: StreamState) -> String? {
        guard let center = (try? StreamAddress(state.stream))?.decider.code else { return nil }
        return switch (kind, state.subject) {
        case (.claimSubmitted(let claim)?, _): StreamAddress.invoice(claim.bill.invoice, at: center)
        case (.claimAccepted?, .claim(let claim)?): StreamAddress.invoice(claim.submission.bill.invoice, at: center)
        case (.settlementPriced?, .settlement(let settlement)?):
            StreamAddress.invoice(settlement.request.bill.invoice, at: center)
        default: nil
        }
    }
}
