import Claims

extension ListRow {
    mutating func take(_ state: CatalogueState) {}
}
