import SwiftProtobuf

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
        case (.settlementRecorded(let record)?, _): try requireNotToCome(record.settledOn, "settledOn")
        case (.settlementReversalRequested(let asked)?, _): try requireNotToCome(asked.returnedOn, "returnedOn")
        case (.settlementReversed(let reversal)?, _): try requireNotToCome(reversal.reversedOn, "reversedOn")
        default: try checkClearing(event)
        }
    }

    private func check(_ pricing: SettlementPriced, of request: SettlementRequested) throws(Refusal) {
        try SettlementState.requireFew(context.found, beside: address)
        try requireSums(request.bill)
        guard !request.bill.lines.isEmpty else {
            throw Refusal(.listDoesNotPrice, "The bill of \(request.bill.total.moneyText) has no itemised list.")
        }
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

    /// What a settlement draws from the personal account, or gives back to it, and the account's stream: it is recorded in the same
    /// commit, whoever records the settlement.
    /// - Throws: `accountNotDrawn` where a reversal would give back what the account does not know of.
    func accountMovement(by event: Event) throws(Refusal) -> (stream: String, movement: Event)? {
        guard case .settlement(let settlement)? = state.subject,
            let stream = StreamAddress.account(of: settlement.request.person)
        else { return nil }
        let request = settlement.request
        var movement = Event()
        switch event.kind {
        case .settlementRecorded(let record)? where record.account > 0:
            movement.accountWithdrawn = .with {
                $0.amount = record.account
                $0.withdrawnOn = record.settledOn
                $0.outlet = request.institution
                $0.cardNumber = request.insured.cardNumber
                $0.number = address.number
            }
        case .settlementReversed(let reversal)? where settlement.record.account > 0:
            var movements: [AccountState.Movement] = []
            if case .account(let account)? = context[stream]?.subject { movements = account.movements }
            let drawn = movements.first {
                $0.kind == .withdrawal && $0.number == address.number && $0.institution == request.institution
            }
            guard let drawn else {
                throw Refusal(
                    .accountNotDrawn,
                    "\(stream) has no withdrawal \(address.number), and \(settlement.record.account.moneyText) would go back."
                )
            }
            // What a clerk has given back already is not given back twice; what stands in suspense left no balance.
            guard !drawn.hasReversedBy, !drawn.suspense else { return nil }
            movement.accountReversed = .with {
                $0.entry = drawn.act.entry
                $0.amount = settlement.record.account
                $0.reversedOn = reversal.reversedOn
                $0.reason = settlement.reversalRequest.reason
            }
        default: return nil
        }
        return (stream, movement)
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

extension SettlementState {
    /// In how many settlements an institution may name one invoice: whoever decides about the invoice reads them all.
    static let mostOfInvoice = 30

    /// - Parameters:
    ///   - found: the streams that name the invoice, the settlement's own among them or not.
    ///   - stream: the settlement that is to be priced.
    /// - Throws: `askedTooOften` where its institution names the invoice in more than 30.
    /// - Complexity: linear in `found`.
    public static func requireFew(_ found: [String], beside stream: StreamAddress) throws(Refusal) {
        guard let institution = stream.namedParty else { return }
        let others = found.count { name in
            name != stream.description && (try? StreamAddress(name))?.namedParty == institution
                && name.hasPrefix("settlement/")
        }
        guard others < mostOfInvoice else {
            throw Refusal(
                .askedTooOften, "\(institution) names the invoice in \(others) settlements besides \(stream).")
        }
    }
}

extension SettlementRequested {
    /// - Parameter catalogues: those in force on the first day; the first that has an item has the word.
    /// - Throws: `listDoesNotPrice` for a line under a catalogue's ceiling whose amount is not the price of one times the quantity: the
    ///   ceiling holds for one, so a quantity that nothing bears out would lift it.
    public func requirePrices(under catalogues: [Catalogue]) throws(Refusal) {
        for (index, line) in bill.lines.enumerated() {
            guard catalogues.lazy.compactMap({ $0.item(for: line) }).first?.ceiling != nil else { continue }
            guard line.isAmountOfItsQuantity else {
                throw Refusal(
                    .listDoesNotPrice,
                    "Line \(index + 1) is of \(line.amount.moneyText), for \(line.quantity) at \(line.unitPrice.moneyText)."
                )
            }
        }
    }
}

extension ChargeLine {
    /// Whether the price of one times the quantity is the amount, within what rounding the price to a fen can make; a line that states no
    /// quantity counts as one unit, so nothing is to be borne out.
    var isAmountOfItsQuantity: Bool {
        guard let quantity = Exact(decimal: quantity), quantity > .one else { return true }
        guard amount == 0 || unitPrice > 0, let product = try? (Exact(fen: unitPrice) * quantity).fen(),
            let units = try? quantity + .one, let fen = try? Exact(fen: 1) * units,
            let slack = try? (fen / Exact(2)).fen()
        else { return false }
        return (product - amount).magnitude <= slack.magnitude
    }
}

extension Event {
    /// The streams that ``Admission/checkSettlement(_:)`` reads.
    func readsSettlement(_ settlement: SettlementState, at center: String, in context: Context) -> Set<String> {
        let request = settlement.request
        let account = StreamAddress.account(of: request.person)
        switch kind {
        case .settlementRecorded(let record)? where record.account > 0:
            return Set([request.person, account].compactMap(\.self))
        case .settlementReversed? where settlement.record.account > 0: return Set([account].compactMap(\.self))
        default: break
        }
        guard case .settlementPriced(let pricing)? = kind else { return [] }
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
        let invoice: Invoice
        switch (kind, state.subject) {
        case (.claimSubmitted(let claim)?, _): invoice = claim.bill.invoice
        case (.claimAccepted?, .claim(let claim)?): invoice = claim.submission.bill.invoice
        case (.settlementPriced?, .settlement(let settlement)?): invoice = settlement.request.bill.invoice
        default: return nil
        }
        return (try? StreamAddress(state.stream)).map { StreamAddress.invoice(invoice, at: $0.decider.code) }
    }
}
