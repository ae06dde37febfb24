extension SettlementState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .settlementRequested(let request): try judge(request, by: actor, in: stream)
        case .settlementPriced(let pricing):
            try requireOpen(pricing.request)
            guard (try? StreamAddress(pricing.policy))?.number == request.policyName else {
                throw Refusal(
                    .billNotPriced, "\(request.setting) is priced by \(request.policyName), not by \(pricing.policy).")
            }
            if let broken = pricing.split.brokenInvariant { throw Refusal(.splitDoesNotAddUp, "\(broken).") }
            guard pricing.split.total == request.bill.total else {
                throw Refusal(
                    .settlementDiffers,
                    "\(pricing.split.total.moneyText) is priced, and the bill is of \(request.bill.total.moneyText).")
            }
            guard request.useAccount || pricing.split.account == 0 else {
                throw Refusal(.settlementDiffers, "The account is drawn on, and nobody wished it.")
            }
        case .settlementDeclined(let answer):
            try requireDeclinable(answer.request)
            try FilingState.requireGrounds(answer.grounds)
        case .settlementConfirmed(let confirmation): try judge(confirmation, by: actor, in: stream)
        case .settlementRecorded(let record): try judge(record)
        case .settlementUndone:
            try SettlementState.requireInstitution(of: stream, actor)
            guard status == .requested && !request.preview || status == .priced else {
                throw Refusal(.settlementConfirmed, "The settlement is \(status.word).")
            }
        case .settlementReversalRequested(let asked):
            try SettlementState.requireInstitution(of: stream, actor)
            guard status == .recorded else {
                throw Refusal(.settlementNotRecorded, "The settlement is \(status.word).")
            }
            try requireAnswer(asked.original, to: recorded, "The original")
            try SettlementState.requireDay(asked.returnedOn, notBefore: record.settledOn, "the day of the payment")
        case .settlementReversed(let reversal): try judge(reversal)
        case .settlementReversalRefused(let refusal):
            try requireReversing(refusal.request)
            try FilingState.requireGrounds(refusal.grounds)
        default: break
        }
    }

    private func judge(
        _ request: SettlementRequested, by actor: Actor, in stream: StreamAddress
    ) throws(Refusal) {
        try SettlementState.requireInstitution(of: stream, actor)
        guard request.institution == stream.namedParty?.code else {
            throw Refusal(.settlementElsewhere, "The request is of \(request.institution), in \(stream).")
        }
        guard !hasRequest || self.request.preview && (status == .previewed || status == .declined) else {
            throw Refusal(.settlementRequested, "The settlement is \(status.word).")
        }
        guard let agency = RegionCode(request.agency), let region = InstitutionCode(request.institution)?.region,
            agency.contains(region)
        else {
            throw Refusal(.agencyElsewhere, "\(request.institution) does not lie in \(request.agency).")
        }
        let isHospital = InstitutionCode(request.institution)?.role == .hospital
        let fits =
            switch request.setting {
            case .stay: isHospital && !request.stay.isEmpty
            case .outpatient: isHospital && request.stay.isEmpty && request.from == request.to
            default: request.stay.isEmpty && request.from == request.to
            }
        guard fits else {
            throw Refusal(
                .settingDoesNotFit, "\(request.setting) of \(request.institution), \(request.from) to \(request.to).")
        }
        guard request.stay.isEmpty || (try? StreamAddress(request.stay))?.decider == stream.namedParty else {
            throw Refusal(.settingDoesNotFit, "\(request.stay) is no stay of \(request.institution).")
        }
    }

    private func judge(
        _ confirmation: SettlementConfirmed, by actor: Actor, in stream: StreamAddress
    ) throws(Refusal) {
        try SettlementState.requireInstitution(of: stream, actor)
        guard status == .priced else {
            throw Refusal(.settlementNotPriced, "The settlement is \(status.word).")
        }
        try requireAnswer(confirmation.priced, to: priced, "The price")
        guard confirmation.cash == pricing.split.cash else {
            throw Refusal(
                .settlementDiffers,
                "\(confirmation.cash.moneyText) was paid, and \(pricing.split.cash.moneyText) was priced.")
        }
        try SettlementState.requireDay(confirmation.paidOn, notBefore: request.to, "the last day of the treatment")
    }

    private func judge(_ record: SettlementRecorded) throws(Refusal) {
        guard status == .confirmed else {
            throw Refusal(.settlementNotConfirmed, "The settlement is \(status.word).")
        }
        try requireAnswer(record.confirmation, to: confirmed, "The confirmation")
        guard record.fund == pricing.split.fundTotal, record.settledOn == confirmation.paidOn else {
            throw Refusal(
                .settlementDiffers,
                "\(record.fund.moneyText) of \(record.settledOn) is recorded, and \(pricing.split.fundTotal.moneyText) of "
                    + "\(confirmation.paidOn) was priced and confirmed.")
        }
        guard record.account == 0 || record.account == pricing.split.account else {
            throw Refusal(
                .settlementDiffers,
                "\(record.account.moneyText) is drawn, and \(pricing.split.account.moneyText) was priced for the account."
            )
        }
    }

    private func judge(_ reversal: SettlementReversed) throws(Refusal) {
        try requireReversing(reversal.request)
        try requireAnswer(reversal.original, to: recorded, "The original")
        guard reversal.fund == record.fund else {
            throw Refusal(
                .settlementDiffers, "\(reversal.fund.moneyText) is reversed, and \(record.fund.moneyText) was recorded."
            )
        }
        try SettlementState.requireDay(reversal.reversedOn, notBefore: record.settledOn, "the day of the payment")
    }

    // MARK: Shared

    /// The institution of the stream's name speaks for itself.
    private static func requireInstitution(of stream: StreamAddress, _ actor: Actor) throws(Refusal) {
        guard actor.party == stream.namedParty else {
            throw Refusal(
                .notTheNamedParty,
                "\(stream) is of \(stream.namedParty?.description ?? "nobody"), and \(actor.party) records in it.")
        }
    }

    private static func requireDay(_ text: String, notBefore first: String, _ what: String) throws(Refusal) {
        guard let day = CalendarDate(text), let first = CalendarDate(first), first <= day else {
            throw Refusal(.settlementDays, "\(text) is before \(first), \(what).")
        }
    }

    private func requireOpen(_ entry: EntryReference) throws(Refusal) {
        guard status == .requested else {
            throw Refusal(.settlementNotOpen, "The settlement is \(status.word).")
        }
        try requireAnswer(entry, to: requested, "The request")
    }

    /// A request, a final price that is not confirmed, or a confirmation that is not recorded: none of them holds its invoice for ever.
    private func requireDeclinable(_ entry: EntryReference) throws(Refusal) {
        switch status {
        case .priced: try requireAnswer(entry, to: requested, "The request")
        case .confirmed: try requireAnswer(entry, to: confirmed, "The confirmation")
        default: try requireOpen(entry)
        }
    }

    private func requireReversing(_ entry: EntryReference) throws(Refusal) {
        guard status == .reversing else {
            throw Refusal(.reversalNotAsked, "The settlement is \(status.word).")
        }
        try requireAnswer(entry, to: reversalRequested, "The request")
    }

    private func requireAnswer(_ entry: EntryReference, to act: Act, _ what: String) throws(Refusal) {
        guard entry == act.entry else {
            throw Refusal(
                .otherEntryAnswered,
                "\(what) is entry \(act.entry.number) of \(act.entry.origin), not \(entry.number) of \(entry.origin).")
        }
    }
}

extension SettlementState.Status {
    /// The status in plain English.
    public var word: String {
        switch self {
        case .requested: "not yet priced"
        case .previewed: "priced as a preview"
        case .priced: "priced"
        case .declined: "declined"
        case .undone: "withdrawn"
        case .confirmed: "confirmed and not yet recorded"
        case .recorded: "recorded"
        case .reversing: "recorded, and its reversal is asked for"
        case .reversed: "reversed"
        default: "not requested"
        }
    }
}
