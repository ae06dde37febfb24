extension EvidenceError {
    /// A numbered reason for refusing an evidence file. Numbers are never used again for another reason.
    ///
    /// The first that applies is named: first the form, then each log with its entries, then what joins them.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Longer than 67,108,864 bytes.
        public static let size = Code(rawValue: 1101)
        /// The first line is neither `triplicate/evidence/v1` nor `triplicate/evidence/v2`.
        public static let version = Code(rawValue: 1102)
        /// The file ends too early.
        public static let truncated = Code(rawValue: 1103)
        /// Something follows the last line.
        public static let trailing = Code(rawValue: 1104)
        /// A line that must not stand where it does, or that the version does not know.
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
        /// No line of a policy, or one that must not stand where it does.
        public static let policy = Code(rawValue: 1134)
        /// No time by which the policy was met, or no policy.
        public static let quorum = Code(rawValue: 1135)
        /// Exhibits out of order, or one twice.
        public static let exhibitOrder = Code(rawValue: 1136)
        /// The heads of an exhibit are out of order, or one and the same.
        public static let exhibitHeads = Code(rawValue: 1137)
        /// A registrar's entry about a party's keys cannot be read.
        public static let partyEntry = Code(rawValue: 1138)
        /// The key signs no head of this size.
        public static let keyNotValid = Code(rawValue: 1139)
        /// The cosignatures do not meet the policy by the time that the file says.
        public static let quorumNotMet = Code(rawValue: 1140)
        /// A receipt cannot be read.
        public static let receipt = Code(rawValue: 1141)
        /// A receipt and the entry that it acknowledges have different leaf hashes.
        public static let receiptLeaf = Code(rawValue: 1142)
        /// A receipt is not that of the entry's reader, or not for the entry's log.
        public static let receiptParty = Code(rawValue: 1143)
        /// The hashes of an exhibit do not open the root of its larger head.
        public static let opening = Code(rawValue: 1144)
        /// The heads of an exhibit agree.
        public static let noContradiction = Code(rawValue: 1145)

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
                (1134, "policy", again),
                (1135, "quorum", again),
                (1136, "exhibit-order", again),
                (1137, "exhibit-heads", again),
                (1138, "party-entry", "Ask the registrar what it signed: this says nothing of a party."),
                (
                    1139, "key-not-valid",
                    "Do not trust the log's part: whoever signed it had a key that no longer counted, or not yet."
                ),
                (
                    1140, "quorum-not-met",
                    "Do not trust what the file says of its witnesses: ask for their cosignatures."
                ),
                (1141, "receipt", "Ask the reader what it signed: this acknowledges nothing."),
                (
                    1142, "receipt-leaf",
                    "Keep the file and ask both logs' owners: the one received what the other says it never wrote."
                ),
                (1143, "receipt-party", "Do not count the receipt: it is not that of a reader of this entry."),
                (1144, "opening", "Do not believe the accusation: the hashes are not those of the log's head."),
                (1145, "no-contradiction", "Do not believe the accusation: the two heads are of one history."),
            ]
        }()
    }
}
