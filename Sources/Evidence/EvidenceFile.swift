public import EntryFormat
public import TransparencyLog

/// Entries of one case, from the logs of all its parties, with the proofs and signed heads that anyone can check offline; or heads
/// of a log that cannot both be true.
///
/// ```swift
/// let file = try EvidenceFile(parsing: bytes)
/// let trusted = try TrustedKeys(parsing: keys)
/// let verdict = try file.verify(trust: trusted.keys, registrars: trusted.registrars)
/// ```
///
/// A value always has the one form of `Docs/format.md`; whether it *holds* only ``verify(trust:registrars:)`` says.
public struct EvidenceFile: Sendable, Equatable {
    /// The version of the format.
    public enum Version: Sendable {
        /// One stream and those related to it; entries are shown or not spoken of.
        case one
        /// Receipts and parties' keys are understood; hidden entries, the policy and exhibits may stand in it.
        case two
    }

    /// One entry, and where it stands.
    public struct Entry: Sendable, Equatable {
        /// The entry's number in its log.
        public let number: UInt64
        /// The entry, as hashed.
        public let bytes: [UInt8]
        /// The inclusion proof in the tree of the checkpoint, from the leaf's sibling up.
        public let proof: [Digest]
        /// The SHA-256 of blobs that the entry names and that come with the file, ascending.
        public let blobs: [Digest]

        public init(number: UInt64, bytes: [UInt8], proof: [Digest], blobs: [Digest] = []) {
            self.number = number
            self.bytes = bytes
            self.proof = proof
            self.blobs = blobs
        }
    }

    /// An entry that the case has and that is not shown.
    public struct HiddenEntry: Sendable, Equatable {
        /// The entry's number in its log.
        public let number: UInt64
        /// Its leaf hash.
        public let leaf: Digest
        /// The inclusion proof in the tree of the checkpoint, from the leaf's sibling up.
        public let proof: [Digest]

        public init(number: UInt64, leaf: Digest, proof: [Digest]) {
            self.number = number
            self.leaf = leaf
            self.proof = proof
        }
    }

    public let version: Version
    /// The stream that the file is about; nil if it is about its exhibits alone.
    public let stream: StreamName?
    /// Further streams of which the file shows entries, ascending.
    public let related: [StreamName]
    /// How many of which witnesses a head needs, as whoever made the file says.
    public let policy: EvidencePolicy?
    /// The logs, ascending by origin.
    public let logs: [Log]
    /// Heads that cannot both be true, ascending by origin.
    public let exhibits: [Exhibit]

    /// Puts a file together.
    ///
    /// - Parameters:
    ///   - version: The version to write; policy, hidden entries and exhibits ask for the second.
    ///   - stream: What it is about; may be left out where there is an exhibit.
    /// - Throws: The reason of ``EvidenceError/Code`` for which a reader would refuse the form: streams, logs, entries, blobs and
    ///   exhibits have to be in order, and within ``EvidenceLimit``.
    /// - Complexity: O(bytes of the file), which is written and read once: there is one set of rules.
    public init(
        version: Version = .two, stream: StreamName?, related: [StreamName] = [], policy: EvidencePolicy? = nil,
        logs: [Log] = [], exhibits: [Exhibit] = []
    ) throws(EvidenceError) {
        self.init(version, stream, related, policy, logs, exhibits)
        _ = try EvidenceFile(parsing: encoded())
    }

    init(
        _ version: Version, _ stream: StreamName?, _ related: [StreamName], _ policy: EvidencePolicy?, _ logs: [Log],
        _ exhibits: [Exhibit]
    ) {
        self.version = version
        self.stream = stream
        self.related = related
        self.policy = policy
        self.logs = logs
        self.exhibits = exhibits
    }
}
