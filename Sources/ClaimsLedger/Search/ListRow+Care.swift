import Claims

extension ListRow {
    mutating func take(_ state: ItemState) {
        take(state.application.insured)
        person = state.application.person
        unit = state.application.unit
        institutions = state.hasApproval ? state.approval.institutions : state.application.institutions
        status = "\(state.status)"
        date = state.hasApproval ? state.approval.validFrom : state.application.validFrom
    }

    /// An account is found by its person: the name stands in the register.
    mutating func take(_ state: AccountState) {
        guard !state.movements.isEmpty || !state.requests.isEmpty else { return }
        person = state.person
        // What waits for the center is found by its status.
        status = state.openRequests.isEmpty ? (state.person.isEmpty ? "" : "open") : "requested"
        amount = state.balance
        date = state.movements.map(\.day).max() ?? ""
        var seen: Set<String> = []
        institutions = state.requests.map(\.request.institution).filter { seen.insert($0).inserted }
    }

    mutating func take(_ state: HistoryState) {
        guard let newest = state.items.map(\.verified.dischargedOn).max() else { return }
        person = state.person
        status = "verified"
        date = newest
        var seen: Set<String> = []
        institutions = state.items.map(\.verified.hospital).filter { seen.insert($0).inserted }
    }
}
