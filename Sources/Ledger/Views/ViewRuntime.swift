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
final class ViewRuntime: Sendable {
    let store: ViewStore
    let heads: Heads
    let projections: [any Projection]
    private let reader: StreamReader
    private let logStore: LogStore
    private let options: Ledger.Options
    private let flushing = NSLock()
    private let generations: Mutex<[String: UInt32]>
    private let rowCache: Mutex<[String: [StreamName: CachedRows]]> = Mutex([:])
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopping = Mutex(false)

    private struct CachedRows: Sendable {
        let count: UInt64
        let rows: [ViewRow]
    }

    private init(
        store: ViewStore, heads: Heads, projections: [any Projection], reader: StreamReader, logStore: LogStore,
        options: Ledger.Options
    ) {
        self.store = store
        self.heads = heads
        self.projections = projections
        self.reader = reader
        self.logStore = logStore
        self.options = options
        generations = Mutex([:])
    }

    /// Opens the views' store, takes in the log's tail, and builds again what is missing or of another log or version.
    static func open(
        directory: DataDirectory, mapBytes: Int, store logStore: LogStore, states: [LogState], end: UInt64,
        projections: [any Projection], logs: [LogIdentity], decider: @escaping @Sendable (StreamName) -> String,
        options: Ledger.Options
    ) throws -> ViewRuntime {
        let reader = StreamReader(store: logStore, logs: logs, decider: decider)
        if let opened = try? ViewStore(path: directory.views, mapBytes: mapBytes, readOnly: options.readOnly) {
            if let base = try? ViewBase(store: opened), try base.belongs(to: logStore, states: states, end: end) {
                let heads = Heads(store: opened, baseEnd: base.end, nextStream: base.nextStream)
                let runtime = ViewRuntime(
                    store: opened, heads: heads, projections: projections, reader: reader, logStore: logStore,
                    options: options)
                try runtime.takeTail(from: base.end, to: end)
                try runtime.openProjections()
                runtime.start()
                return runtime
            }
            opened.environment.close()
        }
        // Views are rebuilt in a store of their own when only reading is allowed, or in place of the lost one.
        let path = options.readOnly ? try temporaryFolder() : directory.views
        if !options.readOnly {
            unlink("\(path)/data.mdb")
            unlink("\(path)/lock.mdb")
        }
        guard let fresh = try ViewStore(path: path, mapBytes: mapBytes, readOnly: false) else {
            throw LedgerError(
                .directoryUnusable, "The views cannot be opened.", remedy: "Check the directory's rights.")
        }
        let heads = Heads(store: fresh, baseEnd: 0, nextStream: 0)
        let runtime = ViewRuntime(
            store: fresh, heads: heads, projections: projections, reader: reader, logStore: logStore, options: options)
        try runtime.takeTail(from: 0, to: end)
        try runtime.openProjections()
        runtime.start()
        return runtime
    }

    private static func temporaryFolder() throws -> String {
        var template = Array("\(NSTemporaryDirectory())triplicate-views-XXXXXX".utf8CString)
        guard template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) != nil else {
            throw DurableFile.failure("make a folder in", NSTemporaryDirectory())
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: The tail

    /// Takes in the headers of the entries from `start` on: what the base does not reflect.
    private func takeTail(from start: UInt64, to end: UInt64) throws {
        guard start < end else { return }
        var position = start
        while position < end {
            var delta = HeadDelta()
            var nextStream = heads.nextStream
            let stop = min(end, position + 100_000)
            try logStore.read { transaction in
                var cursor = try transaction.cursor(logStore.tables.entries)
                var more = try cursor.seek(atOrAfter: position)
                while more, cursor.integerKey < stop {
                    guard let local = LocalFields(cursor.value) else {
                        throw LedgerError(
                            .damaged, "The local fields of the entry at position \(cursor.integerKey) do not check.",
                            remedy: "Run verify; restore the node from a backup.")
                    }
                    let view = try EntryView(cursor.value.extracting(droppingFirst: LocalFields.size))
                    try take(view, local, at: cursor.integerKey, into: &delta, nextStream: &nextStream)
                    more = try cursor.next()
                }
            }
            position = stop
            heads.publish(delta, end: stop, nextStream: nextStream)
            if heads.waiting >= max(options.flushEntries, 100_000), !store.isReadOnly { try flush() }
            if end - start > 200_000 {
                options.progress(.init(label: "reading the log's headers", done: position - start, total: end - start))
            }
        }
    }

    private func take(
        _ view: borrowing EntryView, _ local: LocalFields, at position: UInt64, into delta: inout HeadDelta,
        nextStream: inout UInt64
    ) throws {
        let stream = try StreamName(view.streamBytes)
        var head: StreamHead
        if let known = try delta.streams[stream] ?? heads.head(of: stream) {
            head = known
        } else {
            head = StreamHead(
                stream: nextStream, count: 0, position: 0, first: .init(log: local.log, number: local.number))
            nextStream += 1
        }
        head.extend(log: local.log, number: local.number, position: position)
        delta.streams[stream] = head
        delta.entries += 1
        view.forEachReader { (party, _) in
            let reader = party.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            delta.chains[ReaderChain(log: local.log, reader: reader)] = local.number
        }
    }

    // MARK: Flushing

    private func start() {
        guard !store.isReadOnly else { return }
        let thread = Thread { [self] in
            while true {
                signal.wait()
                if isStopping.withLock({ $0 }) { break }
                // A failed flush loses nothing: the delta stays, and the next one takes it along.
                try? flush()
            }
            ended.signal()
        }
        thread.name = "triplicate views"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Wakes the flusher when enough has moved.
    func flushIfDue() {
        if heads.waiting >= options.flushEntries { signal.signal() }
    }

    /// Writes what has moved into the base, in key order, in one synced transaction.
    func flush() throws {
        guard !store.isReadOnly else { return }
        flushing.lock()
        defer { flushing.unlock() }
        guard let (delta, end, nextStream) = heads.beginFlush() else { return }
        do {
            let changes = try projections.map { try changedRows(of: $0, in: delta) }
            let base = try ViewBase(logStore: logStore, end: end, nextStream: nextStream)
            try store.write { transaction in
                try write(delta, in: &transaction)
                for (projection, changes) in zip(projections, changes) {
                    let tables = try tables(of: projection, in: &transaction)
                    for change in changes { try change.write(to: tables, in: &transaction) }
                }
                try base.write(to: store, in: &transaction)
            }
        } catch {
            heads.cancelFlush()
            throw error
        }
        heads.endFlush(end: end)
        rowCache.withLock { $0 = [:] }
    }

    private func write(_ delta: HeadDelta, in transaction: inout WriteTransaction) throws {
        let heads = delta.streams.sorted { $0.value.stream < $1.value.stream }
        for (name, head) in heads {
            try transaction.put(store.heads, key: head.stream, value: head.record(name: name).span.bytes)
        }
        for (name, head) in delta.streams.sorted(by: { $0.key < $1.key }) {
            let key = Array(name.text.utf8)
            if try transaction.get(store.streams, key: key.span.bytes) == nil {
                var number: [UInt8] = []
                number.append(littleEndian: head.stream)
                try transaction.put(store.streams, key: key.span.bytes, value: number.span.bytes)
            }
        }
        let chains = delta.chains.map { (key: $0.key.key, number: $0.value) }
        for chain in chains.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            var number: [UInt8] = []
            number.append(littleEndian: chain.number)
            try transaction.put(store.chains, key: chain.key.span.bytes, value: number.span.bytes)
        }
    }

    private func changedRows(of projection: any Projection, in delta: HeadDelta) throws -> [StreamRows] {
        var changes: [StreamRows] = []
        for (name, head) in delta.streams where projection.covers(kind: name.kind) {
            changes.append(StreamRows(stream: head.stream, rows: try rows(of: projection, stream: name, head: head)))
        }
        return changes.sorted { $0.stream < $1.stream }
    }

    private func rows(of projection: any Projection, stream: StreamName, head: StreamHead) throws -> [ViewRow] {
        if let cached = rowCache.withLock({ $0[projection.name]?[stream] }), cached.count == head.count {
            return cached.rows
        }
        let rows = try projection.rows(of: reader.contents(of: stream, head: head, limit: .now))
        rowCache.withLock { $0[projection.name, default: [:]][stream] = CachedRows(count: head.count, rows: rows) }
        return rows
    }

    // MARK: Generations

    /// Finds each view's live generation, or builds the view where it is missing or of another version.
    private func openProjections() throws {
        for projection in projections {
            let meta = try store.read { try GenerationRecord(view: projection.name, store: store, in: $0) }
            if let meta, meta.version == projection.version {
                generations.withLock { $0[projection.name] = meta.generation }
            } else if store.isReadOnly {
                throw LedgerError(
                    .directoryUnusable, "The view \(projection.name) has to be built again, which a reader cannot do.",
                    remedy: "Open the directory once for writing: triplicate replay.")
            } else {
                try rebuild(projection, after: meta?.generation)
            }
        }
    }

    /// Builds a view from the log beside the live one, and swaps it in.
    ///
    /// - Returns: the entries read and the digest of the new rows.
    @discardableResult
    func rebuild(_ projection: any Projection, after old: UInt32? = nil) throws -> Rebuilt {
        let live = old ?? generations.withLock { $0[projection.name] }
        let next = (live ?? 0) + 1
        let built = try build(projection, generation: next)
        flushing.lock()
        defer { flushing.unlock() }
        try store.write { transaction in
            try GenerationRecord(version: projection.version, generation: next).write(
                view: projection.name, store: store, in: &transaction)
            if let live { try ProjectionTables.drop(projection.name, generation: live, in: &transaction) }
        }
        generations.withLock { $0[projection.name] = next }
        return built
    }

    /// Builds a view beside the live one, compares the two digests, and drops it again.
    func check(_ projection: any Projection) throws -> (rebuilt: Rebuilt, live: Digest) {
        try flush()
        guard let live = generations.withLock({ $0[projection.name] }) else { throw unknown(projection.name) }
        let built = try build(projection, generation: live + 1)
        flushing.lock()
        defer { flushing.unlock() }
        let digest = try store.read { transaction in
            try ProjectionTables.open(projection.name, generation: live, in: transaction)?.digest(in: transaction)
                ?? Digest.sha256([])
        }
        try store.write { try ProjectionTables.drop(projection.name, generation: live + 1, in: &$0) }
        return (built, digest)
    }

    /// What building a view took and gave.
    struct Rebuilt: Sendable {
        let entries: UInt64
        let rows: Int
        let digest: Digest
    }

    private func build(_ projection: any Projection, generation: UInt32) throws -> Rebuilt {
        try flush()
        // What is flushed meanwhile goes to the live generation only, so the build holds flushes back.
        flushing.lock()
        defer { flushing.unlock() }
        let total = try store.read { transaction in try transaction.count(store.heads) }
        try store.write { transaction in
            try ProjectionTables.drop(projection.name, generation: generation, in: &transaction)
            _ = try ProjectionTables.make(projection.name, generation: generation, in: &transaction)
        }
        var entries: UInt64 = 0
        var next: UInt64 = 0
        while next < UInt64(total) {
            var batch: [StreamRows] = []
            let stop = min(UInt64(total), next + 2_000)
            for number in next..<stop {
                guard let (name, head) = try store.read({ try store.namedHead(number, in: $0) }) else { continue }
                entries += head.count
                guard projection.covers(kind: name.kind) else { continue }
                let contents = try reader.contents(of: name, head: head, limit: .now)
                batch.append(StreamRows(stream: number, rows: try projection.rows(of: contents)))
            }
            try store.write { transaction in
                let tables = try ProjectionTables.make(projection.name, generation: generation, in: &transaction)
                for rows in batch { try rows.write(to: tables, in: &transaction) }
            }
            next = stop
            options.progress(.init(label: "building the view \(projection.name)", done: next, total: UInt64(total)))
        }
        return try store.read { transaction in
            guard let tables = try ProjectionTables.open(projection.name, generation: generation, in: transaction)
            else {
                throw unknown(projection.name)
            }
            return Rebuilt(
                entries: entries, rows: try transaction.count(tables.rows), digest: try tables.digest(in: transaction))
        }
    }

    private func tables(
        of projection: any Projection, in transaction: inout WriteTransaction
    ) throws -> ProjectionTables {
        guard let generation = generations.withLock({ $0[projection.name] }) else {
            // The first flush of a new directory comes before the view was opened.
            return try ProjectionTables.make(projection.name, generation: 0, in: &transaction)
        }
        return try ProjectionTables.make(projection.name, generation: generation, in: &transaction)
    }

    private func unknown(_ view: String) -> LedgerError {
        LedgerError(
            .unknownView, "There is no view \(view).",
            remedy: "The views are: \(projections.map(\.name).sorted().joined(separator: ", ")).")
    }

    // MARK: Reading

    /// The rows of a view whose keys begin with `prefix`, in order, after `last`; what was committed before the call is in them.
    func rows(view: String, prefix: [UInt8], after last: [UInt8]?, limit: Int) throws -> [ViewRow] {
        guard let projection = projections.first(where: { $0.name == view }),
            let generation = generations.withLock({ $0[view] })
        else { throw unknown(view) }
        var hidden: Set<[UInt8]> = []
        var fresh: [ViewRow] = []
        let moved = heads.moved.filter { projection.covers(kind: $0.key.kind) }
        for (name, head) in moved { fresh += try rows(of: projection, stream: name, head: head) }
        fresh = fresh.filter { row in
            row.key.starts(with: prefix) && (last.map { $0.lexicographicallyPrecedes(row.key) } ?? true)
        }
        fresh.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var kept: [ViewRow] = []
        let start = last ?? prefix
        try store.read { transaction in
            guard let tables = try ProjectionTables.open(view, generation: generation, in: transaction) else { return }
            for head in moved.values { hidden.formUnion(try tables.keys(of: head.stream, in: transaction)) }
            var cursor = try transaction.cursor(tables.rows)
            var more = try start.isEmpty ? cursor.first() : cursor.seek(atOrAfter: start.span.bytes)
            while more, kept.count < limit {
                let key = Array(copying: cursor.key)
                guard key.starts(with: prefix) else { break }
                if key != last, !hidden.contains(key) {
                    kept.append(ViewRow(key: key, value: Array(copying: cursor.value)))
                }
                more = try cursor.next()
            }
        }
        if fresh.isEmpty { return kept }
        return Array((kept + fresh).sorted { $0.key.lexicographicallyPrecedes($1.key) }.prefix(limit))
    }

    func streams(prefix: String, after last: String?, limit: Int) throws -> [StreamName] {
        let prefixBytes = Array(prefix.utf8)
        let moved = heads.moved.keys.filter {
            $0.text.hasPrefix(prefix) && (last == nil || last! < $0.text)
        }
        var names = Set(moved)
        let start = Array((last ?? prefix).utf8)
        try store.read { transaction in
            var cursor = try transaction.cursor(store.streams)
            var more = try start.isEmpty ? cursor.first() : cursor.seek(atOrAfter: start.span.bytes)
            var count = 0
            while more, count <= limit {
                let key = Array(copying: cursor.key)
                guard key.starts(with: prefixBytes) else { break }
                let name = try StreamName(key.span.bytes)
                if name.text != last { names.insert(name) }
                count += 1
                more = try cursor.next()
            }
        }
        return Array(names.sorted().prefix(limit))
    }

    func close() {
        if !store.isReadOnly {
            isStopping.withLock { $0 = true }
            signal.signal()
            ended.wait()
            // A short tail is read again faster than it is synced now.
            if heads.waiting > 1_000 { try? flush() }
        }
        store.environment.close()
    }
}
