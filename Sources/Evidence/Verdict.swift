public import EntryFormat
public import TransparencyLog

/// What an evidence file proves, now that it holds.
public struct Verdict: Sendable {
    /// The head of a log under which its entries stand.
    public struct Head: Sendable {
        /// The log's trusted key, whose signature verified.
        public let key: VerifierKey
        /// How many entries the log had.
        public let size: UInt64
        /// The root of its tree.
        public let root: Digest
        /// Trusted witnesses who saw this head, and when.
        public let cosignatures: [VerifiedSignature]
        /// Witnesses whose cosignatures verify, and whom the caller does not trust: they say nothing.
        public let otherWitnesses: [VerifierKey]

        /// The log's name.
        public var origin: String { key.name }
    }

    /// An entry that stands at its number in its log.
    public struct ProvenEntry: Sendable {
        /// The entry's number in its log.
        public let number: UInt64
        /// Its leaf hash.
        public let leaf: LeafHash
        /// All that it says. That it says so is proven, and not that it is true.
        public let fields: EntryFields
        /// The blobs that it names and that should come with the file.
        public let blobs: [Digest]
    }

    /// A reference to an entry that is not in this file.
    public struct OutsideReference: Sendable, Equatable {
        /// The log of the entry that refers.
        public let origin: String
        /// The number of the entry that refers.
        public let number: UInt64
        /// Whether it is a `basis` reference, not an `after` one.
        public let isBasis: Bool
        /// What it refers to.
        public let reference: Reference
    }

    /// The stream that the file is about.
    public let stream: StreamName
    /// Further streams of which it shows entries.
    public let related: [StreamName]
    /// The logs' heads, ascending by origin.
    public let heads: [Head]
    /// The entries, ascending by origin and number.
    public let entries: [ProvenEntry]
    /// References to what is not in this file.
    public let outside: [OutsideReference]
}
