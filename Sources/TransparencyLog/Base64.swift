/// Standard base64 with padding (RFC 4648, section 4), in its one canonical form.
///
/// Whoever signs or compares text needs one text for one value, so what other decoders forgive is refused here: white
/// space, missing padding, and bits in the last character that no byte uses (RFC 4648, section 3.5).
enum Base64 {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The six bits of each character, or 0xff.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span.bytes) }

    static func encode(_ bytes: RawSpan) -> String {
        let count = (bytes.byteCount + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: count) { output in
            let alphabet = Self.alphabet
            var read = 0
            var written = 0
            while read < bytes.byteCount {
                let left = min(3, bytes.byteCount - read)
                var group: UInt32 = 0
                for offset in 0..<3 {
                    let byte = offset < left ? bytes.unsafeLoad(fromByteOffset: read + offset, as: UInt8.self) : 0
                    group = group << 8 | UInt32(byte)
                }
                for place in 0..<4 {
                    output[written + place] =
                        place <= left ? alphabet[Int(group >> (18 - 6 * UInt32(place))) & 63] : UInt8(ascii: "=")
                }
                read += left
                written += 4
            }
            return written
        }
    }

    /// - Returns: `nil` if `text` is not the canonical form of any bytes.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        let values = Self.values
        var read = 0
        while read < text.count {
            var padding = 0
            if read + 4 == text.count, text[read + 3] == UInt8(ascii: "=") {
                padding = text[read + 2] == UInt8(ascii: "=") ? 2 : 1
            }
            var group: UInt32 = 0
            for place in 0..<4 {
                let value = place < 4 - padding ? values[Int(text[read + place])] : 0
                guard value != 0xff else { return nil }
                group = group << 6 | UInt32(value)
            }
            if padding == 1, group & 0xff != 0 { return nil }
            if padding == 2, group & 0xffff != 0 { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            read += 4
        }
        return bytes
    }
}
