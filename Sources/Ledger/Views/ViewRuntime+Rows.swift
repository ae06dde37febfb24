import EntryFormat
import Foundation
import LMDB
import Synchronization

extension ViewRuntime {
    /// The rows of a view whose keys begin with `prefix`, in order, after `last`; what was committed before the call to streams of
    /// these kinds, of all where nil, is in them.
    func rows(
        view name: String, prefix: [UInt8], kinds: Set<String>?, after last: [UInt8]?, limit: Int
    ) throws -> [ViewRow] {
        let view = try view(name)
        var start = prefix
        if let last, prefix.lexicographicallyPrecedes(last) { start = last }
        let range = RowRange(prefix: prefix, start: start, after: last, limit: limit)
        while true {
            try refresh()
            let rows = try view.delta.withLock { delta in
                try takeMoves(into: &delta, of: view, kinds)
                return try page(range, of: view, &delta)
            }
            if let rows { return rows }
            // A flush was committed in between, and its delta is about to be dropped. Whoever flushes takes the lock of the
            // base first and then that of a delta, so this waits with neither.
            baseLock.lock()
            baseLock.unlock()
        }
    }

    /// Brings a view's delta up to the heads, for streams of these kinds.
    private func takeMoves(into delta: inout ViewDelta, of view: LiveView, _ kinds: Set<String>?) throws {
        let (baseEnd, streams, seen) = heads.moves(after: delta.seen, of: delta.baseEnd)
        if baseEnd != delta.baseEnd { delta = ViewDelta(baseEnd: baseEnd) }
        delta.note(streams) { view.projection.covers(kind: $0) }
        delta.seen = seen
        var changed: [(name: StreamName, head: StreamHead, rows: [ViewRow])] = []
        for name in delta.waiting(of: kinds) {
            guard let head = heads.moved(name), delta.rows(of: name, count: head.count) == nil else { continue }
            changed.append(
                (name, head, try view.rows(of: reader.contents(of: name, head: head, limit: .now))))
        }
        delta.replace(changed, of: kinds)
    }

    private struct RowRange {
        let prefix: [UInt8]
        /// The first key that may be in the page.
        let start: [UInt8]
        /// The key that is not to be in it.
        let after: [UInt8]?
        let limit: Int

        func holds(_ key: RawSpan) -> Bool {
            key.byteCount >= prefix.count && key.extracting(first: prefix.count).equals(prefix.span.bytes)
        }
    }

    /// Merges base and delta; nil if the base is not the one that the delta lies over.
    private func page(_ range: RowRange, of view: LiveView, _ delta: inout ViewDelta) throws -> [ViewRow]? {
        try store.read { transaction in
            guard try ViewBase.reaches(delta.baseEnd, in: store, transaction) else { return nil }
            var page: [ViewRow] = []
            let fresh = delta.rows
            var place = fresh.place(of: range.start)
            if let first = fresh[place], first.key == range.after { place = fresh.place(after: place) }
            func takeFresh(before key: [UInt8]?) {
                while page.count < range.limit, let row = fresh[place], range.holds(row.key.span.bytes),
                    key.map({ row.key.lexicographicallyPrecedes($0) }) ?? true
                {
                    page.append(row)
                    place = fresh.place(after: place)
                }
            }
            let tables = try liveTables(of: view, end: delta.baseEnd, in: transaction)
            try delta.hide { try tables.keys(of: $0, in: transaction, orThrow: store.damaged("the view \(view.name)")) }
            var cursor = try transaction.cursor(tables.rows)
            var more = try range.start.isEmpty ? cursor.first() : cursor.seek(atOrAfter: range.start.span.bytes)
            while more, page.count < range.limit, range.holds(cursor.key) {
                let key = Array(copying: cursor.key)
                if key != range.after, !delta.hidden.contains(key) {
                    takeFresh(before: key)
                    if page.count < range.limit {
                        page.append(ViewRow(key: key, value: Array(copying: cursor.value)))
                    }
                }
                more = try cursor.next()
            }
            takeFresh(before: nil)
            return page
        }
    }

    /// The tables of the generation that is live in this transaction: another process may have swapped it.
    func liveTables(
        of view: LiveView, end: UInt64, in transaction: borrowing ReadTransaction
    ) throws -> ProjectionTables {
        guard let record = try GenerationRecord(view: view.name, store: store, in: transaction),
            let tables = try ProjectionTables.open(view.name, generation: record.generation, in: transaction)
        else { throw store.damaged("the view \(view.name)") }
        guard record.version == view.projection.version, record.end == end else {
            throw LedgerError(
                .viewsDamaged, "The view \(view.name) is not up to date: another version of the program has written.",
                remedy: "Open the ledger again.")
        }
        return tables
    }

    /// The streams whose names begin with `prefix`, in order, after `last`.
    func streams(prefix: String, after last: String?, limit: Int) throws -> [StreamName] {
        try refresh()
        func isWanted(_ name: StreamName) -> Bool {
            name.text.utf8.starts(with: prefix.utf8) && (last.map { $0 < name.text } ?? true)
        }
        // The base is read after the deltas: what was flushed in between is in it.
        let kind = prefix.firstIndex(of: "/").map { String(prefix[..<$0]) }
        var names = heads.movedStreams(of: kind, where: isWanted)
        let start = Array(max(last ?? "", prefix).utf8)
        try store.read { transaction in
            var cursor = try transaction.cursor(store.streams)
            var more = try start.isEmpty ? cursor.first() : cursor.seek(atOrAfter: start.span.bytes)
            var count = 0
            while more, count < limit {
                guard let name = try? StreamName(cursor.key) else { throw store.damaged("a stream's name") }
                guard name.text.utf8.starts(with: prefix.utf8) else { break }
                if isWanted(name) {
                    names.insert(name)
                    count += 1
                }
                more = try cursor.next()
            }
        }
        return Array(names.sorted().prefix(limit))
    }
}
