import Claims

extension ListRow {
    mutating func take(_ state: AdmissionState) {
        take(state.declaration.insured)
        person = state.declaration.person
        unit = state.declaration.unit
        institutions = [state.declaration.hospital].filter { !$0.isEmpty }
        status = state.status == .unspecified ? "" : "\(state.status)"
        date = state.declaration.admittedOn
    }

    mutating func take(_ state: AuditState) {
        title = state.hasOrder ? "\(state.order.kind.word): \(state.order.subject)" : ""
        person = state.order.person
        institutions = [state.order.hospital].filter { !$0.isEmpty }
        status = state.status == .unspecified ? "" : "\(state.status)"
        date = state.order.dueOn
    }

    mutating func take(_ state: ReviewState) {
        guard state.hasDraw else { return }
        title = "\(state.items.count) of \(state.draw.population), \(state.openCount) open"
        status = state.openCount == 0 ? "concluded" : "drawn"
        date = state.draw.acceptedTo
    }
}
