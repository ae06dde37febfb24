extension Admission {
    func checkRecovery(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        default: try checkCatalogue(event)
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkRecovery(_:)`` reads.
    func readsRecovery(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        default: readsCatalogue(on: state, at: center)
        }
    }
}
