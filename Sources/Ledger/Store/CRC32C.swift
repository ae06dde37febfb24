/// CRC-32C (Castagnoli), the checksum of what a node keeps beside the entries and no tree hash covers.
///
/// Reflected polynomial 0x82F63B78, initial value and final xor all ones (RFC 3720, appendix B.4). Eight bytes are taken at a
/// time, each through a table of its own ("slicing by eight").
struct CRC32C {
    private static let tables: [UInt32] = {
        var tables: [UInt32] = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
        }
        for place in 256..<2048 {
            let before = tables[place - 256]
            tables.append((before >> 8) ^ tables[Int(before & 0xff)])
        }
        return tables
    }()

    /// The checksum of `bytes`. Linear in their number.
    static func checksum(_ bytes: RawSpan) -> UInt32 {
        var sum = CRC32C()
        sum.add(bytes)
        return sum.checksum
    }

    private var value: UInt32 = ~0

    /// The checksum of all bytes that were added.
    var checksum: UInt32 { ~value }

    /// Adds the bytes that follow those before. Linear in their number.
    mutating func add(_ bytes: RawSpan) {
        value = Self.tables.withUnsafeBufferPointer { [value] tables in
            var value = value
            var offset = 0
            let count = bytes.byteCount
            while offset + 8 <= count {
                let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let mixed = word ^ UInt64(value)
                value = 0
                for place in 0..<8 {
                    value ^= tables[(7 - place) << 8 | Int(truncatingIfNeeded: mixed >> UInt64(8 * place) & 0xff)]
                }
                offset += 8
            }
            while offset < count {
                let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                value = (value >> 8) ^ tables[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
                offset += 1
            }
            return value
        }
    }
}

extension [UInt8] {
    /// Appends the checksum of what stands here, 4 bytes, little-endian.
    mutating func appendChecksum() { append(littleEndian: CRC32C.checksum(span.bytes)) }
}

extension RawSpan {
    /// What stands before the checksum in the last 4 bytes, or nil where it does not hold.
    @_lifetime(copy self)
    func checked() -> RawSpan? {
        guard byteCount >= 4 else { return nil }
        let content = extracting(0..<byteCount - 4)
        let stored = unsafeLoadUnaligned(fromByteOffset: byteCount - 4, as: UInt32.self)
        guard CRC32C.checksum(content) == UInt32(littleEndian: stored) else { return nil }
        return content
    }
}
