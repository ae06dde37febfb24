import EntryFormat

/// What the streams that have moved since the base have in a view: their rows, in the order of the keys, and which rows of the
/// base these replace. It is brought up to date when the view is read, and costs what has moved since it was read before.
struct ViewDelta: Sendable {
    /// What one stream has.
    private struct Dirty: Sendable {
        let number: UInt64
        /// How many entries of the stream the rows reflect.
        let count: UInt64
        let rows: [ViewRow]
        /// Whether `hidden` has the keys that the base has of it.
        var isHidden = false
    }

    /// One past the newest position of the base that this lies over.
    let baseEnd: UInt64
    /// How many of the heads' moves it reflects.
    var seen = 0
    /// The rows of all dirty streams, in the order of their keys.
    private(set) var rows: [ViewRow] = []
    /// The keys in the base that are not to be read there.
    private(set) var hidden: Set<[UInt8]> = []
    private var streams: [StreamName: Dirty] = [:]
    /// Dirty streams whose keys in the base are not hidden yet.
    private var unhidden: [StreamName] = []

    init(baseEnd: UInt64) { self.baseEnd = baseEnd }

    /// The rows that a stream has once it holds `count` entries, if they were computed.
    func rows(of stream: StreamName, count: UInt64) -> [ViewRow]? {
        guard let dirty = streams[stream], dirty.count == count else { return nil }
        return dirty.rows
    }

    /// Takes in the new rows of streams.
    mutating func replace(_ changed: [(name: StreamName, head: StreamHead, rows: [ViewRow])]) {
        guard !changed.isEmpty else { return }
        var gone: Set<[UInt8]> = []
        var added: [ViewRow] = []
        for (name, head, rows) in changed {
            let before = streams[name]
            for row in before?.rows ?? [] { gone.insert(row.key) }
            if before == nil { unhidden.append(name) }
            streams[name] = Dirty(
                number: head.stream, count: head.count, rows: rows, isHidden: before?.isHidden ?? false)
            added += rows
        }
        added.sort { $0.key.span.bytes.order(to: $1.key.span.bytes) < 0 }
        var merged: [ViewRow] = []
        merged.reserveCapacity(rows.count + added.count)
        var next = 0
        for row in rows where gone.isEmpty || !gone.contains(row.key) {
            while next < added.count, added[next].key.lexicographicallyPrecedes(row.key) {
                merged.append(added[next])
                next += 1
            }
            merged.append(row)
        }
        merged += added[next...]
        rows = merged
    }

    /// Hides the rows that the base has of dirty streams; `keys` gives their keys by the stream's number.
    mutating func hide(_ keys: (UInt64) throws -> [[UInt8]]) rethrows {
        while let name = unhidden.last {
            if let dirty = streams[name] { hidden.formUnion(try keys(dirty.number)) }
            unhidden.removeLast()
        }
    }

    /// The first place in `rows` whose key does not stand before `key`.
    func place(of key: [UInt8]) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = low + (high - low) / 2
            if rows[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
