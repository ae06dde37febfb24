import EntryFormat
import Foundation
import LMDB
import Synchronization
import TransparencyLog

/// What building a view took and gave.
struct Rebuilt: Sendable {
    /// Entries read.
    let entries: UInt64
    let rows: Int
    let digest: Digest
}

extension ViewRuntime {
    /// Streams that are read and written at a time, where rows are replaced.
    private static let streamsAtOnce = 2_000
    /// Rows of a view that is built from nothing are committed in so many.
    private static let rowsOfCommit = 50_000
    /// Entries behind the base that are taken into it before views are built from nothing: then these are built whole, in order.
    private static let entriesWorthTaking = 10_000
    /// Streams that are not worth a thread of their own.
    private static let streamsForOneThread = 64

    /// A generation that is being filled.
    private struct Target {
        let view: LiveView
        let generation: UInt32
        /// Streams with no entry from this position on are in it already.
        let from: UInt64
        /// Whether it has no rows: then they are sorted, and written one behind the other.
        let isEmpty: Bool
        /// The order of logs when it was begun.
        let order: UInt64
        /// How much of each stream it reflects.
        var limit = StreamLimit.now
        /// Which entries it reflects; nil for all.
        var keeps: (@Sendable (StoredEntry) -> Bool)?
    }

    // MARK: At the start

    /// Brings every view up to the base: from where it stands, or from the beginning where it is missing or of another version.
    ///
    /// The views that have to be built are built together, so that the log is read once.
    func bringUp() throws {
        if store.isReadOnly {
            for view in views { view.becomeReady() }
            return
        }
        if heads.waiting >= Self.entriesWorthTaking, !options.readOnly, try isAnyMissing() { try flush() }
        let end = heads.baseEnd
        let order = logs.order
        var targets: [Target] = []
        try store.write { transaction in
            for view in views {
                let record = try GenerationRecord(view: view.name, store: store, in: transaction)
                if let record, isUsable(record, of: view, end: end) {
                    targets.append(
                        Target(
                            view: view, generation: record.generation, from: record.end, isEmpty: false, order: order))
                } else {
                    let generation = Self.generation(beside: record)
                    try ProjectionTables.clear(view.name, generation: generation, in: &transaction)
                    targets.append(Target(view: view, generation: generation, from: 0, isEmpty: true, order: order))
                }
            }
        }
        let behind = targets.filter { $0.from < end }
        _ = try fill(behind)
        if targets.contains(where: { $0.from < end || end == 0 }) {
            try store.write { transaction in
                for target in targets { try makeLive(target, end: end, in: &transaction) }
            }
        }
        for view in views { view.becomeReady() }
    }

    /// Whether what is stored of a view can be brought up to the base.
    private func isUsable(_ record: GenerationRecord, of view: LiveView, end: UInt64) -> Bool {
        record.version == view.projection.version && record.order == logs.order && record.end <= end
    }

    /// Whether some view has to be built from nothing. One that was live and reflects nothing yet has not: a start after a crash waits
    /// for no view.
    private func isAnyMissing() throws -> Bool {
        let end = heads.baseEnd
        return try store.read { transaction in
            try views.contains { view in
                let record = try GenerationRecord(view: view.name, store: store, in: transaction)
                return record.map { !isUsable($0, of: view, end: end) } ?? true
            }
        }
    }

    // MARK: Beside the live one

    /// Builds a view from the log beside the live one, which goes on serving and being flushed, and swaps it in.
    func rebuild(_ view: LiveView) throws -> Rebuilt {
        try build(view) { target, built in
            let end = heads.baseEnd
            try view.delta.withLock { delta in
                try store.write { try makeLive(target, end: end, in: &$0) }
                // What is hidden in the old generation may not stand in the new one.
                delta = ViewDelta(baseEnd: end)
            }
            return built
        }
    }

    /// Builds a view beside the live one, compares the two, and drops it again.
    func check(_ view: LiveView) throws -> (rebuilt: Rebuilt, live: Digest) {
        try build(view, isDropped: true) { _, built in
            let live = try store.read { transaction in
                try liveTables(of: view, end: heads.baseEnd, in: transaction).digest(in: transaction)
            }
            return (built, live)
        }
    }

    /// Builds a view as it was beside the live one, and drops it again.
    func past(
        _ view: LiveView, asOf limit: StreamLimit, keeps: (@Sendable (StoredEntry) -> Bool)?
    ) throws -> Rebuilt {
        try build(view, asOf: limit, keeps: keeps, isDropped: true) { $1 }
    }

    /// Builds a view beside the live one; then, with the base held still, brings it up to the base and runs `body`.
    /// - Parameter isDropped: Whether nothing of it stays, whatever comes.
    private func build<R>(
        _ view: LiveView, asOf limit: StreamLimit = .now, keeps: (@Sendable (StoredEntry) -> Bool)? = nil,
        isDropped: Bool = false,
        _ body: (Target, Rebuilt) throws -> R
    ) throws -> R {
        buildLock.lock()
        defer { buildLock.unlock() }
        try flush()
        let order = logs.order
        let target = try store.write { transaction in
            let record = try GenerationRecord(view: view.name, store: store, in: transaction)
            let generation = Self.generation(beside: record)
            try ProjectionTables.clear(view.name, generation: generation, in: &transaction)
            return Target(
                view: view, generation: generation, from: 0, isEmpty: true, order: order, limit: limit, keeps: keeps)
        }
        defer {
            // On an error too; where this fails, the next build clears it.
            if isDropped {
                try? store.write { try ProjectionTables.clear(view.name, generation: target.generation, in: &$0) }
            }
        }
        let start = heads.baseEnd
        var entries = try fill([target])
        baseLock.lock()
        defer { baseLock.unlock() }
        try flushLocked()
        if heads.baseEnd > start {
            entries += try fill([
                Target(
                    view: view, generation: target.generation, from: start, isEmpty: false, order: order, limit: limit,
                    keeps: keeps)
            ])
        }
        let built = try store.read { transaction in
            guard let tables = try ProjectionTables.open(view.name, generation: target.generation, in: transaction)
            else { throw store.damaged("the view \(view.name)") }
            return Rebuilt(
                entries: entries, rows: try transaction.count(tables.rows), digest: try tables.digest(in: transaction))
        }
        return try body(target, built)
    }

    /// The generation that is not live. There are two, which take turns.
    private static func generation(beside live: GenerationRecord?) -> UInt32 {
        live.map { 1 - min($0.generation, 1) } ?? 0
    }

    /// Makes a generation the one that is read, and empties the one that was.
    private func makeLive(_ target: Target, end: UInt64, in transaction: inout WriteTransaction) throws {
        let view = target.view
        let old = try GenerationRecord(view: view.name, store: store, in: transaction)
        try GenerationRecord(
            version: view.projection.version, generation: target.generation, end: end, order: target.order
        ).write(view: view.name, store: store, in: &transaction)
        if let old, old.generation != target.generation {
            try ProjectionTables.clear(view.name, generation: old.generation, in: &transaction)
        }
    }

    /// Writes the rows of every stream of the base that has entries from the targets' positions on. Those of an empty target are
    /// gathered and sorted first.
    ///
    /// - Returns: the entries read.
    private func fill(_ targets: [Target]) throws -> UInt64 {
        guard let from = targets.map(\.from).min() else { return 0 }
        let label = "building the views \(targets.map(\.view.name).joined(separator: ", "))"
        let runs = targets.map { $0.isEmpty ? RowRuns(folder: store.path, bytesInMemory: options.bytesOfRuns) : nil }
        let most =
            targets.contains(where: \.isEmpty)
            ? options.streamsOfRun * ProcessInfo.processInfo.activeProcessorCount : Self.streamsAtOnce
        var entries: UInt64 = 0
        var next: UInt64 = 0
        while true {
            try checkStopping()
            let (streams, total, isComplete) = try streams(from: &next, movedSince: from, most: most)
            let parts = try streams.mapPartsInParallel(ofAtLeast: Self.streamsForOneThread) {
                try compute($0, for: targets)
            }
            entries += parts.reduce(0) { $0 + $1.entries }
            try store.write { transaction in
                for (index, target) in targets.enumerated() {
                    let tables = try ProjectionTables.make(
                        target.view.name, generation: target.generation, in: &transaction)
                    guard !target.isEmpty else {
                        for part in parts { try tables.append(listsOf: part.gathered[index], in: &transaction) }
                        continue
                    }
                    try tables.replace(
                        parts.flatMap { $0.changes[index] }, in: &transaction,
                        orThrow: store.damaged("the view \(target.view.name)"))
                }
            }
            for (index, runs) in runs.enumerated() {
                for part in parts { try runs?.add(part.gathered[index]) }
            }
            options.progress(.init(label: label, done: min(next, UInt64(total)), total: UInt64(total)))
            if isComplete { break }
        }
        for (target, runs) in zip(targets, runs) {
            if let runs, !runs.isEmpty { try write(runs, to: target) }
        }
        return entries
    }

    /// The next streams of the base that have entries from a position on.
    private func streams(
        from next: inout UInt64, movedSince position: UInt64, most: Int
    ) throws -> (streams: [(name: StreamName, head: StreamHead)], total: Int, isComplete: Bool) {
        var streams: [(name: StreamName, head: StreamHead)] = []
        return try store.read { transaction in
            var cursor = try transaction.cursor(store.heads)
            var more = try cursor.seek(atOrAfter: next)
            while more, streams.count < most {
                guard let (name, head) = StreamHead.named(cursor.value) else {
                    throw store.damaged("the head of the stream number \(cursor.integerKey)")
                }
                next = cursor.integerKey + 1
                if head.position >= position { streams.append((name, head)) }
                more = try cursor.next()
            }
            return (streams, try transaction.count(store.heads), !more)
        }
    }

    /// Writes sorted rows to the empty table of a target.
    private func write(_ runs: RowRuns, to target: Target) throws {
        try runs.begin()
        var isComplete = false
        var done: UInt64 = 0
        while !isComplete {
            try checkStopping()
            let written = try store.write { transaction in
                let tables = try ProjectionTables.make(
                    target.view.name, generation: target.generation, in: &transaction)
                return try tables.append(Self.rowsOfCommit, of: runs, in: &transaction)
            }
            isComplete = written < Self.rowsOfCommit
            done += UInt64(written)
            options.progress(
                .init(label: "writing the view \(target.view.name)", done: done, total: max(done, UInt64(runs.count))))
        }
    }

    private func checkStopping() throws {
        if reordering.isStopping.load(ordering: .relaxed) { throw LedgerError.ledgerClosed }
    }

    /// What some streams have in the targets.
    private struct Computed {
        var entries: UInt64 = 0
        /// By target: of those that have rows already.
        var changes: [[StreamRows]]
        /// By target: of those that are empty, in the order of their keys.
        var gathered: [GatheredRows]
    }

    private func compute(
        _ streams: ArraySlice<(name: StreamName, head: StreamHead)>, for targets: [Target]
    ) throws -> Computed {
        var computed = Computed(
            changes: Array(repeating: [], count: targets.count),
            gathered: Array(repeating: GatheredRows(), count: targets.count))
        for (name, head) in streams {
            let kind = name.kind
            var contents: StreamContents?
            for (index, target) in targets.enumerated()
            where head.position >= target.from && target.view.projection.covers(kind: kind) {
                var known = try contents ?? reader.contents(of: name, head: head, limit: target.limit)
                // A target of some entries only is built alone.
                if contents == nil, let keeps = target.keeps { known = known.keeping(keeps) }
                if contents == nil { computed.entries += UInt64(known.entries.count) }
                contents = known
                let rows = try target.view.rows(of: known)
                if target.isEmpty {
                    computed.gathered[index].add(rows, of: head.stream)
                } else {
                    computed.changes[index].append(StreamRows(stream: head.stream, rows: rows))
                }
            }
        }
        for index in targets.indices { computed.gathered[index].sort() }
        return computed
    }
}
