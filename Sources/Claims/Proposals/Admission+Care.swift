extension Admission {
    func checkCare(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        default: try checkAudit(event)
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkCare(_:)`` reads.
    func readsCare(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        default: readsAudit(on: state, at: center)
        }
    }
}
