import Claims

extension Page {
    mutating func show(_ state: CatalogueState, _ stream: String) {}
}
