import Glibc

extension [UInt8] {
    /// A copy of `span`.
    init(copying span: RawSpan) {
        self = span.withUnsafeBytes { Array($0) }
    }

    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension RawSpan {
    /// Whether both have the same bytes.
    func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return order(to: other) == 0
    }

    /// Less than zero where this stands before `other` in the order of bytes, as the store orders keys; zero where they are the same.
    func order(to other: RawSpan) -> Int {
        let common = min(byteCount, other.byteCount)
        let order = withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs -> Int in
                guard common > 0, let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return 0 }
                return Int(memcmp(mine, theirs, common))
            }
        }
        return order != 0 ? order : byteCount - other.byteCount
    }
}
