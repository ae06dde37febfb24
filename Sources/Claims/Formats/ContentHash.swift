private import Crypto

/// The SHA-256 of a text, by which an event names what it publishes.
enum ContentHash {
    /// The hash of the text's UTF-8 bytes, 64 lower-case hex digits.
    /// - Complexity: linear in the text.
    static func hex(_ text: String) -> String {
        var hash = SHA256()
        var text = text
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return hex(hash.finalize())
    }

    /// Bytes in lower-case hex digits.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
