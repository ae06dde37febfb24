extension Admission {
    func checkAudit(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        default: try checkRecovery(event)
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkAudit(_:)`` reads.
    func readsAudit(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        default: readsRecovery(on: state, at: center)
        }
    }
}
