import Claims

extension Page {
    mutating func show(_ state: CatalogueState, _ stream: String) {
        title(stream, state.versions.isEmpty ? "" : "published")
        var table = Table("version", "from", "to", ">items", "text")
        for version in state.versions {
            let catalogue = version.catalogue
            table.add(
                catalogue.version, catalogue.effectiveFrom, catalogue.effectiveTo, "\(catalogue.items)",
                catalogue.text.isEmpty ? "blob \(catalogue.sha256.prefix(12))…" : "in the entry")
        }
        self.table(table)
    }
}
