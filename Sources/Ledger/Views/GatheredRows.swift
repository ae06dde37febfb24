/// The rows of some streams of a view that is built from nothing: put together on one thread, and sorted there.
///
/// A row is kept as ``RowRecord`` says, so that thousands of them are one piece of memory, and can be written to a file as they are.
struct GatheredRows: Sendable {
    /// The rows' records, in the order in which they came, or, once sorted, of their keys.
    private(set) var records: [UInt8] = []
    /// Rows in ``records``.
    private(set) var count = 0
    private var words: [KeyWord] = []
    /// The lists of the streams' keys (``KeyList``), one behind the other.
    private var lists: [UInt8] = []
    /// By local number, ascending: where a stream's list ends.
    private var streams: [(number: UInt64, end: Int)] = []
    private var list: [UInt8] = []

    /// Adds the rows of a stream.
    /// - Parameter stream: its local number, greater than those before.
    mutating func add(_ rows: [ViewRow], of stream: UInt64) {
        guard !rows.isEmpty else { return }
        for row in rows {
            words.append(KeyWord(row.key, place: records.count))
            RowRecord.append(row, to: &records)
        }
        count += rows.count
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

    /// Puts the records in the order of their keys; of several with one key only the one that came last stays.
    /// - Complexity: O(*n* log *n*).
    mutating func sort() {
        let (records, words) = (records, words)
        let bytes = records.span.bytes
        let order = words.sorted { left, right in
            let order = Self.order(left, right, in: bytes)
            return order == 0 ? left.place < right.place : order < 0
        }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(records.count)
        var count = 0
        for (index, word) in order.enumerated() {
            if index + 1 < order.count, Self.order(word, order[index + 1], in: bytes) == 0 { continue }
            sorted += records[word.place..<word.place + RowRecord.size(bytes, at: word.place)]
            count += 1
        }
        self.records = sorted
        self.words = []
        self.count = count
    }

    /// Less than zero where the key of the left one stands before that of the right one.
    private static func order(_ left: KeyWord, _ right: KeyWord, in bytes: RawSpan) -> Int {
        if left.first != right.first { return left.first < right.first ? -1 : 1 }
        if left.second != right.second { return left.second < right.second ? -1 : 1 }
        return RowRecord.key(bytes, at: left.place).order(to: RowRecord.key(bytes, at: right.place))
    }
}
