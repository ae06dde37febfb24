import Glibc

/// One run of a view's rows, read from its first to its last: in memory, or piece by piece from a file.
struct RowRun {
    /// Bytes that are read at a time.
    private static let pieceSize = 32 << 10

    private var bytes: [UInt8]
    /// What of the file was not read yet.
    private var rest: Range<Int>
    private let file: Int32
    private let path: String
    private var place = 0
    private var key = 0..<0
    private var value = 0..<0

    /// A run in memory.
    init(_ records: [UInt8]) {
        bytes = records
        rest = 0..<0
        file = -1
        path = ""
    }

    /// A run in a file.
    init(file: Int32, path: String, range: Range<Int>) {
        bytes = []
        rest = range
        self.file = file
        self.path = path
    }

    /// Goes to the next row; `false` at the end.
    mutating func advance() throws -> Bool {
        guard try reach(place + RowRecord.headSize) else { return false }
        let size = RowRecord.size(bytes.span.bytes, at: place)
        guard try reach(place + size) else { throw cutShort() }
        (key, value) = RowRecord.ranges(bytes.span.bytes, at: place)
        place = value.upperBound
        return true
    }

    /// Whether the next row has the key of this one.
    mutating func isFollowedByItsKey() throws -> Bool {
        guard try reach(place + RowRecord.headSize) else { return false }
        let size = RowRecord.size(bytes.span.bytes, at: place)
        guard try reach(place + size) else { throw cutShort() }
        let span = bytes.span.bytes
        return RowRecord.key(span, at: place).equals(span.extracting(key))
    }

    /// Has the bytes up to `end` in memory; `false` where the run ends before.
    private mutating func reach(_ end: Int) throws -> Bool {
        var missing = end - bytes.count
        guard missing > 0 else { return true }
        guard !rest.isEmpty else { return false }
        // The row that was lent stays, with whatever comes behind it.
        let start = min(key.lowerBound, place)
        bytes.removeFirst(start)
        place -= start
        key = key.lowerBound - start..<key.upperBound - start
        value = value.lowerBound - start..<value.upperBound - start
        missing = max(missing, Self.pieceSize)
        var piece = [UInt8](repeating: 0, count: min(missing, rest.count))
        var done = 0
        while done < piece.count {
            let count = piece.withUnsafeMutableBytes {
                pread(file, $0.baseAddress! + done, $0.count - done, off_t(rest.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw count < 0 ? DurableFile.failure("read", path) : cutShort() }
            done += count
        }
        bytes += piece
        rest = rest.lowerBound + piece.count..<rest.upperBound
        return bytes.count >= end - start
    }

    private func cutShort() -> LedgerError {
        LedgerError(
            .viewsDamaged, "The file \(path), in which rows of a view were sorted, is shorter than what was written.",
            remedy: "Run replay again; look at the disk.")
    }

    func key(is other: [UInt8]) -> Bool { bytes.span.bytes.extracting(key).equals(other.span.bytes) }

    func copyKey(to other: inout [UInt8]) {
        other.removeAll(keepingCapacity: true)
        other += bytes[key]
    }

    func lend(_ body: (_ key: RawSpan, _ value: RawSpan) throws -> Void) rethrows {
        let span = bytes.span.bytes
        try body(span.extracting(key), span.extracting(value))
    }

    /// Less than zero where this row's key stands before the other's.
    func order(to other: RowRun) -> Int {
        bytes.span.bytes.extracting(key).order(to: other.bytes.span.bytes.extracting(other.key))
    }
}
