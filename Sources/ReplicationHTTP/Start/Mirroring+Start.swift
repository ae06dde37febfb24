public import TransparencyLog

extension Mirroring {
    /// Makes certain that this node holds all of its own logs, and lets its ledger write: see ``StartCheck``.
    ///
    /// Before ``start()``, and before anything is appended.
    /// - Parameters:
    ///   - policy: the node's own, as ``NodePolicy`` reads it.
    ///   - override: who lets the node write though too few witnesses answer; it is put on record.
    /// - Throws: as ``StartCheck/run(override:)``.
    @discardableResult
    public nonisolated func checkStart(policy: TLogPolicy?, override: String?) async throws -> [StartCheck.Outcome] {
        try await StartCheck(
            ledger: ledger, policy: policy, directory: directory, transport: { [routes] in routes.transport(to: $0) },
            blobs: { [host] in host.blobs(namedIn: $0) }, logger: logger
        ).run(override: override)
    }
}
