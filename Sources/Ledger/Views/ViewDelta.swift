import EntryFormat

/// What the streams that have moved since the base have in a view: their rows, in the order of the keys, and which rows of the
/// base these replace. It is brought up to date when the view is read, for the kinds of streams that are asked for: that costs what of
/// these has moved since they were read before.
struct ViewDelta: Sendable {
    /// What one stream has.
    private struct Dirty: Sendable {
        let number: UInt64
        /// How many entries of the stream the rows reflect.
        let count: UInt64
        let rows: [ViewRow]
    }

    /// One past the newest position of the base that this lies over.
    let baseEnd: UInt64
    /// How many of the heads' moves it knows of.
    var seen = 0
    /// The rows of all dirty streams that were computed, in the order of their keys.
    private(set) var rows = SortedRows()
    /// The keys in the base that are not to be read there.
    private(set) var hidden: Set<[UInt8]> = []
    private var streams: [StreamName: Dirty] = [:]
    /// Dirty streams whose keys in the base are not hidden yet.
    private var unhidden: [StreamName] = []
    /// Streams that have moved since their rows were computed, by kind.
    private var waiting: [String: Set<StreamName>] = [:]

    init(baseEnd: UInt64) { self.baseEnd = baseEnd }

    /// The rows that a stream has once it holds `count` entries, if they were computed.
    func rows(of stream: StreamName, count: UInt64) -> [ViewRow]? {
        guard let dirty = streams[stream], dirty.count == count else { return nil }
        return dirty.rows
    }

    /// Takes note of streams that have moved.
    mutating func note(_ moved: [StreamName], where isCovered: (String) -> Bool) {
        for name in moved {
            let kind = name.kind
            if isCovered(kind) { waiting[kind, default: []].insert(name) }
        }
    }

    /// The streams of these kinds, of all where nil, whose rows have to be computed.
    func waiting(of kinds: Set<String>?) -> [StreamName] {
        guard let kinds else { return waiting.values.flatMap(\.self) }
        return kinds.flatMap { waiting[$0] ?? [] }
    }

    /// Takes in the new rows of streams of these kinds, of all where nil: of those of them that waited.
    mutating func replace(
        _ changed: [(name: StreamName, head: StreamHead, rows: [ViewRow])], of kinds: Set<String>?
    ) {
        for kind in kinds ?? Set(waiting.keys) { waiting[kind] = nil }
        for (name, head, new) in changed {
            let before = streams[name]
            // A key may pass from one row to another of the same stream; two streams never have the same.
            for row in before?.rows ?? [] { rows.remove(row.key) }
            for row in new { rows.insert(row) }
            if before == nil { unhidden.append(name) }
            streams[name] = Dirty(number: head.stream, count: head.count, rows: new)
        }
    }

    /// Hides the rows that the base has of dirty streams; `keys` gives their keys by the stream's number.
    mutating func hide(_ keys: (UInt64) throws -> [[UInt8]]) rethrows {
        while let name = unhidden.last {
            if let dirty = streams[name] { hidden.formUnion(try keys(dirty.number)) }
            unhidden.removeLast()
        }
    }
}
