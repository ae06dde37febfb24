/// The name of a stream, `kind/decider/number`, as `claim/210200/2026-000123`.
///
/// The kind says which role decides in the stream, the decider is that party's code, and the number is whatever follows,
/// further slashes included.
public struct StreamName: Hashable, Sendable {
    /// The whole name.
    public let text: String
    /// Where the first and second slash stand, in bytes: a name has at most 200 of them.
    private let firstSlash: UInt8
    private let secondSlash: UInt8

    /// The name that a text spells.
    ///
    /// - Throws: `.streamLength` if it is empty or longer than 200 bytes, `.stream` if it has another shape.
    public init(_ text: String) throws(EntryError) {
        try self.init(text.utf8.span.bytes, text: text)
    }

    /// The name that some bytes spell.
    ///
    /// - Throws: `.streamLength` if there are none or more than 200 bytes, `.stream` if they have another shape.
    public init(_ bytes: RawSpan) throws(EntryError) {
        try self.init(bytes, text: bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    }

    private init(_ bytes: RawSpan, text: String) throws(EntryError) {
        guard (1...EntryLimit.streamBytes).contains(bytes.byteCount) else {
            throw EntryError(.streamLength, field: "stream", "a stream name has 1 to 200 bytes, not \(bytes.byteCount)")
        }
        guard let slashes = TextRule.streamSlashes(bytes) else {
            throw EntryError(.stream, field: "stream", "“\(shown(bytes))” is no stream name")
        }
        self.text = text
        firstSlash = UInt8(slashes.0)
        secondSlash = UInt8(slashes.1)
    }

    /// What the stream is about, in lower case: `claim`, `stay`, `audit`.
    public var kind: String { part(0, Int(firstSlash)) }

    /// The code of the one party whose entries decide.
    public var decider: String { part(Int(firstSlash) + 1, Int(secondSlash)) }

    /// All that follows the second slash.
    public var number: String { part(Int(secondSlash) + 1, text.utf8.count) }

    private func part(_ start: Int, _ end: Int) -> String {
        let utf8 = text.utf8
        let range = utf8.index(utf8.startIndex, offsetBy: start)..<utf8.index(utf8.startIndex, offsetBy: end)
        return String(text[range])
    }

    public static func == (left: StreamName, right: StreamName) -> Bool { left.text == right.text }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension StreamName: Comparable, CustomStringConvertible {
    /// The order of the names' bytes.
    public static func < (left: StreamName, right: StreamName) -> Bool { left.text < right.text }

    public var description: String { text }
}
