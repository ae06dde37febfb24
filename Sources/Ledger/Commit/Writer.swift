import EntryFormat
import Foundation
import LMDB
import Synchronization
import TransparencyLog

/// The one writer of a node: a thread of its own that turns waiting proposals into durable commits. A caller that would wait, while
/// nobody else writes, takes its turn.
///
/// For each commit: take all proposals that wait (bounded), number them, stamp the time, extend the trees, commit one LMDB
/// transaction, sign the new checkpoints, and only then answer. Signing follows commit, always: a signature over what then is
/// not committed would be a fork of our own making. A checkpoint is written down with the next commit, or when the writer rests.
///
/// A commit that failed is *unknown*, not refused: the store is opened again and compared before anyone is answered.
/// `@unchecked Sendable`: the variables belong to whoever has the turn; what other threads see is in `published`.
final class Writer: @unchecked Sendable {
    /// How long the writer waits for proposals before it writes the newest checkpoints down, in seconds.
    private static let restAfter = 0.5

    let queue = ProposalQueue()
    let store: LogStore
    let views: ViewRuntime
    let clock: @Sendable () -> Int64
    /// The logs of the node, for all that read.
    let known: LogList
    /// The keys of the hosted logs, by local number.
    let signers: [UInt32: LogSigners]
    private let hosted: [String: UInt32]
    /// Where each log stands; of a mirrored one only its frontier is kept.
    var logs: [LogState]
    private(set) var nextPosition: UInt64
    var scratch = CommitScratch()
    /// The newest signed checkpoints, by log.
    private let published: Mutex<[UInt32: String]>
    /// Who is told of each commit, on the thread that committed.
    let listeners = CommitListeners()
    /// Checkpoints signed since they were last written to the store, by log.
    private(set) var unwritten: [UInt32: String] = [:]
    private(set) var failure: LedgerError?
    /// Why the views could not be built again when it was last tried: nothing rests on them until they are.
    private(set) var unmended: LedgerError?
    private var mendingPause = RetryPause()
    /// Whether the views were built again and nobody was told.
    private let hasMended = Atomic(false)
    private let uptime: @Sendable () -> Int64
    /// Whether appends are refused, and nothing is signed: the node may have woken up in its own past.
    private let holdsAppends: Atomic<Bool>
    /// What has to come before anything is appended.
    private(set) var awaited: AwaitedEntries
    private let isAwaiting: Atomic<Bool>
    private let directory: DataDirectory
    private let mark = ThreadMark()
    /// Held by whoever commits: the writer's thread, or a caller that would wait for it.
    private let turn = NSLock()
    private let isStarted = Atomic(false)
    private let done = DispatchSemaphore(value: 0)

    /// Takes up the logs where they stand, once it is certain that they continue what was signed last.
    ///
    /// After a crash the same heads are signed again: Ed25519 is deterministic.
    /// - Throws: `damaged`, `missingKey`, `directoryUnusable`.
    init(
        store: LogStore, views: ViewRuntime, logs known: LogList, directory: DataDirectory, options: Ledger.Options
    ) throws {
        let keys = LogKeys(folder: directory.keys)
        self.directory = directory
        awaited = try AwaitedEntries(in: directory)
        isAwaiting = Atomic(!awaited.isEmpty)
        self.store = store
        self.views = views
        self.known = known
        clock = options.clock
        uptime = options.uptime
        holdsAppends = Atomic(options.holdsAppends)
        var signers: [UInt32: LogSigners] = [:]
        var hosted: [String: UInt32] = [:]
        var published: [UInt32: String] = [:]
        (logs, nextPosition) = try store.read { transaction in
            let logs = try store.tables.identities(in: transaction).map { identity in
                let state = try LogState(identity, store.tables, in: transaction)
                guard identity.isHosted else { return state }
                let signed = try state.checkContinuation(store.tables, in: transaction)
                published[identity.local] = signed.note.encoded
                return state
            }
            return (logs, try store.tables.end(in: transaction))
        }
        for log in logs where log.identity.isHosted {
            hosted[log.identity.party] = log.identity.local
            signers[log.identity.local] = try keys.signers(of: log.identity, from: log.size)
        }
        self.signers = signers
        self.hosted = hosted
        self.published = Mutex(published)
        try forgetAwaited()
        guard !options.holdsAppends else { return }
        for log in logs.indices { try sign(log) }
        try secureTail()
    }

    /// Appends and signs from now on.
    func allowAppends() {
        turn.lock()
        defer { turn.unlock() }
        guard holdsAppends.exchange(false, ordering: .sequentiallyConsistent) else { return }
        signAll()
    }

    /// Signs what could not be signed while appends were held. The caller has the turn.
    func signAll() {
        guard failure == nil else { return }
        do {
            for log in logs.indices { try sign(log) }
        } catch {
            _ = fail("The logs could not be signed: \(error)")
        }
        if !unwritten.isEmpty { queue.expectRest() }
    }

    /// Appends nothing from the next batch on.
    func holdAppends() { holdsAppends.store(true, ordering: .sequentiallyConsistent) }

    /// Whether appends are refused as `notYetSafe`.
    var isHolding: Bool {
        holdsAppends.load(ordering: .sequentiallyConsistent) || isAwaiting.load(ordering: .sequentiallyConsistent)
    }

    /// Appends nothing until what these entries name is here. Durable before they are.
    func awaitEntries(namedIn entries: ArraySlice<[UInt8]>) throws {
        var named = awaited
        for entry in entries {
            try named.add(entry) { origin in
                logs.contains { $0.identity.origin == origin && $0.identity.isHosted }
            }
        }
        try named.forget(where: holds)
        guard named != awaited else { return }
        try named.write(to: directory)
        awaited = named
        isAwaiting.store(true, ordering: .sequentiallyConsistent)
    }

    /// Appends are refused no longer for the sake of what has come.
    func forgetAwaited() throws {
        guard !awaited.isEmpty else { return }
        var left = awaited
        try left.forget(where: holds)
        guard left != awaited else { return }
        // Where the file stays as it was, it is looked at again at the next start.
        try? left.write(to: directory)
        awaited = left
        isAwaiting.store(!left.isEmpty, ordering: .sequentiallyConsistent)
    }

    private func holds(_ origin: String, _ number: UInt64) throws -> Bool {
        guard let log = logs.first(where: { $0.identity.origin == origin })?.identity else { return false }
        return try store.read { try store.tables.position(log: log.local, number: number, in: $0) != nil }
    }

    /// Commits anew where the log holds what its newest stored checkpoints do not cover: what a killed process has written may be
    /// in the system's cache only, and a sync that failed is not made good by a later one. It is read as if it were there, and
    /// nobody may be told so before a head of ours that names it is on the disk.
    private func secureTail() throws {
        guard !unwritten.isEmpty else { return }
        try store.write { try write(unwritten, in: &$0) }
        unwritten.removeAll(keepingCapacity: true)
    }

    func start() {
        isStarted.store(true, ordering: .releasing)
        let thread = Thread { [self] in
            mark.here { run() }
            done.signal()
        }
        views.mending.ask.withLock { ask in
            ask = { [weak self] in
                guard let self else { return false }
                // The task does nothing more: the views are mended before any.
                do {
                    try queue.add(
                        WriterTask(bytes: 0, isQuiet: true) { writer in
                            writer.views.mending.isAsked.store(false, ordering: .releasing)
                            return {}
                        })
                } catch { return false }
                return true
            }
        }
        thread.name = "triplicate writer"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Commits what waits, then ends the thread.
    func stop() {
        queue.close()
        if isStarted.exchange(false, ordering: .acquiring) { done.wait() }
    }

    /// Whether the caller runs on the writer's thread: in an answer.
    var isOnItsThread: Bool { mark.isHere }

    /// The newest signed checkpoint of a log.
    func checkpoint(log: UInt32) -> String? { published.withLock { $0[log] } }

    private func run() {
        while true {
            switch queue.take(restingAfter: Self.restAfter) {
            case .batch(let batch):
                turn.lock()
                let results = commit(batch)
                turn.unlock()
                for (queued, result) in zip(batch, results) { queued.answer(result) }
                committed(anything: results.hasSuccess)
            case .task(let task):
                turn.lock()
                mendViews()
                let answer = task.run(self)
                turn.unlock()
                answer()
                committed(anything: !task.isQuiet)
            case .rest: rest()
            case .end: return rest()
            }
        }
    }

    /// Tells of a turn, outside of it, where it changed anything or mended the views. Who is told of a refusal would ask again what was
    /// refused, and of damaged views have them looked at again, without an end.
    private func committed(anything: Bool) {
        let isMended = hasMended.exchange(false, ordering: .acquiringAndReleasing)
        guard anything || isMended else { return }
        views.committed()
        listeners.tell()
    }

    private func rest() {
        turn.lock()
        writeCheckpoints()
        turn.unlock()
    }

    /// Queues something to be done in the writer's turn, and waits for it on this thread. On the writer's own thread, in an answer,
    /// it is done at once.
    func perform<R: Sendable>(bytes: Int = 0, _ body: @escaping @Sendable (Writer) throws -> R) throws -> R {
        if isOnItsThread {
            turn.lock()
            defer { turn.unlock() }
            mendViews()
            return try body(self)
        }
        let done = DispatchSemaphore(value: 0)
        let answer = Mutex<Result<R, any Error>?>(nil)
        try queue.add(
            WriterTask(bytes: bytes) { writer in
                let result = Result { try body(writer) }
                return {
                    answer.withLock { $0 = result }
                    done.signal()
                }
            })
        done.wait()
        guard let result = answer.withLock({ $0 }) else { throw LedgerError.ledgerClosed }
        return try result.get()
    }

    // MARK: Commits

    /// Commits a proposal on the caller's thread, where nobody else commits or waits: what the caller has just written is in this
    /// processor's cache, and no thread has to be woken twice.
    ///
    /// - Returns: nil where the writer's thread has to do it, or to refuse it.
    func commitHere(_ proposal: Proposal) -> Result<[Committed], any Error>? {
        let queued = QueuedProposal(proposal) { _ in }
        guard ProposalQueue.accepts(queued), turn.try() else { return nil }
        // Asked while the turn is ours: who closes the queue waits for the turn before the store goes.
        guard queue.isIdle else {
            turn.unlock()
            return nil
        }
        let result = commit([queued]).first
        turn.unlock()
        committed(anything: [result].compactMap(\.self).hasSuccess)
        return result
    }

    /// The results of proposals, in their order, for whoever has the turn.
    private func commit(_ batch: [QueuedProposal]) -> [Result<[Committed], any Error>] {
        mendViews()
        var results = commitOnce(batch)
        guard views.needsMending, failure == nil, unmended == nil else { return results }
        // What was refused because a page of the views is damaged is not recorded: it is decided again upon views that are whole.
        let refused = results.indices.filter { index in
            if case .failure(LedgerError.Code.viewsDamaged) = results[index] { true } else { false }
        }
        mendViews()
        for (index, result) in zip(refused, commitOnce(refused.map { batch[$0] })) { results[index] = result }
        return results
    }

    /// Builds the views again where a page of them was found to be damaged: nothing is decided upon them before. Where that fails, whatever
    /// comes next after a pause tries it again.
    private func mendViews() {
        guard views.needsMending, failure == nil, !mendingPause.holds(at: uptime()) else { return }
        do {
            try views.mend()
            unmended = nil
            mendingPause = RetryPause()
            hasMended.store(true, ordering: .releasing)
        } catch {
            mendingPause.fail(at: uptime())
            let reason = LMDBFailure.ledgerError(error).message
            unmended = LedgerError(
                .viewsDamaged, "The views are damaged and could not be built again: \(reason)",
                remedy:
                    "Mend what it names: the first event or reading \(mendingPause.milliseconds / 1_000) s after this try has it tried again, and retrying with the same event ids is safe."
            )
        }
    }

    private func commitOnce(_ batch: [QueuedProposal]) -> [Result<[Committed], any Error>] {
        if batch.isEmpty { return [] }
        if let refused = failure ?? unmended { return batch.map { _ in .failure(refused) } }
        if isHolding {
            let error = holdsAppends.load(ordering: .sequentiallyConsistent) ? nil : awaited.refusal
            return batch.map { _ in .failure(error ?? LedgerError.notYetSafe) }
        }
        var results: [Result<[Committed], any Error>] = []
        var prepared: PreparedCommit?
        var failed: LedgerError?
        do {
            try store.write { transaction in
                prepared = try admit(batch, &results, in: &transaction)
            }
        } catch is NothingToCommit {
        } catch {
            // Where the transaction was never complete, LMDB has dropped it: nothing was written.
            failed = LMDBFailure.ledgerError(error)
            if let committed = prepared?.draft, let error = failed { failed = outcome(of: error, committed) }
        }
        if failed == nil { failed = publish(&prepared) }
        if !unwritten.isEmpty { queue.expectRest() }
        if let failed { return batch.map { _ in .failure(failed) } }
        return results
    }

    /// Admits each proposal or refuses it, and writes what the admitted ones change.
    private func admit(
        _ batch: [QueuedProposal], _ results: inout [Result<[Committed], any Error>],
        in transaction: inout WriteTransaction
    ) throws -> PreparedCommit {
        results.reserveCapacity(batch.count)
        views.heads.forgetClean()
        var scratch = CommitScratch()
        swap(&scratch, &self.scratch)
        var work = try CommitBatch(
            tables: store.tables, hosted: hosted, time: clock(),
            draft: CommitDraft(logs: logs, nextPosition: nextPosition), heads: views.heads, views: views.store,
            scratch: scratch)
        for queued in batch {
            do {
                results.append(.success(try work.admit(queued, in: &transaction)))
            } catch let failure as BatchFailure {
                throw failure.cause
            } catch {
                results.append(.failure(error))
            }
        }
        guard work.draft.nextPosition > nextPosition else { throw NothingToCommit() }
        let prepared = try work.finish(in: &transaction, scratch: &self.scratch)
        try write(unwritten, in: &transaction)
        return prepared
    }

    /// Takes over what was committed, and signs it.
    /// - Returns: the error for the callers where it could not be signed.
    func publish(_ prepared: inout PreparedCommit?) -> LedgerError? {
        guard let committed = prepared?.draft, let nextStream = prepared?.nextStream else { return nil }
        logs = committed.logs
        nextPosition = committed.nextPosition
        unwritten.removeAll(keepingCapacity: true)
        if var moves = prepared.take()?.moves {
            views.heads.publish(moves, end: nextPosition, nextStream: nextStream)
            moves.removeAll()
            scratch.moves = moves
        }
        do {
            for log in committed.touched { try sign(Int(log)) }
            return nil
        } catch {
            return fail("The events were committed, but the log could not be signed: \(error)")
        }
    }

    private func sign(_ log: Int) throws {
        let state = logs[log]
        guard let signer = signers[state.identity.local]?.key(at: state.size), !isHolding else { return }
        let note = try state.signedCheckpoint(by: signer)
        guard published.withLock({ $0.updateValue(note, forKey: state.identity.local) }) != note else { return }
        unwritten[state.identity.local] = note
    }

    /// Gives out a checkpoint that the log's key has signed, of what is committed.
    func publish(_ note: String, of log: UInt32) {
        published.withLock { $0[log] = note }
        unwritten[log] = note
    }

    func write(_ checkpoints: [UInt32: String], in transaction: inout WriteTransaction) throws {
        for (log, note) in checkpoints {
            try transaction.put(store.tables.checkpoints, key: UInt64(log), value: note.utf8.span.bytes)
        }
    }

    /// Writes the newest checkpoints down, so that a reader without the keys finds them; losing them loses nothing.
    private func writeCheckpoints() {
        guard failure == nil, !unwritten.isEmpty else { return }
        do {
            try store.write { try write(unwritten, in: &$0) }
            unwritten.removeAll(keepingCapacity: true)
        } catch {
            // The next commit writes them. The store must stand where it did, whichever of them it holds.
            _ = outcome(of: LMDBFailure.ledgerError(error), nil)
        }
    }

    // MARK: Failures

    /// What to tell the callers of a failed commit: opens the store again and looks whether it took effect.
    ///
    /// - Returns: nil if all of it did; the error if nothing did, and the next commit may succeed; else `commitUnknown`.
    func outcome(of error: LedgerError, _ prepared: CommitDraft?) -> LedgerError? {
        do {
            try store.reopen()
            let (end, frontiers) = try store.read { transaction in
                // A log that was about to be added has none yet, or an empty one.
                let count = max(logs.count, prepared?.logs.count ?? 0)
                let frontiers = try (0..<count).map {
                    try store.tables.frontier(log: UInt32($0), in: transaction)
                }
                return (try store.tables.end(in: transaction), frontiers)
            }
            if end == nextPosition, Array(frontiers.prefix(logs.count)) == logs.map(\.frontier) {
                try store.makeGood()
                return error
            }
            if let prepared, end == prepared.nextPosition, frontiers == prepared.logs.map(\.frontier) {
                // It is in the system's cache, and perhaps nowhere else: only a commit of its own on top of it says that it is kept.
                try store.write { try store.writeFormat(in: &$0) }
                return nil
            }
        } catch {}
        return fail("A commit failed, and what the log holds now is not known: \(error.message)")
    }

    /// Stops the writer for good.
    private func fail(_ message: String) -> LedgerError {
        let unknown = LedgerError(
            .commitUnknown, message,
            remedy: "Stop this process and open the directory again: retrying with the same event ids is safe.")
        failure = unknown
        return unknown
    }
}

/// Ends a transaction in which every proposal was refused or present already.
private struct NothingToCommit: Error {}

extension [Result<[Committed], any Error>] {
    fileprivate var hasSuccess: Bool { contains { if case .success = $0 { true } else { false } } }
}
