/// A text and its signatures, as C2SP signed-note has it.
///
/// The text of a note must not be used before ``verified(by:)`` has succeeded.
public struct Note: Sendable {
    /// The longest note that is read: 1 MiB. (A hundred post-quantum signatures are about half of it.)
    public static let maximumByteCount = 1 << 20
    /// The most signatures a note may have. The standard asks for 16 at least; Go's reader takes 100.
    public static let maximumSignatureCount = 100

    /// The signed text. Ends in a newline, and not in a blank line.
    public let text: String
    /// All signatures in their order, those of unknown keys among them. No two have the same key name and key ID.
    public let signatures: [NoteSignature]

    /// Puts a text and signatures together.
    ///
    /// - Throws: ``TransparencyError`` `.missingNewline`, `.badNoteText`, `.controlCharacter`, `.noSignatureBlock` if there is
    ///   no signature, `.tooManySignatures`, `.duplicateSignature`.
    public init(text: String, signatures: [NoteSignature]) throws(TransparencyError) {
        try NoteText.checkControlCharacters(text, "The note's text")
        guard text.utf8.last == NoteText.newline else { throw TransparencyError.noNewline("The note's text") }
        // A blank line at the end would be taken for the one before the signatures.
        guard text.utf8.count > 1, !text.utf8.suffix(2).elementsEqual("\n\n".utf8) else {
            throw TransparencyError(
                .badNoteText, "The note's text is empty or ends in a blank line",
                remedy: "End the text in one newline, right after its last line.")
        }
        guard !signatures.isEmpty else { throw TransparencyError.noSignatures }
        guard signatures.count <= Self.maximumSignatureCount else { throw TransparencyError.tooMany }
        for (place, signature) in signatures.enumerated() {
            guard !signatures[..<place].contains(where: { $0.hasSameKey(as: signature) }) else {
                throw TransparencyError(
                    .duplicateSignature,
                    "The key \(NoteText.excerpt(signature.keyName)) (\(Hexadecimal.encode(signature.keyID))) signs the note twice",
                    remedy: "Keep one signature of each key.")
            }
        }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    ///
    /// - Throws: ``TransparencyError`` `.noteTooLong`, `.notUTF8`, `.controlCharacter`, `.missingNewline`,
    ///   `.noSignatureBlock`, `.malformedSignatureLine`, `.badKeyName`, `.tooManySignatures`, `.duplicateSignature`,
    ///   `.badNoteText`.
    /// - Complexity: O(*n*) in the note's bytes; quadratic in the number of signatures, which is bounded.
    public init(_ bytes: RawSpan) throws(TransparencyError) {
        guard bytes.byteCount <= Self.maximumByteCount else {
            throw TransparencyError(
                .noteTooLong, "The note is \(bytes.byteCount) bytes long, and \(Self.maximumByteCount) are the limit",
                remedy: "Drop signatures that the reader does not know.")
        }
        let note = try NoteText.decode(bytes, "The note")
        guard note.utf8.last == NoteText.newline else { throw TransparencyError.noNewline("The note") }
        guard let end = Self.lastBlankLine(note.utf8) else { throw TransparencyError.noSignatures }
        var lines = LineReader(note[note.utf8.index(end, offsetBy: 2)...])
        var signatures: [NoteSignature] = []
        while let line = lines.next() {
            guard signatures.count < Self.maximumSignatureCount else { throw TransparencyError.tooMany }
            signatures.append(try NoteSignature(line: line))
        }
        guard !signatures.isEmpty else { throw TransparencyError.noSignatures }
        try self.init(text: String(note[...end]), signatures: signatures)
    }

    /// Reads a note. See ``init(_:)-(RawSpan)``.
    public init(_ bytes: [UInt8]) throws(TransparencyError) { try self.init(bytes.span.bytes) }

    /// Reads a note. See ``init(_:)-(RawSpan)``.
    public init(_ text: String) throws(TransparencyError) { try self.init(Array(text.utf8)) }

    /// The note as it is stored and sent.
    public var encoded: String {
        text + "\n" + signatures.map { $0.line + "\n" }.joined()
    }

    /// The note with further signatures, each in place of an older one of the same key name and key ID.
    ///
    /// - Throws: as ``init(text:signatures:)``.
    public func adding(_ more: [NoteSignature]) throws(TransparencyError) -> Note {
        let kept = signatures.filter { old in !more.contains { $0.hasSameKey(as: old) } }
        return try Note(text: text, signatures: kept + more)
    }

    /// The place of the first newline of the last two that follow each other.
    private static func lastBlankLine(_ bytes: String.UTF8View) -> String.Index? {
        var next = bytes.endIndex
        while next > bytes.startIndex {
            let place = bytes.index(before: next)
            if bytes[place] == NoteText.newline, next < bytes.endIndex, bytes[next] == NoteText.newline { return place }
            next = place
        }
        return nil
    }
}

extension Note: Equatable {
    /// Whether both notes have the same bytes.
    public static func == (left: Note, right: Note) -> Bool {
        NoteText.same(left.text, right.text) && left.signatures == right.signatures
    }
}

extension TransparencyError {
    fileprivate static func noNewline(_ what: String) -> TransparencyError {
        TransparencyError(
            .missingNewline, "\(what) does not end in a newline", remedy: "It may have been cut short: fetch it again.")
    }

    fileprivate static var noSignatures: TransparencyError {
        TransparencyError(
            .noSignatureBlock, "The note has no signatures after a blank line",
            remedy: "Fetch the note again, with its signatures.")
    }

    fileprivate static var tooMany: TransparencyError {
        TransparencyError(
            .tooManySignatures, "The note has more than \(Note.maximumSignatureCount) signatures",
            remedy: "Drop signatures that the reader does not know.")
    }
}
