/// What this node keeps beside an entry's bytes; no part of what is hashed or mirrored.
///
/// Layout (32 bytes, little-endian): received-at (8, milliseconds since 1970), number in its log (8),
/// back pointer (8: 0, or 1 + the position of the stream's previous entry on this node), log (4, local number), CRC-32C of
/// the 28 bytes before it (4).
struct LocalFields: Equatable, Sendable {
    static let size = 32

    /// When this node committed the entry, in milliseconds since 1970.
    var receivedAt: Int64
    /// The entry's number in its log.
    var number: UInt64
    /// The position of the stream's previous entry on this node.
    var previous: UInt64?
    /// The log's local number.
    var log: UInt32

    /// Appends the fields with their checksum.
    func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: Self.size) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                write(into: UnsafeMutableRawBufferPointer(buffer))
                count = Self.size
            }
        }
    }

    private func write(into target: UnsafeMutableRawBufferPointer) {
        target.storeBytes(of: receivedAt.littleEndian, toByteOffset: 0, as: Int64.self)
        target.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: (previous.map { $0 + 1 } ?? 0).littleEndian, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: log.littleEndian, toByteOffset: 24, as: UInt32.self)
        let checksum = CRC32C.checksum(target.bytes.extracting(0..<28))
        target.storeBytes(of: checksum.littleEndian, toByteOffset: 28, as: UInt32.self)
    }

    init(receivedAt: Int64, number: UInt64, previous: UInt64?, log: UInt32) {
        self.receivedAt = receivedAt
        self.number = number
        self.previous = previous
        self.log = log
    }

    /// Reads the fields in front of an entry, or nil where they are short or their checksum does not hold.
    init?(_ record: RawSpan) {
        guard record.byteCount >= Self.size else { return nil }
        let stored = UInt32(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 28, as: UInt32.self))
        guard CRC32C.checksum(record.extracting(0..<28)) == stored else { return nil }
        receivedAt = Int64(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 0, as: Int64.self))
        number = UInt64(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let back = UInt64(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self))
        previous = back == 0 ? nil : back - 1
        log = UInt32(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 24, as: UInt32.self))
    }
}
