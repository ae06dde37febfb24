import EntryFormat
import Foundation
import LMDB
import Synchronization

extension ViewRuntime {
    /// Writes what has moved into the base, in key order, in one synced transaction; without effect in a reader of another's base.
    func flush() throws {
        guard !store.isReadOnly else { return }
        baseLock.lock()
        defer { baseLock.unlock() }
        try flushLocked()
    }

    /// As `flush`, for a caller that holds `baseLock`.
    func flushLocked() throws {
        guard let flush = heads.beginFlush() else { return }
        let end = flush.end
        do {
            let ready = views.filter(\.isReady)
            let streams = flush.streams.map { (name: $0.key, head: $0.value) }.sorted {
                $0.head.stream < $1.head.stream
            }
            let changes = try changedRows(of: streams, in: ready)
            let base = try ViewBase(logStore: logStore, end: end, nextStream: flush.nextStream)
            try store.write { transaction in
                try write(streams, flush.chains, in: &transaction)
                for (view, changes) in zip(ready, changes) {
                    let record = try requireRecord(of: view, in: &transaction)
                    let tables = try ProjectionTables.make(
                        view.name, generation: record.generation, in: &transaction)
                    try tables.replace(
                        changes, in: &transaction, orThrow: store.damaged("the view \(view.name)"))
                    try GenerationRecord(
                        version: record.version, generation: record.generation, end: end, order: record.order
                    ).write(view: view.name, store: store, in: &transaction)
                }
                try base.write(to: store, in: &transaction)
            }
        } catch {
            heads.cancelFlush()
            noteDamage()
            throw error
        }
        heads.endFlush(end: end)
        for view in views {
            view.delta.withLock { if $0.baseEnd != end { $0 = ViewDelta(baseEnd: end) } }
        }
    }

    /// Streams that are not worth a thread of their own.
    private static let streamsForOneThread = 2_000

    /// The rows of the streams in each of the views. Many streams are computed on all processors: whoever writes without a
    /// pause waits for this.
    private func changedRows(
        of streams: [(name: StreamName, head: StreamHead)], in views: [LiveView]
    ) throws -> [[StreamRows]] {
        let parts = try streams.mapPartsInParallel(ofAtLeast: Self.streamsForOneThread) {
            try changedRows(of: $0, in: views)
        }
        return views.indices.map { index in parts.flatMap { $0[index] } }
    }

    /// As above, on this thread. A stream is read once for all views.
    private func changedRows(
        of streams: ArraySlice<(name: StreamName, head: StreamHead)>, in views: [LiveView]
    ) throws -> [[StreamRows]] {
        var changes = Array(repeating: [StreamRows](), count: views.count)
        for (name, head) in streams {
            let kind = name.kind
            var contents: StreamContents?
            for (index, view) in views.enumerated() where view.projection.covers(kind: kind) {
                var rows = view.delta.withLock { $0.rows(of: name, count: head.count) }
                if rows == nil {
                    let known = try contents ?? reader.contents(of: name, head: head, limit: .now)
                    contents = known
                    rows = try view.rows(of: known)
                }
                changes[index].append(StreamRows(stream: head.stream, rows: rows ?? []))
            }
        }
        return changes
    }

    private func write(
        _ streams: [(name: StreamName, head: StreamHead)], _ chains: [(key: ReaderChain, value: UInt64)],
        in transaction: inout WriteTransaction
    ) throws {
        for (name, head) in streams {
            try transaction.put(store.heads, key: head.stream, value: head.record(name: name).span.bytes)
        }
        for (name, head) in streams.sorted(by: { $0.name < $1.name }) {
            let name = name.text.utf8
            if try transaction.get(store.streams, key: name.span.bytes) == nil {
                var number: [UInt8] = []
                number.append(littleEndian: head.stream)
                try transaction.put(store.streams, key: name.span.bytes, value: number.span.bytes)
            }
        }
        let records = chains.map { (key: $0.key.key, value: ReaderChain.record(newest: $0.value)) }
        for (key, value) in records.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            try transaction.put(store.chains, key: key.span.bytes, value: value.span.bytes)
        }
    }

    /// The record of a view that is ready.
    func requireRecord(
        of view: LiveView, in transaction: inout WriteTransaction
    ) throws -> GenerationRecord {
        guard let record = try GenerationRecord(view: view.name, store: store, in: transaction) else {
            throw store.damaged("the view \(view.name)")
        }
        return record
    }
}
