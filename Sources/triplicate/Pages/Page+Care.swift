import Claims

extension Page {
    mutating func show(_ state: ItemState, _ stream: String) {}

    mutating func show(_ state: AccountState, _ stream: String) {}

    mutating func show(_ state: HistoryState, _ stream: String) {}
}
