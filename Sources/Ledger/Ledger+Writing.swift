import Dispatch
import Synchronization
import TransparencyLog

extension Ledger {
    /// Appends a proposal's events durably, all or none, and says where they stand.
    ///
    /// A caller that is cancelled meanwhile gets its answer all the same: what was queued is committed.
    /// - Throws: `LedgerError`: `unknownLog`, `badProposal`, `stale`, `eventIDReused`, `tooLarge`, `noSpace`, `busy`, `closed`,
    ///   `readOnly`, `commitUnknown`, `damaged`; `EntryError` where an entry would not be well-formed. Nothing was changed then (after
    ///   `commitUnknown`: ask again with the same event ids).
    public func append(_ proposal: Proposal) async throws -> [Committed] {
        try await withCheckedThrowingContinuation { continuation in
            submit(proposal) { continuation.resume(with: $0) }
        }
    }

    /// Appends a proposal's events durably and waits for it on this thread; otherwise as `append`. Not in an answer to `submit`:
    /// the writer would wait for itself.
    @available(*, noasync, message: "use append, which does not block")
    public func appendAndWait(_ proposal: Proposal) throws -> [Committed] {
        if let result = writer?.commitHere(proposal) { return try result.get() }
        let done = DispatchSemaphore(value: 0)
        let answer = Mutex<Result<[Committed], any Error>?>(nil)
        submit(proposal) { result in
            answer.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = answer.withLock({ $0 }) else { throw LedgerError.ledgerClosed }
        return try result.get()
    }

    /// Queues a proposal; `answer` is called once, from the writer's thread or this one, and must return at once.
    public func submit(_ proposal: Proposal, answer: @escaping @Sendable (Result<[Committed], any Error>) -> Void) {
        guard let writer else {
            let error = LedgerError(
                .readOnly, "The ledger was opened for reading only.",
                remedy: "Open it for writing; one process at a time can.")
            return answer(.failure(error))
        }
        do { try writer.queue.add(QueuedProposal(proposal, answer: answer)) } catch { answer(.failure(error)) }
    }

    /// Proposals that wait for the writer.
    public var queueLength: Int { writer?.queue.count ?? 0 }

    /// The newest signed checkpoint of a log (a C2SP signed note), with the cosignatures that this node has of it. Of a mirrored log as it
    /// came; nil before its first. A reader beside a busy writer may see one a commit old; half a
    /// second after the last commit it sees the newest.
    /// - Throws: `damaged`, `closed`.
    public func checkpoint(of log: LogIdentity) throws -> String? {
        if let writer, log.isHosted {
            guard let note = writer.checkpoint(log: log.local) else { return nil }
            return try cosigned(note, of: log)
        }
        let note: String? = try store.read { transaction in
            try transaction.copy(store.tables.checkpoints, key: UInt64(log.local)).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return try note.map { try cosigned($0, of: log) }
    }
}

extension Ledger {
    /// Calls `body` after each commit, of own or mirrored entries, which can be read then: on the thread that committed, which must
    /// not wait. One at a time; `nil` ends it. A ledger that was opened for reading tells nothing.
    public func whenGrown(_ body: (@Sendable () -> Void)?) { writer?.tell(body) }
}
