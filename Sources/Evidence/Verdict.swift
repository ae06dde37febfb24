public import EntryFormat
public import TransparencyLog

/// What an evidence file proves, now that it holds.
public struct Verdict: Sendable {
    /// The head of a log under which its entries stand.
    public struct Head: Sendable {
        /// The log's key, whose signature verified: trusted, or admitted by a registrar who is.
        public let key: VerifierKey
        /// At which sizes a trusted registrar's entries say that the key signs; nil if none speaks of it.
        public let range: KeyRange?
        /// The party, `role:code`, that a trusted registrar's entries admit with this log.
        public internal(set) var party: String?
        /// How many entries the log had.
        public let size: UInt64
        /// The root of its tree.
        public let root: Digest
        /// Trusted witnesses who saw this head, and when.
        public let cosignatures: [VerifiedSignature]
        /// Witnesses whose cosignatures verify, and whom the caller does not trust: they say nothing.
        public let otherWitnesses: [VerifierKey]
        /// By when the cosignatures, trusted or not, met the file's policy, in seconds since 1970; nil if they do not, or there is none.
        public internal(set) var quorum: UInt64?
        /// By when those of trusted witnesses did.
        public internal(set) var trustedQuorum: UInt64?
        /// Whether what it says of parties' keys was believed.
        public internal(set) var isRegistrar = false
        /// Whether the file shows every entry that the log has up to this head: then nothing that it said is left out.
        public internal(set) var isWhole = false

        init(
            key: VerifierKey, range: KeyRange?, size: UInt64, root: Digest, cosignatures: [VerifiedSignature],
            otherWitnesses: [VerifierKey]
        ) {
            self.key = key
            self.range = range
            self.size = size
            self.root = root
            self.cosignatures = cosignatures
            self.otherWitnesses = otherWitnesses
        }

        /// The log's name.
        public var origin: String { key.name }
    }

    /// The sizes of a log at which a key signs its heads.
    public struct KeyRange: Sendable, Equatable {
        /// The origin of the registrar's log whose entries say so.
        public let registrar: String
        /// It signs heads of this size and more.
        public let from: UInt64
        /// It signs heads below this size; nil: without end.
        public let until: UInt64?
        /// Whether it was revoked; `until` is then one past the last good size.
        public let isRevoked: Bool
    }

    /// An entry that the file names by its hash and does not show.
    public struct HiddenEntry: Sendable, Equatable {
        /// The log.
        public let origin: String
        public let number: UInt64
        public let leaf: LeafHash
    }

    /// What a reader says that it holds of another's log.
    public struct Receipt: Sendable, Equatable {
        /// The reader, `role:code`.
        public let reader: String
        /// The reader's log, and the number of the receipt in it.
        public let origin: String
        public let number: UInt64
        /// The newest entry addressed to the reader that it covers.
        public let acknowledged: Reference
        /// The entries of that log shown here, addressed to the reader, that it covers.
        public let covered: [UInt64]
    }

    /// A head that a log has signed.
    public struct SignedHead: Sendable, Equatable {
        public let key: VerifierKey
        public let size: UInt64
        public let root: Digest
    }

    /// Two heads that one log has signed and that cannot both be true: its keeper has two histories.
    public struct Conviction: Sendable, Equatable {
        /// The party, `role:code`, that a trusted registrar's entries admit with this log.
        public let party: String?
        public let smaller: SignedHead
        public let larger: SignedHead

        /// The log's name.
        public var origin: String { smaller.key.name }
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

    /// The stream that the file is about; nil if it is about its convictions alone.
    public let stream: StreamName?
    /// Further streams of which it shows entries.
    public let related: [StreamName]
    /// How many of which witnesses a head needs, as the file has it.
    public let policy: EvidencePolicy?
    /// The logs' heads, ascending by origin.
    public let heads: [Head]
    /// The entries, ascending by origin and number.
    public let entries: [ProvenEntry]
    /// The entries not shown, ascending by origin and number.
    public let hidden: [HiddenEntry]
    /// References to what is not in this file.
    public let outside: [OutsideReference]
    /// The receipts among the entries, in their order.
    public let receipts: [Receipt]
    /// The logs that are convicted of two histories, ascending by origin.
    public let convictions: [Conviction]
}
