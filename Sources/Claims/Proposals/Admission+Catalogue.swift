extension Admission {
    /// The last of the rules asked of an author.
    func checkCatalogue(_ event: Event) throws(Refusal) {
        switch event.kind {
        case .policyPublished(let policy)? where !policy.hasProcedure:
            // Asked of the author only: what stands in older logs under another name stays what it was.
            guard policy.name == address.number else {
                throw Refusal(
                    .publishedElsewhere, "The policy is named \"\(policy.name)\", the stream is \(address).")
            }
        default: try checkParty(event)
        }
    }
}
