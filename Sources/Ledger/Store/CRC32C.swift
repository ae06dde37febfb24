/// CRC-32C (Castagnoli), the checksum of the local fields that no tree hash covers.
///
/// Reflected polynomial 0x82F63B78, initial value and final xor all ones (RFC 3720, appendix B.4).
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        var value = UInt32(byte)
        for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
        return value
    }

    /// The checksum of `bytes`. Linear in their number.
    static func checksum(_ bytes: RawSpan) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var value: UInt32 = ~0
            for offset in 0..<bytes.byteCount {
                let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                value = (value >> 8) ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
            }
            return ~value
        }
    }
}
