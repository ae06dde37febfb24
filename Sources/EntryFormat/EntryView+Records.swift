/// The records of the three sections, lent one after the other.
extension EntryView {
    /// Calls `body` with each reader's name as UTF-8, and the number of the log's previous entry addressed to it.
    ///
    /// Of an entry that is not well-formed, the records before the first bad one.
    public func forEachReader<Failure: Error>(
        _ body: (_ party: RawSpan, _ previous: UInt64?) throws(Failure) -> Void
    ) throws(Failure) {
        var cursor = RecordCursor(readersBytes, fixed: RecordCursor.readerFixedBytes)
        for _ in 0..<readersCount {
            guard cursor.next() else { return }
            let previous = cursor.integer(0)
            try body(cursor.name, previous == 0 ? nil : previous - 1)
        }
    }

    /// Calls `body` with each `after` reference: the log's origin as UTF-8, the number and the leaf hash.
    ///
    /// Of an entry that is not well-formed, the records before the first bad one.
    public func forEachAfter<Failure: Error>(
        _ body: (_ origin: RawSpan, _ number: UInt64, _ leaf: LeafHash) throws(Failure) -> Void
    ) throws(Failure) {
        try EntryView.forEachReference(in: afterBytes, count: afterCount, body)
    }

    /// Calls `body` with each `basis` reference: the log's origin as UTF-8, the number and the leaf hash.
    ///
    /// Of an entry that is not well-formed, the records before the first bad one.
    public func forEachBasis<Failure: Error>(
        _ body: (_ origin: RawSpan, _ number: UInt64, _ leaf: LeafHash) throws(Failure) -> Void
    ) throws(Failure) {
        try EntryView.forEachReference(in: basisBytes, count: basisCount, body)
    }

    private static func forEachReference<Failure: Error>(
        in section: RawSpan, count: Int,
        _ body: (_ origin: RawSpan, _ number: UInt64, _ leaf: LeafHash) throws(Failure) -> Void
    ) throws(Failure) {
        var cursor = RecordCursor(section, fixed: RecordCursor.referenceFixedBytes)
        for _ in 0..<count {
            guard cursor.next() else { return }
            try body(cursor.name, cursor.integer(0), cursor.leaf(8))
        }
    }
}

/// Walks records of one shape: one byte of length, a name, then a fixed number of bytes.
struct RecordCursor: ~Escapable {
    static let readerFixedBytes = 8
    static let referenceFixedBytes = 8 + LeafHash.byteCount

    private let section: RawSpan
    private let fixed: Int
    private var nameStart = 0
    private var nameEnd = 0
    private(set) var end = 0

    @_lifetime(copy section)
    init(_ section: RawSpan, fixed: Int) {
        self.section = section
        self.fixed = fixed
    }

    /// Whether all bytes of the section have been walked.
    var isAtEnd: Bool { end == section.byteCount }

    /// Goes to the next record; `false` if the section does not hold it whole.
    @_lifetime(self: copy self)
    mutating func next() -> Bool {
        guard end < section.byteCount else { return false }
        let length = Int(section.unsafeLoad(fromByteOffset: end, as: UInt8.self))
        guard end + 1 + length + fixed <= section.byteCount else { return false }
        nameStart = end + 1
        nameEnd = nameStart + length
        end = nameEnd + fixed
        return true
    }

    /// The record's name.
    var name: RawSpan {
        @_lifetime(copy self)
        get { section.extracting(nameStart..<nameEnd) }
    }

    /// The integer at an offset within the record's fixed bytes.
    func integer(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: section.unsafeLoadUnaligned(fromByteOffset: nameEnd + offset, as: UInt64.self))
    }

    /// The leaf hash at an offset within the record's fixed bytes.
    func leaf(_ offset: Int) -> LeafHash { LeafHash(section, at: nameEnd + offset) }
}
