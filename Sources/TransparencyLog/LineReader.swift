/// Takes lines that end in a newline off the front of a text, one at a time.
struct LineReader {
    /// What has not been taken yet.
    private(set) var rest: Substring

    init(_ text: Substring) { rest = text }

    /// The next line without its newline; `nil` if no newline is left.
    mutating func next() -> Substring? {
        guard let end = rest.utf8.firstIndex(of: NoteText.newline) else { return nil }
        let line = rest[..<end]
        rest = rest[rest.utf8.index(after: end)...]
        return line
    }
}
