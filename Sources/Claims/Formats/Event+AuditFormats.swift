extension Event {
    func checkAuditFormats() throws(Refusal) {
        switch kind {
        default: try checkRecoveryFormats()
        }
    }
}
