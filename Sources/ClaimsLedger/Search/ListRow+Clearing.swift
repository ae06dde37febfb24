import Claims

extension ListRow {
    mutating func take(_ state: ReserveState) {
        guard state.opened || !state.movements.isEmpty else { return }
        title = (try? StreamAddress(stream))?.namedParty?.description ?? ""
        status = state.warning?.rawValue ?? "open"
        amount = state.balance
        date = state.movements.last?.day ?? ""
    }

    mutating func take(_ state: ClearingState) {
        guard state.parts > 0, let address = try? StreamAddress(stream) else { return }
        title = address.namedParty?.description ?? ""
        status = "\(state.status)"
        amount = state.total &- state.withdrawn
        date = address.month.map { "\($0)-01" } ?? ""
    }
}
