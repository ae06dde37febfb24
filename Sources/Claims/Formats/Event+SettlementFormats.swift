extension Event {
    /// The events of direct settlements.
    func checkSettlementFormats() throws(Refusal) {
        switch kind {
        case .settlementRequested(let event): try event.checkFormats()
        case .settlementPriced(let event): try event.checkFormats()
        case .settlementDeclined(let event):
            try FormatCheck.reference(event.request, "request")
            try FormatCheck.grounds(event.grounds, "grounds")
        case .settlementConfirmed(let event):
            try FormatCheck.reference(event.priced, "priced")
            try FormatCheck.amount(event.cash, "cash")
            try FormatCheck.date(event.paidOn, "paidOn")
        case .settlementRecorded(let event):
            try FormatCheck.reference(event.confirmation, "confirmation")
            try FormatCheck.amount(event.fund, "fund")
            try FormatCheck.date(event.settledOn, "settledOn")
            try FormatCheck.amount(event.account, "account")
            try FormatCheck.grounds(event.accountGrounds, "accountGrounds")
        case .settlementUndone(let event): try FormatCheck.required(event.reason, "reason")
        case .settlementReversalRequested(let event):
            try FormatCheck.reference(event.original, "original")
            try FormatCheck.required(event.reason, "reason")
            try FormatCheck.date(event.returnedOn, "returnedOn")
        case .settlementReversed(let event):
            try FormatCheck.reference(event.original, "original")
            try FormatCheck.reference(event.request, "request")
            try FormatCheck.amount(event.fund, "fund")
            try FormatCheck.date(event.reversedOn, "reversedOn")
        case .settlementReversalRefused(let event):
            try FormatCheck.reference(event.request, "request")
            try FormatCheck.grounds(event.grounds, "grounds")
        default: try checkClearingFormats()
        }
    }
}

extension SettlementRequested {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.institution(institution, "institution")
        try FormatCheck.region(agency, "agency")
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.insured(insured, "insured")
        if !filing.isEmpty { try FormatCheck.stream(filing, .filing, "filing") }
        if !stay.isEmpty { try FormatCheck.stream(stay, .stay, "stay") }
        guard setting != .unspecified, Setting.allCases.contains(setting) else {
            throw Refusal(.valueUnspecified, "setting is neither a stay nor outpatient care nor a purchase.")
        }
        try FormatCheck.period(from: from, to: to, "the treatment")
        try FormatCheck.date(to, "to")
        try FormatCheck.bill(bill, "bill")
    }
}

extension SettlementPriced {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.reference(request, "request")
        try FormatCheck.stream(policy, .policy, "policy")
        try FormatCheck.required(policyVersion, "policyVersion")
        try FormatCheck.count(catalogues.count, atMost: 100, "catalogues")
        for (index, name) in catalogues.enumerated() { try FormatCheck.required(name, "catalogues[\(index)]") }
        try FormatCheck.count(assumptions.count, atMost: 100, "assumptions")
        for (index, text) in assumptions.enumerated() { try FormatCheck.required(text, "assumptions[\(index)]") }
        try split.checkFormats()
    }
}
