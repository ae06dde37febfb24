extension Event {
    func checkCatalogueFormats() throws(Refusal) {
        switch kind {
        default: throw Refusal(.malformedEvent, "The event has no payload that this program knows.")
        }
    }
}
