extension StreamState {
    /// Applies an event that is regular. Total: it never fails.
    ///
    /// The subject is taken out while it changes, so that nothing is copied.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch subject {
        case .person(var person):
            subject = nil
            person.apply(event, act)
            subject = .person(person)
        case .institution(var institution):
            subject = nil
            institution.apply(event, act)
            subject = .institution(institution)
        case .filing(var filing):
            subject = nil
            filing.apply(event, act)
            subject = .filing(filing)
        case .stay(var stay):
            subject = nil
            stay.apply(event, act)
            subject = .stay(stay)
        case .claim(var claim):
            subject = nil
            claim.apply(event, act)
            subject = .claim(claim)
        case .invoice(var invoice):
            subject = nil
            invoice.apply(event, act)
            subject = .invoice(invoice)
        case .policy(var policy):
            subject = nil
            policy.apply(event, act)
            subject = .policy(policy)
        case .imported(var imported):
            subject = nil
            imported.apply(event, act)
            subject = .imported(imported)
        case .item(var item):
            subject = nil
            item.apply(event, act)
            subject = .item(item)
        case .account(var account):
            subject = nil
            account.apply(event, act)
            subject = .account(account)
        case .history(var history):
            subject = nil
            history.apply(event, act)
            subject = .history(history)
        case .admission(var admission):
            subject = nil
            admission.apply(event, act)
            subject = .admission(admission)
        case .audit(var audit):
            subject = nil
            audit.apply(event, act)
            subject = .audit(audit)
        case .review(var review):
            subject = nil
            review.apply(event, act)
            subject = .review(review)
        case .catalogue(var catalogue):
            subject = nil
            catalogue.apply(event, act)
            subject = .catalogue(catalogue)
        case .party(var party):
            subject = nil
            party.apply(event, act)
            subject = .party(party)
        case .receipt(var receipt):
            subject = nil
            receipt.apply(event, act)
            subject = .receipt(receipt)
        case .settlement(var settlement):
            subject = nil
            settlement.apply(event, act)
            subject = .settlement(settlement)
        case .dispute(var dispute):
            subject = nil
            dispute.apply(event, act)
            subject = .dispute(dispute)
        case .reserve(var reserve):
            subject = nil
            reserve.apply(event, act)
            subject = .reserve(reserve)
        case .clearing(var clearing):
            subject = nil
            clearing.apply(event, act)
            subject = .clearing(clearing)
        case nil: break
        }
    }

    /// Notes what an annulment or a correction took away: of a stay, the bill that counts no longer.
    mutating func noteWithdrawn(_ event: Event.OneOf_Kind, _ act: Act, by reference: EntryReference) {
        guard case .stay(var stay) = subject else { return }
        subject = nil
        stay.noteWithdrawn(event, act, by: reference)
        subject = .stay(stay)
    }

    /// Notes an event that has no effect of its own: a fact goes to suspense, a second claim of an invoice is kept.
    mutating func applyIrregular(_ event: Event.OneOf_Kind, _ act: Act, suspense: Bool) {
        switch subject {
        case .claim(var claim) where suspense:
            subject = nil
            claim.applySuspense(event, act)
            subject = .claim(claim)
        case .account(var account) where suspense:
            subject = nil
            account.applySuspense(event, act)
            subject = .account(account)
        case .settlement(var settlement) where suspense:
            subject = nil
            settlement.applySuspense(event, act)
            subject = .settlement(settlement)
        case .reserve(var reserve) where suspense:
            subject = nil
            reserve.applySuspense(event, act)
            subject = .reserve(reserve)
        case .clearing(var clearing) where suspense:
            subject = nil
            clearing.applySuspense(event, act)
            subject = .clearing(clearing)
        case .invoice(var invoice):
            subject = nil
            invoice.noteWithoutEffect(event, act)
            subject = .invoice(invoice)
        default: break
        }
    }

    /// Adds a party to the audience, in its place.
    mutating func widenAudience(by party: Party) {
        let name = party.description
        guard !audience.contains(name) else { return }
        let index = audience.firstIndex { name.utf8.lexicographicallyPrecedes($0.utf8) } ?? audience.endIndex
        audience.insert(name, at: index)
    }
}

extension Event.OneOf_Kind {
    /// The parties that the event makes readers of its stream, besides the decider.
    ///
    /// A claim is not read by the hospital unless the center discloses it: the hospital's bill stands in the hospital's own
    /// stream, and who is suspected of a forgery is not told.
    var namedParties: [Party] {
        switch self {
        case .personRegistered(let event): [Party.optional(.unit, event.unit)].compactMap(\.self)
        case .personCorrected(let event): [Party.optional(.unit, event.unit)].compactMap(\.self)
        case .institutionDesignated(let event): [Party.institution(event.code)].compactMap(\.self)
        case .applicationSubmitted(let event):
            ([Party.optional(.unit, event.unit)] + event.hospitals.map(Party.institution)).compactMap(\.self)
        case .filingAmended(let event): event.hospitals.compactMap(Party.institution)
        case .admitted(let event): [Party.optional(.center, event.center)].compactMap(\.self)
        case .claimSubmitted(let event): [Party.optional(.unit, event.unit)].compactMap(\.self)
        case .specificItemApplied(let event):
            ([Party.optional(.unit, event.unit)] + event.institutions.map(Party.institution)).compactMap(\.self)
        case .specificItemApproved(let event): event.institutions.compactMap(Party.institution)
        case .admissionDeclared(let event):
            [Party.optional(.unit, event.unit), Party.institution(event.hospital)].compactMap(\.self)
        case .partyAdmitted(let event): [try? Party(event.party)].compactMap(\.self)
        case .settlementRequested(let event): [Party.optional(.agency, event.agency)].compactMap(\.self)
        case .disputeOpened(let event):
            ([event.claimant, event.respondent] + event.others).compactMap { try? Party($0) }
        case .corrected(let event):
            // One level only: a correction never replaces a correction.
            if case .corrected? = event.replacement.kind { [] } else { event.replacement.kind?.namedParties ?? [] }
        default: []
        }
    }

    /// The parties that read this one entry, and nothing else of its stream: the institution whose request it is. Whoever asks
    /// an account to pay would else read all that moves on it afterwards.
    var addressedParties: [Party] {
        switch self {
        case .accountSpendingRequested(let event): [Party.institution(event.institution)].compactMap(\.self)
        case .accountSpent(let event): [Party.institution(event.institution)].compactMap(\.self)
        case .accountSpendingRefused(let event): [Party.institution(event.institution)].compactMap(\.self)
        case .inquirySent(let event): [Party.institution(event.institution)].compactMap(\.self)
        default: []
        }
    }
}

extension AccountState {
    /// The institution that reads the reversal of its spending.
    func addressedParties(of event: Event.OneOf_Kind?) -> [Party] {
        guard case .accountReversed(let reversal)? = event,
            let movement = movements.first(where: { $0.act.entry == reversal.entry }), movement.kind == .spending
        else { return [] }
        return [Party.institution(movement.institution)].compactMap(\.self)
    }
}
