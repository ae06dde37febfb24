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
        return withUnsafeBytes { mine in other.withUnsafeBytes { mine.elementsEqual($0) } }
    }
}
