extension TLogProof {
    /// The longest proof file that is read: 1 MiB of extra data in base64, and a note.
    public static let maximumByteCount = 3 << 20

    private static let header = "c2sp.org/tlog-proof@v1"

    /// The proof file's text.
    public var text: String {
        var text = Self.header + "\n"
        if !extraData.isEmpty { text += "extra \(Base64.encode(extraData))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += hash.base64 + "\n" }
        return text + "\n" + note.encoded
    }

    /// Reads a proof file. There is one text for one proof.
    ///
    /// - Throws: ``TransparencyError`` `.noteTooLong`, `.notUTF8`, `.controlCharacter`, `.malformedProofFile`, `.badExtraData`,
    ///   `.badIndex`, `.badHash`, `.wrongProofLength`, and whatever ``Note/init(_:)-(RawSpan)`` throws.
    public init(_ bytes: RawSpan) throws(TransparencyError) {
        guard bytes.byteCount <= Self.maximumByteCount else {
            throw TransparencyError(
                .noteTooLong,
                "The proof file is \(bytes.byteCount) bytes long, and \(Self.maximumByteCount) are the limit",
                remedy: "Keep large data beside the proof file, not in it.")
        }
        let file = try NoteText.decode(bytes, "The proof file")
        var lines = LineReader(Substring(file))
        guard let first = lines.next(), NoteText.same(first, Self.header) else {
            throw Self.malformed("does not begin with the line \(Self.header)")
        }
        var line = lines.next()
        var extraData: [UInt8] = []
        if let extra = Self.value(of: "extra ", in: line) {
            guard let data = Base64.decode(extra.utf8), !data.isEmpty else {
                throw TransparencyError(
                    .badExtraData, "The extra data of the proof file is not base64",
                    remedy: "Leave the line out, or write the data in base64 with padding.")
            }
            extraData = data
            line = lines.next()
        }
        guard let number = Self.value(of: "index ", in: line) else {
            throw Self.malformed("has no line with the index")
        }
        guard let index = NoteText.number(number) else { throw TransparencyError.proofIndex(String(number)) }
        var hashes: [Digest] = []
        while let line = lines.next() {
            if line.isEmpty {
                try self.init(index: index, hashes: hashes, note: Note(String(lines.rest)), extraData: extraData)
                return
            }
            guard hashes.count < Self.maximumHashCount else { throw TransparencyError.tooManyHashes }
            guard let hash = Digest(base64: line) else {
                throw TransparencyError(
                    .badHash, "\"\(NoteText.excerpt(line))\" in the proof file is not a hash",
                    remedy: "A hash is the base64 of 32 bytes, 44 characters.")
            }
            hashes.append(hash)
        }
        throw Self.malformed("has no checkpoint after an empty line")
    }

    /// Reads a proof file. See ``init(_:)-(RawSpan)``.
    public init(_ bytes: [UInt8]) throws(TransparencyError) { try self.init(bytes.span.bytes) }

    /// Reads a proof file. See ``init(_:)-(RawSpan)``.
    public init(_ text: String) throws(TransparencyError) { try self.init(Array(text.utf8)) }

    private static func value(of name: String, in line: Substring?) -> Substring? {
        guard let line, line.utf8.starts(with: name.utf8) else { return nil }
        return Substring(line.utf8.dropFirst(name.utf8.count))
    }

    private static func malformed(_ what: String) -> TransparencyError {
        TransparencyError(
            .malformedProofFile, "The proof file \(what)",
            remedy: "Fetch it again; its form is that of c2sp.org/tlog-proof, version 1.")
    }
}
