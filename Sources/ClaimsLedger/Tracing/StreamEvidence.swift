public import TransparencyLog

/// The entries of a case with proofs that their logs hold them: what an evidence file is made of.
public struct StreamEvidence: Sendable {
    /// An entry and its proof.
    public struct Entry: Sendable {
        public let number: UInt64
        public let bytes: [UInt8]
        public let leaf: Digest
        /// From the leaf's sibling up.
        public let proof: [Digest]
        /// The SHA-256 of the documents that it names, ascending.
        public let blobs: [Digest]
        /// Whether it is only named.
        public let isHidden: Bool
    }

    /// One log's entries, all proven under one checkpoint.
    public struct LogPart: Sendable {
        public let origin: String
        /// The party whose log it is, as `role:code`.
        public let party: String
        /// The key that has signed the checkpoint.
        public let key: VerifierKey
        /// The signed checkpoint, with all cosignatures that this node has of it.
        public let checkpoint: Note
        /// In ascending order of their numbers.
        public let entries: [Entry]
        /// The size of the tree that they are proven in.
        public let size: UInt64
    }

    /// What to leave out, and of whom to choose the cosignatures.
    public struct Choice: Sendable {
        /// For whom the evidence is, `role:code`: what it may not read is named by its hash. Nil: for whoever may read all.
        public var reader: String?
        /// Entries to name by their hashes, by origin and number.
        public var hidden: Set<EvidenceEntryName> = []
        /// A head that this policy accepts is preferred; of several, the oldest.
        public var policy: TLogPolicy?

        public init(reader: String? = nil, hidden: Set<EvidenceEntryName> = [], policy: TLogPolicy? = nil) {
            self.reader = reader
            self.hidden = hidden
            self.policy = policy
        }
    }

    /// Nil if it is about keys alone.
    public let stream: String?
    /// The other streams whose entries are in it, ascending.
    public let related: [String]
    /// Ascending by origin.
    public let logs: [LogPart]
    /// The keys under which cosignatures are known to this node: of parties, admitted or hosted or mirrored here, and the policy's.
    public let witnesses: [VerifierKey]
}

/// An entry's name: `ORIGIN/NUMBER`.
public struct EvidenceEntryName: Sendable, Hashable {
    public let origin: String
    public let number: UInt64

    public init(origin: String, number: UInt64) {
        self.origin = origin
        self.number = number
    }

    /// Reads `triplicate.example/center-210200/17`; nil if the text is none.
    public init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/"), slash > text.startIndex,
            let number = UInt64(text[text.index(after: slash)...])
        else { return nil }
        self.init(origin: String(text[..<slash]), number: number)
    }
}
