import Claims

extension ListRow {
    /// The row of a stream's state; nil for a stream with nothing to list.
    init?(_ state: StreamState) {
        guard let address = try? StreamAddress(state.stream), let newest = state.entries.last else { return nil }
        self.init(stream: state.stream, kind: address.kind.rawValue)
        updated = Instant.text(newest.act.milliseconds)
        switch state.subject {
        case .person(let person): take(person)
        case .institution(let institution): take(institution)
        case .filing(let filing): take(filing)
        case .stay(let stay): take(stay)
        case .claim(let claim): take(claim)
        case .invoice(let invoice): take(invoice)
        case .policy(let policy): take(policy)
        case .imported(let imported): take(imported)
        case .item(let item): take(item)
        case .account(let account): take(account)
        case .history(let history): take(history)
        case .admission(let admission): take(admission)
        case .audit(let audit): take(audit)
        case .review(let review): take(review)
        case .catalogue(let catalogue): take(catalogue)
        case .party(let party): take(party)
        case .receipt(let receipt): take(receipt)
        case .settlement(let settlement): take(settlement)
        case .dispute(let dispute): take(dispute)
        case .reserve(let reserve): take(reserve)
        case .clearing(let clearing): take(clearing)
        case nil: return nil
        }
    }

    mutating func take(_ insured: InsuredPerson) {
        title = insured.name
        residentID = insured.residentID
        card = insured.cardNumber
    }

    /// The region in the code of the first institution.
    private mutating func takePlaceOfInstitution() {
        place = institutions.first.flatMap { InstitutionCode($0)?.region?.text } ?? ""
    }

    private mutating func take(_ state: PersonState) {
        // A duplicate is found with the person whom it stands for now.
        person = state.isMerged ? state.mergedInto : stream
        title = state.register.name
        residentID = state.register.residentID
        card = state.register.cardNumber
        formerCards = state.formerCards
        unit = state.register.unit
        status =
            state.isMerged ? "merged" : state.hasDied ? "died" : state.cardLocked ? "locked" : "registered"
        date = state.register.insuredFrom
    }

    private mutating func take(_ state: InstitutionState) {
        guard let newest = state.designations.last else { return }
        title = newest.name
        institutions = [newest.code]
        status = state.isEnded ? "ended" : "designated"
        date = newest.validFrom
        place = newest.place
        level = String(newest.level)
    }

    private mutating func take(_ state: FilingState) {
        take(state.application.insured)
        person = state.application.person
        unit = state.application.unit
        institutions = state.terms.last?.hospitals ?? state.application.hospitals
        status = "\(state.status)"
        date = state.application.validFrom
        place = state.terms.last?.place ?? state.application.place
    }

    private mutating func take(_ state: StayState) {
        take(state.admission.insured)
        institutions = [String(stream.split(separator: "/")[1])]
        status = "\(state.status)"
        date = state.admission.admittedOn
        ended = state.discharge.dischargedOn
        takePlaceOfInstitution()
        if let bill = state.bills.last?.bill {
            amount = bill.total
            invoice = "\(bill.invoice.code)-\(bill.invoice.number)"
        } else {
            amount = state.days.reduce(0) { $0 &+ $1.bill.total }
        }
    }

    private mutating func take(_ state: ClaimState) {
        take(state.submission.insured)
        person = state.submission.person
        unit = state.submission.unit
        institutions = [state.submission.hospital].filter { !$0.isEmpty }
        status = "\(state.status)"
        date = state.submission.dischargedOn
        about = [state.submission.filing, state.submission.stay].filter { !$0.isEmpty }
        takePlaceOfInstitution()
        amount = state.submission.bill.total
        outstanding = state.outstandingAdvance
        held = state.held ? true : nil
        if state.hasSubmission {
            invoice = "\(state.submission.bill.invoice.code)-\(state.submission.bill.invoice.number)"
        }
    }

    private mutating func take(_ state: InvoiceState) {
        title = state.claim
        institutions = [state.hospital].filter { !$0.isEmpty }
        status = state.further.isEmpty ? "claimed" : "claimed-again"
        invoice = "\(state.invoice.code)-\(state.invoice.number)"
        amount = state.invoice.amount
        date = state.invoice.issuedOn
    }

    private mutating func take(_ state: PolicyState) {
        guard let newest = state.versions.last?.policy else { return }
        title = "\(newest.name) \(newest.version)"
        status = "published"
        date = newest.effectiveFrom
    }

    private mutating func take(_ state: ImportedState) {
        switch state.resource {
        case .claim(let claim):
            status = claim.status
            title = claim.patient.reference
            amount = claim.total.minor
            currency = claim.total.currency
            date = String(claim.created.prefix(10))
        case .explanation(let explanation):
            status = explanation.status
            title = explanation.patient.reference
            amount = explanation.payment.amount.minor
            currency = explanation.payment.amount.currency
            date = String(explanation.created.prefix(10))
        case nil: break
        }
    }
}
