/// Takes values off the front of bytes from outside; nil where they are too short.
struct ByteReader {
    private let all: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { all = bytes }

    var isAtEnd: Bool { place == all.count }
    var left: Int { all.count - place }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= left else { return nil }
        defer { place += count }
        return Array(all[place..<place + count])
    }

    /// A little-endian number.
    mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number? {
        let width = Number.bitWidth / 8
        guard width <= left else { return nil }
        var number: Number = 0
        for offset in 0..<width { number |= Number(truncatingIfNeeded: all[place + offset]) << Number(8 * offset) }
        place += width
        return number
    }

    /// Bytes after their length as four bytes, as text.
    mutating func text(atMost limit: Int) -> String? {
        guard let count = integer(UInt32.self), count <= UInt32(limit), let bytes = bytes(Int(count)) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    mutating func append(littleEndian number: some FixedWidthInteger & UnsignedInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    mutating func append(text: String) {
        append(littleEndian: UInt32(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
