import Claims

extension ListRow {
    mutating func take(_ state: CatalogueState) {
        guard let newest = state.versions.last?.catalogue else { return }
        title = "\(newest.name) \(newest.version)"
        status = "published"
        date = newest.effectiveFrom
        ended = newest.effectiveTo
    }
}
