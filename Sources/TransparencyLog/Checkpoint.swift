/// The head of a log: its name, size and root (C2SP tlog-checkpoint). Signed, it is a ``Note``.
public struct Checkpoint: Sendable {
    /// The name of the log: not empty, one line.
    public let origin: String
    /// The number of leaves, below 2^63.
    public let size: UInt64
    /// The root of the tree of that size.
    public let root: Digest
    /// Lines that the log added, each not empty. They are signed, and mean nothing here.
    public let extensionLines: [String]

    /// - Throws: ``TransparencyError`` `.badOrigin`, `.badTreeSize`, `.badExtension`; `.badRoot` if the size is 0 and the root
    ///   is not that of the empty tree.
    public init(
        origin: String, size: UInt64, root: Digest, extensionLines: [String] = []
    ) throws(TransparencyError) {
        guard Self.isLine(origin) else {
            throw TransparencyError(
                .badOrigin, "\"\(NoteText.excerpt(origin))\" cannot be the origin of a checkpoint",
                remedy: "An origin is one line that is not empty, such as example.com/log.")
        }
        guard size <= UInt64(Int64.max) else { throw TransparencyError.treeSize(String(size)) }
        guard size > 0 || root == TreeHash.empty else { throw TransparencyError.root(root.base64) }
        for line in extensionLines {
            guard Self.isLine(line) else {
                throw TransparencyError(
                    .badExtension, "\"\(NoteText.excerpt(line))\" cannot be an extension line of a checkpoint",
                    remedy: "An extension line is one line that is not empty, without control characters.")
            }
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensionLines = extensionLines
    }

    /// Reads the text of a checkpoint's note.
    ///
    /// - Throws: ``TransparencyError`` `.missingNewline`, `.malformedCheckpoint`, `.badOrigin`, `.badTreeSize`, `.badRoot`,
    ///   `.badExtension`.
    public init(_ noteText: String) throws(TransparencyError) {
        guard noteText.utf8.last == NoteText.newline else {
            throw TransparencyError(
                .missingNewline, "The checkpoint does not end in a newline",
                remedy: "It may have been cut short: fetch it again.")
        }
        let lines = noteText.utf8.dropLast().split(separator: NoteText.newline, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard lines.count >= 3 else {
            throw TransparencyError(
                .malformedCheckpoint, "The checkpoint has \(lines.count) lines, and three are the least",
                remedy: "A checkpoint is the log's origin, its size and its root, each on a line.")
        }
        guard let size = NoteText.number(lines[1]) else { throw TransparencyError.treeSize(lines[1]) }
        guard let root = Digest(base64: lines[2]) else { throw TransparencyError.root(lines[2]) }
        try self.init(origin: lines[0], size: size, root: root, extensionLines: Array(lines[3...]))
    }

    /// The text of the checkpoint's note: what the log signs.
    public var text: String {
        var text = "\(origin)\n\(size)\n\(root.base64)\n"
        for line in extensionLines { text += line + "\n" }
        return text
    }

    /// The checkpoint as a note, signed by the log.
    ///
    /// - Throws: ``TransparencyError`` `.wrongKeyType` if `key` is not of type ``SignatureType/ed25519``.
    public func signed(by key: SignerKey) throws(TransparencyError) -> Note {
        let text = text
        return try Note(text: text, signatures: [try key.sign(noteText: text)])
    }

    private static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 }
    }
}

extension Checkpoint: Equatable {
    /// Whether both checkpoints have the same text, byte for byte.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && NoteText.same(left.text, right.text)
    }
}

extension Checkpoint: CustomStringConvertible {
    /// Origin, size and root on one line.
    public var description: String { "\(origin) \(size) \(root)" }
}

extension TransparencyError {
    fileprivate static func treeSize(_ text: String) -> TransparencyError {
        TransparencyError(
            .badTreeSize, "\"\(NoteText.excerpt(text))\" is not the size of a tree",
            remedy: "A size is a decimal number below 2^63 without sign and leading zeros.")
    }

    fileprivate static func root(_ text: String) -> TransparencyError {
        TransparencyError(
            .badRoot, "\"\(NoteText.excerpt(text))\" is not the root of this tree",
            remedy: "A root is the base64 of 32 bytes, 44 characters; that of size 0 is the SHA-256 of nothing.")
    }
}
