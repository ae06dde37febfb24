extension Event {
    func checkRecoveryFormats() throws(Refusal) {
        switch kind {
        default: try checkCatalogueFormats()
        }
    }
}
