extension EvidenceError {
    /// A numbered reason for refusing an evidence file. Numbers are never used again for another reason.
    ///
    /// The first that applies is named: first the form, then each log with its entries, then what joins them.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Longer than 67,108,864 bytes.
        public static let size = Code(rawValue: 1101)
        /// The first line is not `triplicate/evidence/v1`.
        public static let version = Code(rawValue: 1102)
        /// The file ends too early.
        public static let truncated = Code(rawValue: 1103)
        /// Something follows the last line.
        public static let trailing = Code(rawValue: 1104)
        /// A line that must not stand where it does, or that version 1 does not know.
        public static let line = Code(rawValue: 1105)
        /// No stream's name.
        public static let stream = Code(rawValue: 1106)
        /// Related streams out of order, one twice, or the stream itself.
        public static let relatedOrder = Code(rawValue: 1107)
        /// No log's name.
        public static let origin = Code(rawValue: 1108)
        /// Logs out of order, or one twice.
        public static let logOrder = Code(rawValue: 1109)
        /// No verifier key of the log.
        public static let key = Code(rawValue: 1110)
        /// No verifier key of a witness, or witnesses out of order.
        public static let witness = Code(rawValue: 1111)
        /// No signed note, or no checkpoint in it.
        public static let checkpoint = Code(rawValue: 1112)
        /// A checkpoint of another log.
        public static let checkpointOrigin = Code(rawValue: 1113)
        /// The checkpoint's signature lines are not those of the log's key and of its witnesses, in this order.
        public static let signers = Code(rawValue: 1114)
        /// No number of an entry.
        public static let number = Code(rawValue: 1115)
        /// Entries out of order, or one twice.
        public static let entryOrder = Code(rawValue: 1116)
        /// Bytes that are not base64 in its one form.
        public static let base64 = Code(rawValue: 1117)
        /// A hash that is not the base64 of 32 bytes.
        public static let hash = Code(rawValue: 1118)
        /// A blob's hash that is not 64 lower-case hexadecimal digits.
        public static let blob = Code(rawValue: 1119)
        /// Blobs out of order, or one twice.
        public static let blobOrder = Code(rawValue: 1120)
        /// More of a kind than the format allows.
        public static let limit = Code(rawValue: 1121)
        /// The trusted keys cannot be used.
        public static let trust = Code(rawValue: 1122)
        /// The log's key is not one of the trusted keys.
        public static let untrusted = Code(rawValue: 1123)
        /// The checkpoint is not signed as it should be.
        public static let signature = Code(rawValue: 1124)
        /// The entry's number lies beyond the checkpoint.
        public static let index = Code(rawValue: 1125)
        /// The proof is too short or too long.
        public static let proofLength = Code(rawValue: 1126)
        /// The proof does not lead to the checkpoint's root.
        public static let root = Code(rawValue: 1127)
        /// The bytes are not a well-formed entry.
        public static let entry = Code(rawValue: 1128)
        /// The entry names another log as its own.
        public static let entryOrigin = Code(rawValue: 1129)
        /// The entry is of a stream that the file does not name.
        public static let entryStream = Code(rawValue: 1130)
        /// The entry does not name the blob.
        public static let blobUnnamed = Code(rawValue: 1131)
        /// A reference and the entry that it leads to have different leaf hashes.
        public static let reference = Code(rawValue: 1132)
        /// No entry is of a stream that the file names.
        public static let unusedStream = Code(rawValue: 1133)

        /// Every reason, in ascending order.
        public static let all: [Code] = texts.map { Code(rawValue: $0.number) }

        /// The reason's short name in `Docs/format.md`, or `unknown`.
        public var name: String { Code.texts.first { $0.number == rawValue }?.name ?? "unknown" }

        /// What the reader of the message can do about it.
        public var remedy: String {
            Code.texts.first { $0.number == rawValue }?.remedy ?? "See Docs/format.md."
        }

        public var description: String { "\(rawValue) \(name)" }

        private static let texts: [(number: UInt16, name: String, remedy: String)] = {
            let again = "Get the file again from whoever exported it."
            let forged = "Do not trust the file: number, proof and checkpoint do not belong together."
            return [
                (1101, "size", "Export fewer streams into one file."),
                (1102, "version", "Use a release that reads this version, or check that this is an evidence file."),
                (1103, "truncated", "Get the whole file again."),
                (1104, "trailing", "Get the file again: something was added to it."),
                (1105, "line", "Use a release that knows this line, or get the file again."),
                (1106, "stream", again),
                (1107, "related-order", again),
                (1108, "origin", again),
                (1109, "log-order", again),
                (1110, "key", again),
                (1111, "witness", again),
                (1112, "checkpoint", again),
                (1113, "checkpoint-origin", "Do not trust the file: it was put together wrongly, or forged."),
                (1114, "signers", again),
                (1115, "number", again),
                (1116, "entry-order", again),
                (1117, "base64", again),
                (1118, "hash", again),
                (1119, "blob", again),
                (1120, "blob-order", again),
                (1121, "limit", "Export fewer streams into one file."),
                (1122, "trust", "Write one verifier key a line, as its owner gave it."),
                (
                    1123, "untrusted",
                    "Get the verifier key from the log's owner by a way that you trust, and compare it."
                ),
                (1124, "signature", "Do not trust the file: the checkpoint or a signature was changed."),
                (1125, "index", forged),
                (1126, "proof-length", forged),
                (
                    1127, "root",
                    "Do not trust the file: the entry, its number, its proof or the checkpoint was changed."
                ),
                (1128, "entry", "Ask the log's owner what it signed: this is no entry."),
                (1129, "entry-origin", "Ask the log's owner: the entry was written for another log."),
                (1130, "entry-stream", "Get a file of the stream that you want, or one that names both."),
                (1131, "blob-unnamed", "Do not trust the blob: nothing in the entry speaks of it."),
                (1132, "reference", "Keep the file and ask both logs' owners: one of them says what never was."),
                (1133, "unused-stream", again),
            ]
        }()
    }
}
