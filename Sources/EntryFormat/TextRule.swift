/// What the texts of an entry may hold. The rules name code points outright, so that they mean the same under every
/// version of Unicode.
enum TextRule {
    /// Whether the bytes name a log: segments of `A-Z a-z 0-9 . _ ~ : -` separated by `/`, none empty, `.` or `..`.
    static func isOrigin(_ text: RawSpan) -> Bool {
        guard (1...EntryLimit.textBytes).contains(text.byteCount) else { return false }
        return text.withUnsafeBytes { bytes in
            var start = 0
            return eachSegment(of: bytes, characters: .origin) { end in
                defer { start = end + 1 }
                return isPlainSegment(bytes, start, end)
            }
        }
    }

    /// Whether the bytes name a stream; if so, where the first and the second slash stand.
    static func streamSlashes(_ text: RawSpan) -> (Int, Int)? {
        guard (1...EntryLimit.streamBytes).contains(text.byteCount) else { return nil }
        return text.withUnsafeBytes { bytes -> (Int, Int)? in
            var start = 0
            var segments = 0
            var slashes = (0, 0)
            let holds = eachSegment(of: bytes, characters: .segment) { end in
                defer { start = end + 1 }
                switch segments {
                case 0:
                    slashes.0 = end
                    guard bytes[start..<end].allSatisfy(CharacterSet.kind.contains) else { return false }
                case 1: slashes.1 = end
                default: break
                }
                segments += 1
                return isPlainSegment(bytes, start, end)
            }
            return holds && segments >= 3 ? slashes : nil
        }
    }

    /// Whether the bytes name a party: `role:code`.
    static func isParty(_ text: RawSpan) -> Bool {
        guard EntryLimit.partyBytes.contains(text.byteCount) else { return false }
        return text.withUnsafeBytes { bytes in
            guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
            return colon > 0 && colon + 1 < bytes.count
                && bytes[..<colon].allSatisfy(CharacterSet.kind.contains)
                && bytes[(colon + 1)...].allSatisfy(CharacterSet.segment.contains)
        }
    }

    /// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7) of at most 255 bytes without control characters
    /// and without what can make a line look like another: line separators and marks that turn the writing direction.
    static func isPlainText(_ text: RawSpan) -> Bool {
        guard text.byteCount <= EntryLimit.textBytes else { return false }
        return text.withUnsafeBytes { bytes in
            var index = 0
            while index < bytes.count {
                let first = bytes[index]
                if first < 0x80 {
                    guard first >= 0x20 && first != 0x7F else { return false }
                    index += 1
                    continue
                }
                guard let (scalar, length) = decode(bytes, at: index), !isForbidden(scalar) else { return false }
                index += length
            }
            return true
        }
    }

    private static func isForbidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// One scalar of two to four bytes; `nil` if it is not well-formed.
    private static func decode(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (scalar: UInt32, length: Int)? {
        let first = bytes[index]
        let length: Int
        var scalar: UInt32
        switch first {
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, scalar) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, scalar) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for offset in 1..<length {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        switch length {
        case 3: guard scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar) else { return nil }
        case 4: guard (0x10000...0x10FFFF).contains(scalar) else { return nil }
        default: break
        }
        return (scalar, length)
    }

    /// Calls `segment` with the end of each segment; `false` as soon as it says so or a character is not allowed.
    private static func eachSegment(
        of bytes: UnsafeRawBufferPointer, characters: CharacterSet, _ segment: (_ end: Int) -> Bool
    ) -> Bool {
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") {
                guard segment(index) else { return false }
            } else if !characters.contains(byte) {
                return false
            }
        }
        return segment(bytes.count)
    }

    private static func isPlainSegment(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 0: false
        case 1: bytes[start] != UInt8(ascii: ".")
        case 2: !(bytes[start] == UInt8(ascii: ".") && bytes[start + 1] == UInt8(ascii: "."))
        default: true
        }
    }
}

/// A set of ASCII characters, one bit each.
struct CharacterSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ characters: String) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.utf8 where byte < 128 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
        self.init(low: low, high: high)
    }

    /// The characters 0 to 63 and 64 to 127, the first in the lowest place.
    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Without a branch that would depend on the character.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let half = byte & 0x40 == 0 ? low : high
        return (half >> UInt64(byte & 0x3F)) & UInt64(~byte >> 7) == 1
    }

    // Constants, and not made of their characters when the program first asks: every byte of every entry is looked up here. A test
    // says which characters they are.

    /// A segment of a stream's name, and a party's code: `A-Z a-z 0-9 . _ -`.
    static var segment: CharacterSet { CharacterSet(low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE) }
    /// A segment of an origin: the same, and `~ :`.
    static var origin: CharacterSet { CharacterSet(low: 0x07FF_6000_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }
    /// A stream's kind, and a party's role: `a-z -`.
    static var kind: CharacterSet { CharacterSet(low: 0x0000_2000_0000_0000, high: 0x07FF_FFFE_0000_0000) }
}

extension CharacterSet: Equatable {}
