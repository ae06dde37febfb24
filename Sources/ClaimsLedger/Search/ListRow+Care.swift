import Claims

extension ListRow {
    mutating func take(_ state: ItemState) {}

    mutating func take(_ state: AccountState) {}

    mutating func take(_ state: HistoryState) {}
}
