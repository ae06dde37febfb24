import Claims

extension ListRow {
    mutating func take(_ state: PartyState) {
        guard let log = state.logs.last else { return }
        title = "\(state.party) \(state.name)"
        status = log.hasEnd ? "ended" : state.suspended ? "suspended" : "active"
        date = log.admitted.day.description
        if log.hasEnd { ended = log.ended.day.description }
    }

    mutating func take(_ state: ReceiptState) {
        guard let newest = state.receipts.last else { return }
        title = "\(newest.entry.origin)#\(newest.entry.number)"
        status = "received"
        date = newest.act.day.description
    }
}
