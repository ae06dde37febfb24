/// The rows of some streams of a view that is built from nothing: put together on one thread, and sorted there.
///
/// A row is kept as ``RowRecord`` says, so that thousands of them are one piece of memory, and can be written to a file as they are.
struct GatheredRows: Sendable {
    /// The rows' records, in the order in which they came.
    private var records: [UInt8] = []
    private var words: [KeyWord] = []
    /// The lists of the streams' keys (``KeyList``), one behind the other.
    private var lists: [UInt8] = []
    /// By local number, ascending: where a stream's list ends.
    private var streams: [(number: UInt64, end: Int)] = []
    private var list: [UInt8] = []

    /// Rows of all streams.
    var count: Int { words.count }

    /// Adds the rows of a stream.
    /// - Parameter stream: its local number, greater than those before.
    mutating func add(_ rows: [ViewRow], of stream: UInt64) {
        guard !rows.isEmpty else { return }
        for row in rows {
            words.append(KeyWord(row.key, place: records.count))
            RowRecord.append(row, to: &records)
        }
        KeyList.write(rows, into: &list)
        lists += list
        streams.append((stream, lists.count))
    }

    /// Calls `body` with each stream's number and the list of its keys, in the order of the numbers.
    func forEachList(_ body: (UInt64, RawSpan) throws -> Void) rethrows {
        var start = 0
        for (number, end) in streams {
            try body(number, lists.span.bytes.extracting(start..<end))
            start = end
        }
    }

    /// The records in the order of the keys; of two with one key, the one that came last stands last.
    /// - Complexity: O(*n* log *n*).
    func sorted() -> [UInt8] {
        let bytes = records.span.bytes
        let order = words.sorted { left, right in
            if left.first != right.first { return left.first < right.first }
            if left.second != right.second { return left.second < right.second }
            let order = RowRecord.key(bytes, at: left.place).order(to: RowRecord.key(bytes, at: right.place))
            return order == 0 ? left.place < right.place : order < 0
        }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(records.count)
        for word in order {
            sorted += records[word.place..<word.place + RowRecord.size(bytes, at: word.place)]
        }
        return sorted
    }
}
