public import Ledger

/// How a process appends to a node whose files another process writes: decisions are made here, on what the files hold, and the
/// writer refuses them as `stale` where something has moved meanwhile.
public struct RemoteWriter: Sendable {
    /// Appends a proposal durably, all or none, as `Ledger.append`.
    let append: @Sendable (LogProposal) throws -> [Committed]
    /// Stores a blob durably and gives the name under which events name it.
    let storeBlob: @Sendable ([UInt8]) throws -> String
    /// The newest signed checkpoint of the log with this origin.
    let checkpoint: @Sendable (String) throws -> String

    /// - Parameters: each may block, and throws what the `Ledger`'s method of the same name throws.
    public init(
        append: @escaping @Sendable (LogProposal) throws -> [Committed],
        storeBlob: @escaping @Sendable ([UInt8]) throws -> String,
        checkpoint: @escaping @Sendable (String) throws -> String
    ) {
        self.append = append
        self.storeBlob = storeBlob
        self.checkpoint = checkpoint
    }
}

extension Node {
    /// Appends durably and waits for it: here, or through the process that writes the files.
    @available(*, noasync, message: "use submit, which does not block")
    func append(_ proposal: LogProposal) throws -> [Committed] {
        if let remote { return try remote.append(proposal) }
        return try ledger.appendAndWait(proposal)
    }

    /// The newest signed checkpoint of a log of this node; empty where it has none.
    func newestCheckpoint(of origin: String) throws -> String {
        if let remote { return try remote.checkpoint(origin) }
        return try ledger.logs.first { $0.origin == origin }.flatMap { try ledger.checkpoint(of: $0) } ?? ""
    }
}
