/// A row as bytes: the length of its key (2, little-endian), of its value (4), the key and the value.
enum RowRecord {
    /// Bytes before the key.
    static let headSize = 6

    static func append(_ row: ViewRow, to bytes: inout [UInt8]) {
        bytes.append(littleEndian: UInt16(row.key.count))
        bytes.append(littleEndian: UInt32(row.value.count))
        bytes += row.key
        bytes += row.value
    }

    /// Where the key and the value of the record at `place` stand, of which `bytes` have the head.
    static func ranges(_ bytes: RawSpan, at place: Int) -> (key: Range<Int>, value: Range<Int>) {
        let key = Int(UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt16.self)))
        let value = Int(UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place + 2, as: UInt32.self)))
        let start = place + headSize
        return (start..<start + key, start + key..<start + key + value)
    }

    /// How many bytes the record at `place` has.
    static func size(_ bytes: RawSpan, at place: Int) -> Int { ranges(bytes, at: place).value.upperBound - place }

    @_lifetime(copy bytes)
    static func key(_ bytes: RawSpan, at place: Int) -> RawSpan { bytes.extracting(ranges(bytes, at: place).key) }
}
