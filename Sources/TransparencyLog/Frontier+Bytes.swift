extension Frontier {
    /// The stored form: 8 bytes of size (little-endian), then the ``peaks``, 32 bytes each.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + Digest.byteCount * size.nonzeroBitCount)
        withUnsafeBytes(of: size.littleEndian) { bytes.append(contentsOf: $0) }
        for peak in peaks { withUnsafeBytes(of: peak) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// Reads the stored form.
    ///
    /// - Returns: `nil` unless `span` is 8 bytes of size and exactly the peaks that this size has.
    public init?(_ span: RawSpan) {
        guard span.byteCount >= 8 else { return nil }
        let size = UInt64(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
        let count = size.nonzeroBitCount
        guard span.byteCount == 8 + Digest.byteCount * count else { return nil }
        var peaks: [Digest] = []
        peaks.reserveCapacity(count)
        for place in 0..<count { peaks.append(Digest(unchecked: span, at: 8 + Digest.byteCount * place)) }
        self.init(size: size, peaks: peaks)
    }
}
