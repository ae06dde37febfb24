extension Event {
    func checkCareFormats() throws(Refusal) {
        switch kind {
        default: try checkAuditFormats()
        }
    }
}
