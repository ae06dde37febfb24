public import EntryFormat
import Foundation
import Synchronization

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
        /// Opens for reading and mirroring: appends are refused with `notYetSafe`, and nothing is signed, until `allowAppends`. For a node
        /// that has first to ask others for the newest heads of its own logs.
        public var holdsAppends = false
        /// Entries after which the views are flushed.
        public var flushEntries = 100_000
        /// Streams that one processor reads at a time where a view is built from nothing: their rows are one sorted run.
        package var streamsOfRun = 16_384
        /// Bytes of such runs that stay in memory; the others stand in a file in the views' folder.
        package var bytesOfRuns = 64 << 20
        /// Reads every page of the stores' trees before anything trusts them: a damaged one can end the process that walks it.
        public var checksPages = false
        /// Compares the pages of the views' store with their sums. Only a test that has to see what happens without it turns it off.
        package var checksViews = true
        /// The wall clock, in milliseconds since 1970.
        public var clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        /// Milliseconds of a clock that never goes back: what pauses are measured with.
        package var uptime: @Sendable () -> Int64 = { Int64(ProcessInfo.processInfo.systemUptime * 1000) }
        /// Told about long work at the start: what is done, and how far.
        public var progress: @Sendable (Progress) -> Void = { _ in }

        /// Told once, with the reason's number, where something was damaged and is put right without anybody's doing: the views.
        public var notice: @Sendable (LedgerError) -> Void = { _ in }

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
    /// The logs on this node as they are now, hosted and mirrored, by local number. Logs are added while the node runs, and never
    /// taken away; a ledger that was opened for reading sees those that another process has added.
    public var logs: [LogIdentity] {
        if isReadOnly { try? knownLogs.refresh(from: store) }
        return knownLogs.all
    }
    /// The blobs of this node.
    public let blobs: BlobStore

    let store: LogStore
    let views: ViewRuntime
    let reader: StreamReader
    let writer: Writer?
    let knownLogs: LogList
    private let files: OpenLedger

    /// Opens the node in `directory`.
    ///
    /// After a crash the heads are computed again from the log's tail; if the views' store is missing, damaged, of another log or
    /// of another version, it is built again, with progress shown. A ledger opened for reading sees at each call what was
    /// committed before it, also by another process.
    /// - Parameters:
    ///   - projections: the views to keep; their names differ.
    ///   - decider: the party (`role:code`) that decides in a stream.
    /// - Throws: `LedgerError`: `notANode`, `newerFormat`, `secondWriter`, `directoryUnusable`, `noSpace`, `damaged`, `missingKey`,
    ///   `rewound`; what a projection throws whose view is built.
    public init(
        _ directory: DataDirectory, projections: [any Projection] = [],
        decider: @escaping @Sendable (StreamName) -> String, options: Options = Options()
    ) throws {
        self.directory = directory
        isReadOnly = options.readOnly
        let settings = try directory.settings()
        let lock = options.readOnly ? nil : try WriterLock(directory: directory.path)
        let store = try LogStore(
            path: directory.log, mapBytes: settings.logMapBytes, access: options.readOnly ? .reading : .writing,
            checksPages: options.checksPages)
        self.store = store
        blobs = BlobStore(folder: directory.blobs)
        let logs = LogList(try store.read { try store.tables.identities(in: $0) })
        knownLogs = logs
        reader = StreamReader(store: store, logs: logs, decider: decider)
        views = try ViewRuntime.open(
            directory: directory, mapBytes: settings.viewsMapBytes, logStore: store, logs: logs,
            projections: projections, reader: reader, options: options)
        if options.readOnly {
            writer = nil
        } else {
            try blobs.clearWorkshop()
            writer = try Writer(
                store: store, views: views, logs: logs, directory: directory, options: options)
        }
        // Nothing can fail any more: from here on threads keep what is open.
        files = OpenLedger(store: store, views: views, writer: writer, lock: lock)
        files.start()
    }

    deinit { files.close() }

    /// Commits what waits, flushes the views where that saves the next start time, and closes the files. Idempotent.
    ///
    /// Where it is called in an answer to `submit`, on the writer's thread, the files are closed a little later.
    public func close() { files.close() }

    /// Runs `body` and closes the ledger.
    public func closing<R>(_ body: (Ledger) throws -> R) rethrows -> R {
        defer { close() }
        return try body(self)
    }
}

/// What a ledger holds open, and the order in which it is given back.
final class OpenLedger: Sendable {
    private let store: LogStore
    private let views: ViewRuntime
    private let writer: Writer?
    private let lock: Mutex<WriterLock?>
    private let isClosed = Atomic(false)

    init(store: LogStore, views: ViewRuntime, writer: Writer?, lock: consuming WriterLock?) {
        self.store = store
        self.views = views
        self.writer = writer
        self.lock = Mutex(lock)
    }

    func start() {
        guard let writer else { return }
        views.start()
        writer.start()
    }

    /// Closes everything once. A thread that ends cannot wait for itself.
    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        if writer?.isOnItsThread ?? false || views.isOnFlusherThread {
            Thread.detachNewThread { [self] in closeAll() }
        } else {
            closeAll()
        }
    }

    private func closeAll() {
        writer?.stop()
        views.close()
        store.close()
        lock.withLock { $0 = nil }
    }
}
