import Glibc

/// One run of a view's rows, each with a key of its own, read from its first to its last: in memory, or piece by piece from a file.
struct RowRun {
    /// Bytes that are read at a time.
    private static let pieceSize = 32 << 10

    private var bytes: [UInt8]
    /// What of the file was not read yet.
    private var rest: Range<Int>
    private let file: Int32
    private let path: String
    /// Of the run as it was written, and of what was read of it.
    private let checksum: UInt32
    private var read = CRC32C()
    private var place = 0
    private var key = 0..<0
    private var value = 0..<0

    /// A run in memory.
    init(_ records: [UInt8]) {
        bytes = records
        rest = 0..<0
        file = -1
        path = ""
        checksum = 0
    }

    /// A run in a file.
    /// - Parameter checksum: of its bytes as they were written.
    init(file: Int32, path: String, range: Range<Int>, checksum: UInt32) {
        bytes = []
        rest = range
        self.file = file
        self.path = path
        self.checksum = checksum
    }

    /// Goes to the next row; `false` at the end.
    /// - Throws: `viewsDamaged` where the file is not what was written, at the latest at the end; `directoryUnusable`.
    mutating func advance() throws -> Bool {
        guard try reach(place + RowRecord.headSize) else { return false }
        let size = RowRecord.size(bytes.span.bytes, at: place)
        guard try reach(place + size) else { throw damaged() }
        (key, value) = RowRecord.ranges(bytes.span.bytes, at: place)
        place = value.upperBound
        return true
    }

    /// Has the bytes up to `end` in memory; `false` where the run ends before.
    private mutating func reach(_ end: Int) throws -> Bool {
        var missing = end - bytes.count
        guard missing > 0 else { return true }
        guard !rest.isEmpty else { return false }
        // What was lent is not needed any more.
        let start = place
        bytes.removeFirst(start)
        place = 0
        missing = max(missing, Self.pieceSize)
        var piece = [UInt8](repeating: 0, count: min(missing, rest.count))
        var done = 0
        while done < piece.count {
            let count = piece.withUnsafeMutableBytes {
                pread(file, $0.baseAddress! + done, $0.count - done, off_t(rest.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw count < 0 ? DurableFile.failure("read", path) : damaged() }
            done += count
        }
        bytes += piece
        rest = rest.lowerBound + piece.count..<rest.upperBound
        read.add(piece.span.bytes)
        guard !rest.isEmpty || read.checksum == checksum else { throw damaged() }
        return bytes.count >= end - start
    }

    private func damaged() -> LedgerError {
        LedgerError(
            .viewsDamaged, "The file \(path), in which rows of a view were sorted, is not what was written to it.",
            remedy: "Look at the disk; then run replay again.")
    }

    func hasKey(_ other: [UInt8]) -> Bool { bytes.span.bytes.extracting(key).equals(other.span.bytes) }

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
