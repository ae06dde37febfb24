private import Crypto

/// The SHA-256 of a text, by which an event names what it publishes.
enum ContentHash {
    /// The hash of the text's UTF-8 bytes, 64 lower-case hex digits.
    /// - Complexity: linear in the text.
    static func hex(_ text: String) -> String {
        var hash = SHA256()
        var text = text
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
