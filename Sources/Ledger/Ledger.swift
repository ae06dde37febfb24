public import EntryFormat
import Foundation
import LMDB
import Synchronization
import TransparencyLog

/// One node's ledger: the logs of the parties that it hosts, the views over them, and the blobs that entries name.
///
/// ```swift
/// try Ledger.addParty(in: directory, role: "center", code: "210200", name: "Dalian", origin: "example.org/center-210200")
/// let ledger = try Ledger(directory, decider: { "center:\($0.decider)" })
/// let stream = try StreamName("claim/210200/2026-000001")
/// let now = try ledger.contents(of: stream)
/// let committed = try await ledger.append(Proposal(
///     party: "center:210200", events: [.init(stream: stream, type: 1, payload: bytes)], expected: [stream: now.version]))
/// ```
///
/// One process writes a directory at a time; any number may read it meanwhile. All methods may be called from any thread; those
/// that read or wait for the disk say so and do not belong on Swift's cooperative threads under load.
public final class Ledger: Sendable {
    /// How a ledger is opened.
    public struct Options: Sendable {
        /// Opens for reading only, beside a writer if there is one.
        public var readOnly = false
        /// Entries after which the views are flushed.
        public var flushEntries = 50_000
        /// The wall clock, in milliseconds since 1970.
        public var clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        /// Told about long work at the start: what is done, and how far.
        public var progress: @Sendable (Progress) -> Void = { _ in }

        public init() {}
    }

    /// How far long work has come.
    public struct Progress: Sendable {
        /// What is being done, as a user reads it.
        public let label: String
        public let done: UInt64
        public let total: UInt64

        public init(label: String, done: UInt64, total: UInt64) {
            self.label = label
            self.done = done
            self.total = total
        }
    }

    public let directory: DataDirectory
    public let isReadOnly: Bool
    /// The parties' logs on this node, by local number.
    public let logs: [LogIdentity]
    /// The blobs of this node.
    public let blobs: BlobStore

    let store: LogStore
    let views: ViewRuntime
    let heads: Heads
    let options: Options
    /// The party (`role:code`) whose entries decide in a stream.
    let decider: @Sendable (StreamName) -> String
    private let writer: Writer?
    private let lock: LockHolder

    /// Opens the node in `directory`.
    ///
    /// After a crash the heads are computed again from the log's tail; if the views' store is missing, is of another log or of another
    /// version, it is built again, with progress shown.
    /// - Parameters:
    ///   - projections: the views to keep; their names differ.
    ///   - decider: the party (`role:code`) that decides in a stream.
    /// - Throws: `LedgerError`: `notANode`, `newerFormat`, `secondWriter`, `directoryUnusable`, `noSpace`, `damaged`, `missingKey`.
    public init(
        _ directory: DataDirectory, projections: [any Projection] = [],
        decider: @escaping @Sendable (StreamName) -> String, options: Options = Options()
    ) throws {
        self.directory = directory
        self.options = options
        self.decider = decider
        isReadOnly = options.readOnly
        let settings = try directory.settings()
        lock = try LockHolder(directory: directory.path, take: !options.readOnly)
        let store = try LogStore(path: directory.log, mapBytes: settings.logMapBytes, readOnly: options.readOnly)
        self.store = store
        blobs = BlobStore(folder: directory.blobs)
        let (logs, states, end) = try store.read { transaction in
            let logs = try store.tables.identities(in: transaction)
            let states = try logs.map { try store.tables.state(of: $0, in: transaction) }
            return (logs, states, try store.tables.end(in: transaction))
        }
        self.logs = logs
        let views = try ViewRuntime.open(
            directory: directory, mapBytes: settings.viewsMapBytes, store: store, states: states, end: end,
            projections: projections, logs: logs, decider: decider, options: options)
        self.views = views
        heads = views.heads
        if options.readOnly {
            writer = nil
        } else {
            let writer = try Writer(
                store: store, heads: heads, keys: LogKeys(folder: directory.keys), logs: states, nextPosition: end,
                clock: options.clock, afterCommit: { views.flushIfDue() })
            self.writer = writer
            writer.start()
        }
    }

    deinit { close() }

    /// Commits what waits, flushes the views where that saves the next start time, and closes the files. Idempotent.
    public func close() {
        guard lock.closeOnce() else { return }
        writer?.stop()
        views.close()
        store.close()
        lock.release()
    }

    // MARK: Writing

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

    /// Appends a proposal's events durably and waits for it on this thread; otherwise as `append`.
    @available(*, noasync, message: "use append, which does not block")
    public func appendAndWait(_ proposal: Proposal) throws -> [Committed] {
        let done = DispatchSemaphore(value: 0)
        let answer = Mutex<Result<[Committed], any Error>?>(nil)
        submit(proposal) { result in
            answer.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = answer.withLock({ $0 }) else {
            throw LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")
        }
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
        do { try writer.queue.add(QueuedProposal(proposal: proposal, answer: answer)) } catch {
            answer(.failure(error))
        }
    }

    /// Proposals that wait for the writer.
    public var queueLength: Int { writer?.queue.count ?? 0 }

    // MARK: Parties

    /// Makes a node in `directory`, or adds a hosted party to the one that is there, with keys of its own.
    ///
    /// - Parameters:
    ///   - role: as domain.md names roles, e.g. `center`.
    ///   - code: the party's code; its form is the caller's business.
    ///   - origin: the log's origin, a schema-less URL.
    ///   - settings: sizes of the maps for a new node, in bytes of address space.
    /// - Returns: the party's log, with its four verifier keys.
    /// - Throws: `LedgerError`: `alreadyHosted`, `badName`, `secondWriter`, `directoryUnusable`, `noSpace`, `newerFormat`, `damaged`.
    @discardableResult
    public static func addParty(
        in directory: DataDirectory, role: String, code: String, name: String, origin: String,
        logMapBytes: Int = 1 << 40, viewsMapBytes: Int = 1 << 39
    ) throws -> LogIdentity {
        let party = "\(role):\(code)"
        guard VerifierKey.isValidName(origin), origin.utf8.count <= 200 else {
            throw LedgerError(
                .badName, "“\(origin)” cannot be a log's origin.",
                remedy: "Give a URL without its scheme, spaces or plus signs, as example.org/center-210200.")
        }
        guard !name.isEmpty, name.utf8.count <= 1000, !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw LedgerError(
                .badName, "The party's name is empty, too long or has control characters.", remedy: "Give a plain name."
            )
        }
        if !directory.holdsNode {
            try directory.create(settings: NodeSettings(logMapBytes: logMapBytes, viewsMapBytes: viewsMapBytes))
        }
        let settings = try directory.settings()
        let lock = try LockHolder(directory: directory.path, take: true)
        defer { lock.release() }
        let store = try LogStore(path: directory.log, mapBytes: settings.logMapBytes, readOnly: false)
        defer { store.close() }
        let present = try store.read { try store.tables.identities(in: $0) }
        if let taken = present.first(where: { $0.party == party || $0.origin == origin }) {
            throw LedgerError(
                .alreadyHosted, "This node has the party \(taken.party) with the origin \(taken.origin) already.",
                remedy: "Choose another party and origin, or another directory.")
        }
        guard present.count < Int(RowKey.maximumLogs) else {
            throw LedgerError(.badName, "This node holds as many logs as it can.", remedy: "Use another node.")
        }
        let keys = try LogKeys(folder: directory.keys).make(party: party, origin: origin)
        let identity = LogIdentity(
            local: UInt32(present.count), origin: origin, party: party, name: name, isHosted: true, verifierKeys: keys)
        try store.write { transaction in
            try transaction.put(store.tables.logs, key: UInt64(identity.local), value: identity.bytes.span.bytes)
            // A log is never without a signed checkpoint, so that a missing one always shows.
            let state = LogState(identity: identity, frontier: Frontier(), tails: [[]], positions: [], newestTime: 0)
            let checkpoint = try LogKeys(folder: directory.keys).signedCheckpoint(of: state)
            try transaction.put(
                store.tables.checkpoints, key: UInt64(identity.local), value: Array(checkpoint.utf8).span.bytes)
            try transaction.put(
                store.tables.meta, key: Array("format".utf8).span.bytes, value: [UInt8(DataDirectory.format)].span.bytes
            )
        }
        return identity
    }

    /// The newest signed checkpoint of a log (a C2SP signed note). A reader beside a writer may see one a commit old.
    public func checkpoint(of log: LogIdentity) throws -> String? {
        if let checkpoint = writer?.checkpoint(log: log.local) { return checkpoint }
        return try store.read { transaction in
            try transaction.copy(store.tables.checkpoints, key: UInt64(log.local)).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }
}

/// Holds the writer's lock for as long as the ledger is open.
final class LockHolder: Sendable {
    private let lock: Mutex<WriterLock?>
    private let closed = Mutex(false)

    init(directory: String, take: Bool) throws(LedgerError) {
        lock = take ? Mutex(try WriterLock(directory: directory)) : Mutex(nil)
    }

    /// True for the first caller.
    func closeOnce() -> Bool {
        closed.withLock { closed in
            defer { closed = true }
            return !closed
        }
    }

    func release() { lock.withLock { $0 = nil } }
}
