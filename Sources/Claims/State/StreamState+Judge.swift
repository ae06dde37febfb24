extension StreamState {
    /// The state of a stream before its first entry.
    public init(_ address: StreamAddress) {
        self.init()
        stream = address.description
        audience = Set([address.decider, address.kind == .party ? nil : address.namedParty].compactMap(\.self))
            .sorted()
            .map(\.description)
        subject =
            switch address.kind {
            case .person: .person(PersonState())
            case .institution: .institution(InstitutionState())
            case .filing: .filing(FilingState())
            case .stay: .stay(StayState())
            case .claim: .claim(ClaimState())
            case .invoice: .invoice(InvoiceState())
            case .policy: .policy(PolicyState())
            case .item: .item(ItemState())
            case .account: .account(AccountState())
            case .history: .history(HistoryState())
            case .admission: .admission(AdmissionState())
            case .audit: .audit(AuditState())
            case .review: .review(ReviewState())
            case .catalogue: .catalogue(CatalogueState())
            case .party: .party(PartyState())
            case .receipt: .receipt(ReceiptState())
            case .settlement: .settlement(SettlementState())
            case .dispute: .dispute(DisputeState())
            case .reserve: .reserve(ReserveState())
            case .clearing: .clearing(ClearingState())
            case .fhirClaim, .fhirExplanation: .imported(ImportedState())
            }
    }

    /// The parties that may read the stream.
    public var audienceParties: [Party] { audience.compactMap { try? Party($0) } }

    /// The rules that an entry is judged by, in whatever order it arrived: formats, the role table, and what stands before
    /// it in its own stream.
    ///
    /// `propose` asks these, and more; the fold asks these alone, so that every node comes to the same verdict.
    /// - Returns: The row of the role table that allows it.
    func judge(
        _ event: Event, by actor: Actor, in address: StreamAddress
    ) throws(Refusal) -> RoleTable.Row {
        guard let type = event.type, let kind = event.kind else {
            throw Refusal(.malformedEvent, "The event has no payload.")
        }
        let row = try RoleTable.check(type, in: address, by: actor.party)
        try event.checkFormats()
        switch kind {
        case .corrected(let correction): try judge(correction, by: actor, in: address)
        case .annulled(let annulment): try judge(annulment, by: actor, in: address)
        case .disclosed(let disclosure): try judge(disclosure, by: actor, in: address)
        case .received(let receipt):
            try requirePart(of: actor)
            if case .receipt(let receipts)? = subject { try receipts.judge(receipt, by: actor, in: address) }
        default:
            switch subject {
            case .person(let person): try person.judge(kind, in: address)
            case .institution(let institution): try institution.judge(kind, in: address)
            case .filing(let filing): try filing.judge(kind, by: actor)
            case .stay(let stay): try stay.judge(kind)
            case .claim(let claim):
                try claim.judge(kind, by: actor)
                try judgeObjection(kind, to: claim, by: actor)
            case .invoice(let invoice): try invoice.judge(kind, in: address)
            case .policy(let policy): try policy.judge(kind, in: address)
            case .item(let item): try item.judge(kind, by: actor)
            case .account(let account): try account.judge(kind, by: actor, in: address)
            case .history(let history): try history.judge(kind, in: address)
            case .admission(let admission): try admission.judge(kind, by: actor)
            case .audit(let audit): try audit.judge(kind, by: actor)
            case .review(let review): try review.judge(kind, in: address)
            case .catalogue(let catalogue): try catalogue.judge(kind, in: address)
            case .party(let party): try party.judge(kind, by: actor, in: address)
            case .receipt: break
            case .settlement(let settlement): try settlement.judge(kind, by: actor, in: address)
            case .dispute(let dispute): try dispute.judge(kind, by: actor, in: address)
            case .reserve(let reserve): try reserve.judge(kind, in: address)
            case .clearing(let clearing): try clearing.judge(kind, by: actor, in: address)
            case .imported, nil: break
            }
        }
        return row
    }

    // MARK: Corrections

    private func own(_ reference: EntryReference, by actor: Actor) throws(Refusal) -> (Int, JudgedEntry) {
        guard let index = entries.firstIndex(where: { $0.act.entry == reference }) else {
            throw Refusal(
                .entryNotInStream, "\(stream) has no entry \(reference.number) of \(reference.origin).")
        }
        guard entries[index].act.party == actor.party.description else {
            throw Refusal(
                .notOwnEntry, "Entry \(reference.number) is of \(entries[index].act.party), not of \(actor.party).")
        }
        return (index, entries[index])
    }

    private func undoable(
        _ reference: EntryReference, by actor: Actor
    ) throws(Refusal) -> (index: Int, entry: JudgedEntry, row: RoleTable.Row) {
        let (index, entry) = try own(reference, by: actor)
        guard !entry.hasAnnulledBy else {
            throw Refusal(.alreadyAnnulled, "Entry \(reference.number) is annulled already.")
        }
        let row = try RoleTable.row(EventType(rawValue: UInt16(truncatingIfNeeded: entry.type)))
        guard row.undoing != .never else {
            throw Refusal(.notUndoable, "\(entry.typeName) is neither corrected nor annulled.")
        }
        return (index, entry, row)
    }

    private func judge(_ correction: Corrected, by actor: Actor, in address: StreamAddress) throws(Refusal) {
        let (_, entry, row) = try undoable(correction.entry, by: actor)
        guard row.undoing == .correctable else {
            throw Refusal(.notCorrectable, "\(entry.typeName) is annulled, not corrected.")
        }
        guard UInt32(correction.replacement.type?.rawValue ?? 0) == entry.type else {
            throw Refusal(
                .otherType,
                "Entry \(correction.entry.number) is \(entry.typeName), the replacement is "
                    + "\(correction.replacement.type.map(\.description) ?? "nothing").")
        }
        switch (correction.replacement.kind, subject) {
        case (let replacement?, .person(let person)?):
            try judge(replacement: replacement, of: correction.entry, in: person, address)
        case (.preEvaluated(let evaluation)?, .filing(let filing)?):
            try filing.judge(replacement: evaluation, of: correction.entry)
        case (.transferCompared?, .filing(let filing)?):
            if let kind = correction.replacement.kind { try filing.judge(kind, by: actor) }
        case (.designationEnded(let ending)?, .institution(let institution)?):
            try institution.judge(replacement: ending, of: correction.entry, in: address)
        case (.admitted(let admission)?, .stay(let stay)?): try stay.judge(replacement: admission)
        case (.discharged(let discharge)?, .stay(let stay)?): try stay.requireLast(discharge)
        case (.feedbackGiven?, .claim(let claim)?):
            if let kind = correction.replacement.kind { try claim.judge(kind, by: actor) }
        case (.documentAttached(let attachment)?, .claim(let claim)?):
            try claim.judge(.documentAttached(attachment), by: actor)
            try judge(replacement: attachment, of: correction.entry, in: claim)
        case (.applicationSubmitted(let application)?, .filing(let filing)?):
            try filing.judge(replacement: application, by: actor)
        case (.formStamped(let form)?, .filing(let filing)?):
            try filing.judge(replacement: form, of: correction.entry, by: actor)
        case (.institutionDesignated?, .institution(let institution)?):
            if let kind = correction.replacement.kind { try institution.judge(kind, in: address) }
        case (.specificItemApplied(let application)?, .item(let item)?):
            try item.judge(replacement: application, by: actor)
        case (.historyVerified(let item)?, .history(let history)?):
            try history.judge(replacement: item, of: correction.entry, in: address)
        case (.dayBilled(let day)?, .stay(let stay)?): try stay.judge(replacement: day, of: correction.entry)
        case (.claimSubmitted(let submission)?, .claim(let claim)?):
            try ClaimState.requireUnit(of: submission, by: actor)
            try ClaimState.judgeCare(of: submission)
            try claim.judge(replacement: submission)
        case (.objectionFiled(let objection)?, .claim(let claim)?):
            try judge(replacement: objection, of: correction.entry, in: claim, by: actor)
        case (let replacement?, .admission(let admission)?): try admission.judge(replacement: replacement, by: actor)
        case (let replacement?, .audit(let audit)?): try audit.judge(replacement: replacement, of: correction.entry)
        case (let replacement?, .review(let review)?): try review.judge(replacement: replacement, of: correction.entry)
        default: break
        }
    }

    private func judge(_ annulment: Annulled, by actor: Actor, in address: StreamAddress) throws(Refusal) {
        let (index, target, row) = try undoable(annulment.entry, by: actor)
        switch subject {
        case .admission(let admission): try admission.judge(annulling: row.type)
        case .audit(let audit): try audit.judge(annulling: row.type)
        default: break
        }
        guard [.filing, .claim, .item].contains(address.kind) else { return }
        // Decisions are unwound from the last one back, so none is left hanging in the air.
        let later = entries[(index + 1)...].first { entry in
            guard entry.verdict != .irregular, !entry.hasAnnulledBy, mayRest(entry, on: target),
                entry.act.party == address.decider.description,
                let row = try? RoleTable.row(EventType(rawValue: UInt16(truncatingIfNeeded: entry.type)))
            else { return false }
            return row.nature != .report
        }
        if let later {
            throw Refusal(
                .restsOnIt, "\(later.typeName) (entry \(later.act.entry.number)) rests on what is to be annulled.")
        }
    }

    /// "Who has no part in a stream records nothing in it."
    private func requirePart(of actor: Actor) throws(Refusal) {
        guard audience.contains(actor.party.description) else {
            throw Refusal(.noPartInStream, "\(actor.party) has no part in \(stream).")
        }
    }

    private func judge(_ disclosure: Disclosed, by actor: Actor, in address: StreamAddress) throws(Refusal) {
        try requirePart(of: actor)
        guard address.kind != .history else {
            throw Refusal(.historyNotDisclosed, "\(stream) is not opened to \(disclosure.to).")
        }
        for entry in disclosure.entries { _ = try own(entry, by: actor) }
        guard actor.party != address.decider || !audience.contains(disclosure.to) else {
            throw Refusal(.alreadyInAudience, "\(disclosure.to) may read the stream already.")
        }
    }
}

extension FilingState {
    /// What a decision rests on is not exchanged behind it: the center amends a filing, the unit does not.
    func judge(replacement application: ApplicationSubmitted, by actor: Actor) throws(Refusal) {
        try FilingState.judge(application, by: actor)
        guard status == .submitted || application.asksTheSame(as: self.application) else {
            throw Refusal(.decidedApplication, "The application is decided already.")
        }
    }

    func judge(replacement form: FormStamped, of entry: EntryReference, by actor: Actor) throws(Refusal) {
        guard !stamps.contains(where: { $0.form.hospital == form.hospital && $0.act.entry != entry }) else {
            throw Refusal(.alreadyStamped, "\(form.hospital) has already stamped the form.")
        }
        guard actor.party.role != .hospital || actor.party.code == form.hospital else {
            throw Refusal(.notTheNamedParty, "The stamp is of \(form.hospital), and \(actor.party) records it.")
        }
        guard namedHospitals.contains(form.hospital) else {
            throw Refusal(.hospitalNotChosen, "The form does not name \(form.hospital).")
        }
        guard form.onPaper == (actor.party.role != .hospital), !form.onPaper || form.hasScan else {
            throw Refusal(.scanMissing, "A stamp on paper is recorded with its scan, and by the center.")
        }
    }
}

extension ApplicationSubmitted {
    /// Whether kind, person, place and hospitals are the same: what the center decided on.
    fileprivate func asksTheSame(as other: ApplicationSubmitted) -> Bool {
        (kind, person, insured.residentID, place) == (other.kind, other.person, other.insured.residentID, other.place)
            && hospitals == other.hospitals
    }
}

extension StayState {
    func judge(replacement day: DayBilled, of entry: EntryReference) throws(Refusal) {
        guard !days.contains(where: { $0.bill.date == day.bill.date && $0.act.entry != entry }) else {
            throw Refusal(.dayAlreadyBilled, "\(day.bill.date) is already billed.")
        }
        let date = CalendarDate(day.bill.date)
        guard let date, let first = CalendarDate(admission.admittedOn), date >= first,
            CalendarDate(discharge.dischargedOn).map({ date <= $0 }) ?? true
        else { throw Refusal(.dayOutsideStay, "\(day.bill.date) is not a day of the stay.") }
    }
}
