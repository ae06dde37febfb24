/// The lines of an evidence file, one after the other.
struct EvidenceLine {
    static let version = "triplicate/evidence/v1"
    static let secondVersion = "triplicate/evidence/v2"
    static let end = "end"

    private let bytes: [UInt8]
    /// Where the line after the current one begins.
    private(set) var next = 0
    /// The current line, without its line feed.
    private(set) var text: ArraySlice<UInt8> = []
    /// The current line's number, from 1.
    private(set) var number = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether nothing follows the current line.
    var isLast: Bool { next == bytes.count }

    /// Where the current line begins.
    var start: Int { text.startIndex }

    /// Goes to the next line.
    ///
    /// - Throws: `.truncated` if there is none, or it has no end.
    mutating func advance() throws(EvidenceError) {
        number += 1
        guard let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) else {
            throw error(.truncated, "the file ends where a whole line must stand")
        }
        text = bytes[next..<end]
        next = end + 1
    }

    /// Whether the current line is this text.
    func reads(_ text: String) -> Bool { self.text.elementsEqual(text.utf8) }

    /// What follows the keyword and a space; `nil` if the current line has another keyword.
    func value(of keyword: String) -> ArraySlice<UInt8>? {
        let count = keyword.utf8.count
        guard text.count > count, text.starts(with: keyword.utf8), text[text.startIndex + count] == UInt8(ascii: " ")
        else { return nil }
        return text[(text.startIndex + count + 1)...]
    }

    /// What follows the keyword, where no other line may stand.
    func required(_ keyword: String) throws(EvidenceError) -> ArraySlice<UInt8> {
        guard let value = value(of: keyword) else {
            throw error(.line, "a line “\(keyword) …” must stand here, not “\(readable)”")
        }
        return value
    }

    func error(_ code: EvidenceError.Code, _ message: String) -> EvidenceError {
        EvidenceError(code, at: "line \(number)", message)
    }

    /// The beginning of the current line, for a message: what is not printable ASCII is shown as `?`.
    var readable: String {
        let shown = text.prefix(60).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: shown, as: UTF8.self) + (text.count > 60 ? "…" : "")
    }
}
