public import TransparencyLog

extension EvidenceFile {
    /// What one log says.
    public struct Log: Sendable, Equatable {
        /// The key under which the log is said to sign; its name is the log's. A claim, not trusted.
        public let key: VerifierKey
        /// The keys under which the checkpoint is said to be cosigned, ascending by their texts. Claims, not trusted.
        public let witnesses: [VerifierKey]
        /// By when the cosignatures met the file's policy, in seconds since 1970; nil if the file does not say that they do.
        public let quorum: UInt64?
        /// The log's checkpoint, signed by the key and then by each witness.
        public let checkpoint: Note
        /// The entries shown, ascending by number.
        public let entries: [Entry]
        /// The entries not shown, ascending by number, none of them among those shown.
        public let hidden: [HiddenEntry]

        /// Takes from a checkpoint what a file can show: the signature of the log's key and the witnesses' cosignatures.
        ///
        /// - Parameters:
        ///   - key: The log's key; its name is the log's.
        ///   - witnesses: Known witnesses, in any order. Those that have not cosigned are left out.
        ///   - policy: If given, the file says by when the cosignatures met it, where they do.
        ///   - checkpoint: The checkpoint with all its signatures. Those of other keys are left out: nobody could check
        ///     them.
        ///   - entries: The entries to show, ascending by number.
        ///   - hidden: The entries to name without showing them, ascending by number.
        /// - Throws: `.signers` if the key has not signed.
        public init(
            key: VerifierKey, witnesses: [VerifierKey] = [], policy: EvidencePolicy? = nil, checkpoint: Note,
            entries: [Entry], hidden: [HiddenEntry] = []
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
            let cosigned = cosigners.isEmpty ? [] : (try? selected.verified(by: cosigners)) ?? []
            self.init(
                unchecked: key, cosigners, policy.flatMap { $0.metTime(by: cosigned) }, selected, entries, hidden)
        }

        init(
            unchecked key: VerifierKey, _ witnesses: [VerifierKey], _ quorum: UInt64?, _ checkpoint: Note,
            _ entries: [Entry], _ hidden: [HiddenEntry]
        ) {
            self.key = key
            self.witnesses = witnesses
            self.quorum = quorum
            self.checkpoint = checkpoint
            self.entries = entries
            self.hidden = hidden
        }

        /// The log's name.
        public var origin: String { key.name }
    }
}
