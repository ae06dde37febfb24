import EntryFormat
import Foundation
import LMDB
import Synchronization
import TransparencyLog

/// Keeps the heads and the views: a base in LMDB and a delta in memory, flushed in key order by a thread of its own while the
/// old delta goes on serving.
///
/// A stream whose head has moved since the base is *dirty*: its rows are computed from the log when they are asked for, and
/// written at the next flush. So the delta of the heads is the delta of every view.
///
/// Who may do what: the writer's thread publishes heads; whoever holds `baseLock` writes the base; any thread reads.
final class ViewRuntime: Sendable {
    /// How many flushes the deltas may be ahead of the base before writing waits: what a start after a crash has to read again.
    private static let flushesAhead = 3
    /// A tail that is shorter is read again at the next start faster than it is synced now.
    private static let entriesWorthFlushing = 1_000

    let store: ViewStore
    let heads: Heads
    let views: [LiveView]
    let logs: LogList
    let logStore: LogStore
    let reader: StreamReader
    let options: Ledger.Options
    /// Held while the base is written.
    let baseLock = NSLock()
    /// Held while a reader takes in what another process has written.
    let tailLock = NSLock()
    /// Held while a view is built beside the live one: there is room for one.
    let buildLock = NSLock()
    private let flusher: Flusher
    let reordering = Reordering()
    let mending = Mending()
    /// The folder of a reader's own views.
    private let folder: TemporaryFolder?

    init(
        store: ViewStore, base: ViewBase, folder: TemporaryFolder?, projections: [any Projection], logs: LogList,
        logStore: LogStore, reader: StreamReader, options: Ledger.Options
    ) {
        self.store = store
        self.folder = folder
        views = projections.map { LiveView($0) }
        self.logs = logs
        self.logStore = logStore
        self.reader = reader
        self.options = options
        heads = Heads(
            store: store, ownsBase: !store.isReadOnly, baseEnd: base.end, nextStream: base.nextStream)
        flusher = Flusher(uptime: options.uptime)
    }

    /// Entries that a start takes in before it flushes them: more than a writer can be ahead when it dies, so that a start waits for
    /// no view.
    var entriesAtStart: Int { options.flushEntries * (Self.flushesAhead + 2) }

    /// Begins to flush in the background; only where this process writes the log.
    func start() {
        flusher.start { [self] in
            // They are built again from the log: what a flush would compute is thrown away.
            guard !needsMending else { throw Self.beingBuilt }
            try flush()
        }
        if heads.waiting >= options.flushEntries { flusher.request() }
    }

    /// What the writer calls after each commit: has the views flushed when enough has moved, and waits where they cannot keep up.
    func committed() {
        guard heads.waiting >= options.flushEntries, !needsMending else { return }
        flusher.request()
        flusher.wait { heads.ahead >= options.flushEntries * Self.flushesAhead }
    }

    /// Why the last flush failed, or the last try to put the views into another order; nil where they succeeded.
    var lastFailure: (any Error)? { flusher.lastFailure ?? reordering.failure.withLock(\.self) }

    /// Ends the flushes and closes the store. Nothing else may use the views any more.
    func close() {
        reordering.stop()
        flusher.stop()
        if !options.readOnly, heads.waiting > Self.entriesWorthFlushing { try? flush() }
        store.environment.close()
    }

    var isOnFlusherThread: Bool { flusher.isOnItsThread }

    func view(_ name: String) throws -> LiveView {
        guard let view = views.first(where: { $0.name == name }) else {
            throw LedgerError(
                .unknownView, "There is no view \(name).",
                remedy: "The views are: \(views.map(\.name).sorted().joined(separator: ", ")).")
        }
        return view
    }
}
