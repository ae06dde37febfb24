/// Base 16: lower case when written, either case when read.
enum Hexadecimal {
    static func encode(_ bytes: RawSpan) -> String {
        String(unsafeUninitializedCapacity: bytes.byteCount * 2) { output in
            for offset in 0..<bytes.byteCount {
                let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                output[2 * offset] = digit(byte >> 4)
                output[2 * offset + 1] = digit(byte & 15)
            }
            return bytes.byteCount * 2
        }
    }

    /// Eight digits, as a key ID is written in a verifier key.
    static func encode(_ number: UInt32) -> String {
        withUnsafeBytes(of: number.bigEndian) { encode($0.bytes) }
    }

    /// - Returns: `nil` unless `text` is an even number of hexadecimal digits.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard let value = value(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    /// Whether a character is a digit that is never written so: where there is to be one text for one value, it is refused.
    static func isUpperCase(_ character: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(character) }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
