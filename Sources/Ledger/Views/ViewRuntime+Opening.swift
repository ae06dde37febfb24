import EntryFormat
import Foundation
import Glibc
import LMDB
import Synchronization

extension ViewRuntime {
    /// Opens the views' store, takes in the log's tail, and builds again what is missing or of another log or version.
    ///
    /// A reader builds views that it cannot use again in a temporary folder of its own.
    /// - Throws: `rewound` where it is to be written and the views know more of the log than there is; `damaged` for the log;
    ///   `noSpace`, `directoryUnusable`; what a projection throws.
    static func open(
        directory: DataDirectory, mapBytes: Int, logStore: LogStore, logs: LogList,
        projections: [any Projection], reader: StreamReader, options: Ledger.Options
    ) throws -> ViewRuntime {
        func runtime(_ store: ViewStore, _ base: ViewBase, _ folder: TemporaryFolder?) throws -> ViewRuntime {
            let runtime = ViewRuntime(
                store: store, base: base, folder: folder, projections: projections, logs: logs, logStore: logStore,
                reader: reader, options: options)
            // Read after the base: a flush that a writer commits in between reflects no more than this.
            try runtime.takeTail(to: logStore.read { try logStore.tables.end(in: $0) })
            try runtime.bringUp()
            return runtime
        }
        // A view can be deleted at any time, its folder too.
        if !options.readOnly { try DurableFile.makeFolder(directory.views, mode: 0o700) }
        if DurableFile.exists(directory.views) {
            do {
                let store = try ViewStore(
                    path: directory.views, mapBytes: mapBytes, readOnly: options.readOnly, views: projections.count,
                    sums: options.checksViews)
                if options.checksPages { try ViewStore.translating { try store.environment.checkPages() } }
                if let base = try usableBase(store, projections, logStore, logs, options) {
                    return try runtime(store, base, nil)
                }
                store.environment.close()
            } catch let error as LedgerError where error.code == .viewsDamaged || error.code == .viewsUnproven {
                // They are built again. Where somebody has removed them, nobody need be told.
                if try DurableFile.size(of: "\(directory.views)/data.mdb") ?? 0 > 0 {
                    options.notice(error.rebuilding(isReader: options.readOnly))
                }
            }
        }
        let folder = options.readOnly ? try TemporaryFolder(prefix: "\(temporaryPath)/triplicate-views-") : nil
        let path = folder?.path ?? directory.views
        ViewStore.removeFiles(in: path)
        try DurableFile.makeFolder(path, mode: 0o700)
        let fresh = try ViewStore(
            path: path, mapBytes: mapBytes, readOnly: false, views: projections.count,
            sums: options.checksViews)
        let base = try fresh.read { try ViewBase(store: fresh, in: $0) }
        return try runtime(fresh, base, folder)
    }

    private static var temporaryPath: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    /// The base, if it can be built upon.
    private static func usableBase(
        _ store: ViewStore, _ projections: [any Projection], _ logStore: LogStore, _ logs: LogList,
        _ options: Ledger.Options
    ) throws -> ViewBase? {
        let (base, isCurrent) = try store.read { transaction in
            let base = try ViewBase(store: store, in: transaction)
            let isCurrent = try projections.allSatisfy { projection in
                let record = try GenerationRecord(view: projection.name, store: store, in: transaction)
                return record?.version == projection.version && record?.end == base.end
                    && record?.order == logs.order
            }
            return (base, isCurrent)
        }
        let relation = try logStore.read { transaction in
            let end = try logStore.tables.end(in: transaction)
            return try base.relation(to: logs.all, end: end, logStore.tables, in: transaction)
        }
        switch relation {
        case .built: return isCurrent || !options.readOnly ? base : nil
        case .foreign: return nil
        case .rewound:
            if options.readOnly { return nil }
            throw LedgerError(
                .rewound,
                "The log in \(logStore.path) does not continue the one that the views in \(store.path) were built from: it was put back to an earlier state, or replaced.",
                remedy:
                    "Writing on would sign a second history. Find the newest copy of the log; only if nothing signed later has left this node, remove the files in \(store.path) and start again."
            )
        }
    }

    // MARK: The tail

    /// Takes in the headers of the entries up to `end` that the heads do not reflect.
    func takeTail(to end: UInt64) throws {
        let start = heads.end
        while heads.end < end {
            let position = heads.end
            let stop = min(end, position + 100_000)
            heads.forgetClean()
            var tail = Tail(
                heads: try HeadDraft(heads, store: store, moves: HeadMoves()), hosted: logs.all.map(\.isHosted))
            try logStore.read { transaction in
                var cursor = try transaction.cursor(logStore.tables.entries)
                var more = try cursor.seek(atOrAfter: position)
                for expected in position..<stop {
                    // A position that was damaged may lie so far behind the others that nobody would wait for it.
                    guard more, cursor.integerKey == expected else {
                        throw LogStore.Tables.damaged(expected, "it is missing")
                    }
                    try tail.take(cursor.value, at: expected)
                    more = try cursor.next()
                }
            }
            heads.publish(tail.heads.moves, end: stop, nextStream: tail.heads.nextStream)
            if heads.waiting >= entriesAtStart, !store.isReadOnly { try flush() }
            if end - start > 200_000 {
                options.progress(.init(label: "reading the log's headers", done: stop - start, total: end - start))
            }
        }
    }

    /// Takes in what another process has written since, where this one only reads.
    func refresh() throws {
        guard options.readOnly else { return }
        try logs.refresh(from: logStore)
        tailLock.lock()
        defer { tailLock.unlock() }
        if store.isReadOnly {
            let base = try store.read { try ViewBase(store: store, in: $0) }
            if base.end > heads.baseEnd { heads.adopt(baseEnd: base.end, nextStream: base.nextStream) }
        }
        try takeTail(to: logStore.read { try logStore.tables.end(in: $0) })
    }
}

/// The heads that a stretch of the log moves.
private struct Tail: ~Copyable {
    private(set) var heads: HeadDraft
    /// By local number, whether the log is hosted. One that is newer than this is mirrored.
    private let hosted: [Bool]

    init(heads: consuming HeadDraft, hosted: [Bool]) {
        self.heads = heads
        self.hosted = hosted
    }

    mutating func take(_ record: RawSpan, at position: UInt64) throws {
        guard let local = LocalFields(record) else {
            throw LogStore.Tables.damaged(position, "it does not have its checksum")
        }
        let view: EntryView
        let stream: StreamName
        do {
            view = try EntryView(record.extracting(droppingFirst: LocalFields.size))
            stream = try StreamName(view.streamBytes)
        } catch {
            throw LogStore.Tables.damaged(position, error.message)
        }
        heads.moves.entries += 1
        let (slot, known) = try heads.find(stream)
        // A reader's base may be newer than where its tail begins: then it reflects this entry already.
        if let known, known.position >= position { return }
        if var head = known {
            head.extend(log: local.log, number: local.number, position: position)
            _ = heads.moves.streams.move(slot, to: head)
        } else {
            _ = heads.moves.streams.move(
                slot,
                to: StreamHead(stream: heads.nextStream, log: local.log, number: local.number, position: position))
            heads.nextStream += 1
        }
        // The chains of a mirrored log are its mirror's business.
        guard Int(local.log) < hosted.count, hosted[Int(local.log)] else { return }
        try view.forEachReader { (party, _) throws in
            let reader = party.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            let chain = try heads.find(ReaderChain(log: local.log, reader: reader)).slot
            _ = heads.moves.chains.move(chain, to: local.number)
        }
    }
}
