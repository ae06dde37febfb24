extension Admission {
    func checkCatalogue(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        default: break
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkCatalogue(_:)`` reads.
    func readsCatalogue(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        default: []
        }
    }
}
