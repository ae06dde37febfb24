import EntryFormat
import Foundation
import LMDB
import Synchronization
import TransparencyLog

/// The one writer of a node: a thread of its own that turns waiting proposals into durable commits.
///
/// For each commit: take all proposals that wait (bounded), number them, stamp the time, extend the trees, commit one LMDB
/// transaction, sign the new checkpoints, and only then answer. Signing follows commit, always: a signature over what then is
/// not committed would be a fork of our own making.
///
/// A commit that failed is *unknown*, not refused: the store is opened again and compared before anyone is answered.
/// `@unchecked Sendable`: `logs`, `nextPosition` and `failure` belong to the writer's thread; what other threads see is in `published`.
final class Writer: @unchecked Sendable {
    /// What readers may know of the logs.
    struct Published: Sendable {
        var sizes: [UInt64]
        var checkpoints: [UInt32: String]
    }

    let store: LogStore
    let heads: Heads
    let queue = ProposalQueue()
    private let clock: @Sendable () -> Int64
    private let keys: LogKeys
    private var logs: [LogState]
    private var nextPosition: UInt64
    private let published: Mutex<Published>
    /// Checkpoints signed since they were last written to the store, by log.
    private var unwritten: [UInt32: String] = [:]
    private var failure: LedgerError?
    private let afterCommit: @Sendable () -> Void
    private let done = DispatchSemaphore(value: 0)

    init(
        store: LogStore, heads: Heads, keys: LogKeys, logs: [LogState], nextPosition: UInt64,
        clock: @escaping @Sendable () -> Int64, afterCommit: @escaping @Sendable () -> Void
    ) throws {
        self.store = store
        self.heads = heads
        self.keys = keys
        self.logs = logs
        self.nextPosition = nextPosition
        self.clock = clock
        self.afterCommit = afterCommit
        published = Mutex(Published(sizes: logs.map(\.size), checkpoints: [:]))
        // After a crash the same heads are signed again: Ed25519 is deterministic.
        for state in logs where state.identity.isHosted {
            if try signedSize(of: state) < state.size { try sign(state) }
        }
    }

    /// The size of the log's stored checkpoint, once it is certain that the log still begins with what that was signed over:
    /// a store that was changed behind our back must not be signed.
    private func signedSize(of state: LogState) throws -> UInt64 {
        let identity = state.identity
        return try store.read { transaction in
            guard let bytes = try transaction.copy(store.tables.checkpoints, key: UInt64(identity.local)),
                let note = try? Note(bytes), let checkpoint = try? Checkpoint(note.text),
                let key = identity.verifierKeys.first, let verifier = try? VerifierKey(key),
                (try? note.verified(by: [verifier])) != nil, checkpoint.origin == identity.origin,
                checkpoint.size <= state.size,
                try store.tables.root(log: identity.local, size: checkpoint.size, in: transaction) == checkpoint.root
            else {
                throw LedgerError(
                    .damaged, "The log \(identity.origin) does not continue the checkpoint that was signed last.",
                    remedy: "Nothing more is signed. Run verify, then restore the node from a backup.")
            }
            published.withLock { $0.checkpoints[identity.local] = note.encoded }
            return checkpoint.size
        }
    }

    func start() {
        let thread = Thread { [self] in
            while let batch = queue.take() { commit(batch) }
            writeCheckpoints()
            done.signal()
        }
        thread.name = "triplicate writer"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Commits what waits, then ends the thread.
    func stop() {
        queue.close()
        done.wait()
    }

    /// The newest signed checkpoint of a hosted log, or nil while it is empty.
    func checkpoint(log: UInt32) -> String? { published.withLock { $0.checkpoints[log] } }

    /// The size of each log, by local number.
    var sizes: [UInt64] { published.withLock { $0.sizes } }

    private func commit(_ batch: [QueuedProposal]) {
        if let failure {
            for queued in batch { queued.answer(.failure(failure)) }
            return
        }
        var answers: [(QueuedProposal, Result<[Committed], any Error>)] = []
        answers.reserveCapacity(batch.count)
        var prepared: CommitDraft?
        do {
            try store.write { transaction in
                var work = CommitBatch(
                    tables: store.tables, heads: heads, time: clock(),
                    draft: CommitDraft(logs: logs, nextPosition: nextPosition, nextStream: heads.nextStream))
                for queued in batch {
                    do {
                        answers.append((queued, .success(try work.admit(queued.proposal, in: &transaction))))
                    } catch let failure as BatchFailure {
                        throw failure.cause
                    } catch {
                        answers.append((queued, .failure(error)))
                    }
                }
                guard work.draft.nextPosition > nextPosition else { throw NothingToCommit() }
                try work.draft.writeRows(store.tables, in: &transaction)
                try write(unwritten, in: &transaction)
                prepared = work.draft
            }
        } catch is NothingToCommit {
            for (queued, answer) in answers { queued.answer(answer) }
            return
        } catch {
            guard let refusal = outcome(of: LMDBFailure.ledgerError(error), prepared) else {
                return finish(prepared, answers)
            }
            for queued in batch { queued.answer(.failure(refusal)) }
            return
        }
        finish(prepared, answers)
    }

    private func finish(_ prepared: CommitDraft?, _ answers: [(QueuedProposal, Result<[Committed], any Error>)]) {
        guard let prepared else { return }
        publish(prepared)
        for (queued, answer) in answers { queued.answer(failure.map { .failure($0) } ?? answer) }
        afterCommit()
    }

    private func publish(_ finished: CommitDraft) {
        logs = finished.logs
        nextPosition = finished.nextPosition
        unwritten.removeAll(keepingCapacity: true)
        heads.publish(finished.delta, end: finished.nextPosition, nextStream: finished.nextStream)
        published.withLock { $0.sizes = logs.map(\.size) }
        do {
            for log in finished.touched { try sign(logs[Int(log)]) }
        } catch {
            failure = LMDBFailure.ledgerError(error)
        }
    }

    private func sign(_ state: LogState) throws {
        let note = try keys.signedCheckpoint(of: state)
        unwritten[state.identity.local] = note
        published.withLock { $0.checkpoints[state.identity.local] = note }
    }

    private func write(_ checkpoints: [UInt32: String], in transaction: inout WriteTransaction) throws {
        for (log, note) in checkpoints {
            try transaction.put(store.tables.checkpoints, key: UInt64(log), value: Array(note.utf8).span.bytes)
        }
    }

    /// Writes the newest checkpoints down, so that a reader without the keys finds them; losing them loses nothing.
    private func writeCheckpoints() {
        guard failure == nil, !unwritten.isEmpty else { return }
        try? store.write { try write(unwritten, in: &$0) }
    }

    /// What to tell the callers of a failed commit: opens the store again and looks whether it took effect.
    ///
    /// - Returns: nil if all of it did; the error if nothing did, and the next commit may succeed; else `commitUnknown`.
    private func outcome(of error: LedgerError, _ prepared: CommitDraft?) -> LedgerError? {
        do {
            try store.reopen()
            let (end, sizes) = try store.read { transaction in
                let frontiers = try logs.map { try store.tables.frontier(log: $0.identity.local, in: transaction) }
                return (try store.tables.end(in: transaction), frontiers)
            }
            if end == nextPosition, sizes == logs.map(\.frontier) { return error }
            if let prepared, end == prepared.nextPosition, sizes == prepared.logs.map(\.frontier) { return nil }
        } catch {}
        let unknown = LedgerError(
            .commitUnknown,
            "A commit failed, and what the log holds now differs from what was acknowledged: \(error.message)",
            remedy: "Stop this process and open the directory again: retrying with the same event ids is safe.")
        failure = unknown
        return unknown
    }
}

/// Ends a transaction in which every proposal was refused or present already.
private struct NothingToCommit: Error {}
