import TransparencyLog

/// The blobs that entries name and that are not here yet.
struct Blobs: Sendable {
    var backoffs: [Digest: Backoff] = [:]
    /// Stored, and not yet so in the committed state.
    var stored: Set<Digest> = []

    func times(_ state: MirrorState) -> [Int64] { backoffs.values.map(\.until) }

    mutating func hurry() {
        for name in backoffs.keys { backoffs[name]?.hurry() }
    }
}

extension Mirror {
    /// Asks for missing blobs, those of the earliest entries first.
    mutating func advanceBlobs() {
        guard conviction == nil, !state.missingBlobs.isEmpty else { return }
        var asked: Set<Digest> = []
        for request in inFlight.values { if case .blob(let name) = request.purpose { asked.insert(name) } }
        guard asked.count < limits.blobsInFlight else { return }
        let waiting = state.missingBlobs.filter { name, _ in
            !asked.contains(name) && !blobs.stored.contains(name) && blobs.backoffs[name]?.isOver(at: now) ?? true
        }
        let next = waiting.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(limits.blobsInFlight - asked.count)
        for (name, number) in next { send(.blob(name, entry: number), for: .blob(name)) }
    }

    mutating func blobAnswered(_ name: Digest, _ response: MirrorResponse) {
        guard let number = state.missingBlobs[name] else { return }
        guard case .stored = response else {
            blobs.backoffs[name, default: Backoff()].fail(at: now, limits, state.origin)
            let reason: String
            switch response {
            case .failed(let words): reason = excerpt(words)
            case .absent, .bytes, .stored: reason = "the server does not give it"
            }
            return tell(
                .blobMissing, of: .blobs, "The blob \(name.hex), which entry \(number) names, does not come: \(reason)",
                remedy:
                    "It is tried again by itself. No receipt covers the entry until it is here: ask the log's party.")
        }
        blobs.backoffs[name] = nil
        blobs.stored.insert(name)
        forget(.blobs)
    }
}
