public import EntryFormat
public import TransparencyLog

/// Entries of one stream, and of streams related to it, with the proofs and signed heads that anyone can check offline.
///
/// ```swift
/// let file = try EvidenceFile(parsing: bytes)
/// let verdict = try file.verify(trust: TrustedKeys(parsing: keys).keys)
/// ```
///
/// A value always has the one form of `Docs/format.md`; whether it *holds* only ``verify(trust:)`` says.
public struct EvidenceFile: Sendable, Equatable {
    /// What one log says.
    public struct Log: Sendable, Equatable {
        /// The key under which the log is said to sign; its name is the log's. A claim, not trusted.
        public let key: VerifierKey
        /// The keys under which the checkpoint is said to be cosigned, ascending by their texts. Claims, not trusted.
        public let witnesses: [VerifierKey]
        /// The log's checkpoint, signed by the key and then by each witness.
        public let checkpoint: Note
        /// The entries shown, ascending by number.
        public let entries: [Entry]

        /// Takes from a checkpoint what a file can show: the signature of the log's key and the witnesses' cosignatures.
        ///
        /// - Parameters:
        ///   - key: The log's key; its name is the log's.
        ///   - witnesses: Known witnesses, in any order. Those that have not cosigned are left out.
        ///   - checkpoint: The checkpoint with all its signatures. Those of other keys are left out: nobody could check
        ///     them.
        ///   - entries: The entries to show, ascending by number.
        /// - Throws: `.signers` if the key has not signed.
        public init(
            key: VerifierKey, witnesses: [VerifierKey] = [], checkpoint: Note, entries: [Entry]
        ) throws(EvidenceError) {
            let cosigners = Set(witnesses).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
                .filter { witness in checkpoint.signatures.contains { $0.names(witness) } }
            let signatures = ([key] + cosigners).compactMap { signer in
                checkpoint.signatures.first { $0.names(signer) }
            }
            guard signatures.count == cosigners.count + 1,
                let selected = try? Note(text: checkpoint.text, signatures: signatures)
            else {
                throw EvidenceError(
                    .signers, at: "log \(key.name)", "the key \(key.text) has not signed the checkpoint")
            }
            self.init(unchecked: key, cosigners, selected, entries)
        }

        init(unchecked key: VerifierKey, _ witnesses: [VerifierKey], _ checkpoint: Note, _ entries: [Entry]) {
            self.key = key
            self.witnesses = witnesses
            self.checkpoint = checkpoint
            self.entries = entries
        }

        /// The log's name.
        public var origin: String { key.name }
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

    /// The stream that the file is about.
    public let stream: StreamName
    /// Further streams of which the file shows entries, ascending.
    public let related: [StreamName]
    /// The logs, ascending by origin.
    public let logs: [Log]

    /// Puts a file together.
    ///
    /// - Throws: The reason of ``EvidenceError/Code`` for which a reader would refuse the form: streams, logs, entries and
    ///   blobs have to be in order, and within ``EvidenceLimit``.
    /// - Complexity: O(bytes of the file), which is written and read once: there is one set of rules.
    public init(stream: StreamName, related: [StreamName] = [], logs: [Log]) throws(EvidenceError) {
        self.init(unchecked: stream, related, logs)
        _ = try EvidenceFile(parsing: encoded())
    }

    init(unchecked stream: StreamName, _ related: [StreamName], _ logs: [Log]) {
        self.stream = stream
        self.related = related
        self.logs = logs
    }
}
