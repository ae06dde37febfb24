import Claims

extension Page {
    mutating func show(_ state: SettlementState, _ stream: String) {
        title(stream, "\(state.status)")
        let request = state.request
        facts([
            ("person", state.hasRequest ? "\(request.insured.name)  \(request.person)" : ""),
            ("institution", request.institution), ("agency", request.agency),
            ("treated", state.hasRequest ? "\(request.from.period(to: request.to))  \(request.stay)" : ""),
            ("filing", request.filing),
            ("bill", state.hasRequest ? request.bill.total.yuan : ""),
            ("policy", state.hasPricing ? "\(state.pricing.policy) \(state.pricing.policyVersion)" : ""),
            ("fund", state.hasPricing ? state.pricing.split.fundTotal.yuan : ""),
            ("account", state.hasPricing && state.pricing.split.account != 0 ? state.pricing.split.account.yuan : ""),
            ("cash", state.hasPricing ? state.pricing.split.cash.yuan : ""),
            ("declined because", state.grounds.inWords),
            ("paid on", state.confirmation.paidOn), ("withdrawn because", state.undoneBecause),
            ("owed by the fund", state.movements.isEmpty ? "" : state.owed.yuan),
            ("account not drawn", state.record.accountGrounds.inWords),
            ("reversal asked", state.reversalRequest.reason), ("reversed on", state.reversal.reversedOn),
            ("reversal refused", state.reversalGrounds.inWords),
            ("in suspense", state.suspended == 0 ? "" : Style.red(state.suspended.yuan)),
        ])
    }
}
