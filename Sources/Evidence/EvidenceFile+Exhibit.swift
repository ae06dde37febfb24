public import TransparencyLog

extension EvidenceFile {
    /// Two heads that one log has signed and that cannot both be true.
    public struct Exhibit: Sendable, Equatable {
        /// A head, and the key under which it is said to be signed. A claim, not trusted.
        public struct Head: Sendable, Equatable {
            public let key: VerifierKey
            /// The checkpoint with this key's signature and no other.
            public let checkpoint: Note

            init(_ key: VerifierKey, _ checkpoint: Note) {
                self.key = key
                self.checkpoint = checkpoint
            }
        }

        /// The head of the smaller size; of two of one size, that of the smaller root.
        public let smaller: Head
        public let larger: Head
        /// The hashes that open the larger root at the smaller size (see `MerkleTree.opening`); empty if the sizes are equal.
        public let opening: [Digest]

        /// Takes two notes, in any order if their sizes are equal.
        ///
        /// - Parameters:
        ///   - keys: Keys of the log; of each note the signature of the first one that has signed it is shown.
        ///   - opening: The hashes that open the larger root at the smaller size.
        /// - Throws: `.checkpoint` if a note is no checkpoint; `.checkpointOrigin` if they are of two logs; `.signers` if none of
        ///   the keys has signed one of them.
        public init(
            smaller: Note, larger: Note, keys: [VerifierKey], opening: [Digest]
        ) throws(EvidenceError) {
            let heads = try [smaller, larger].map { (note) throws(EvidenceError) in try Self.head(note, keys) }
            guard heads[0].1.origin.utf8.elementsEqual(heads[1].1.origin.utf8) else {
                throw EvidenceError(.checkpointOrigin, at: "exhibit", "the two checkpoints are of two logs")
            }
            let isReversed = heads[0].1.size == heads[1].1.size && heads[1].1.root < heads[0].1.root
            self.init(
                unchecked: heads[isReversed ? 1 : 0].0, heads[isReversed ? 0 : 1].0, opening)
        }

        init(unchecked smaller: Head, _ larger: Head, _ opening: [Digest]) {
            self.smaller = smaller
            self.larger = larger
            self.opening = opening
        }

        /// The log's name.
        public var origin: String { smaller.key.name }

        private static func head(
            _ note: Note, _ keys: [VerifierKey]
        ) throws(EvidenceError) -> (Head, Checkpoint) {
            let checkpoint: Checkpoint
            do {
                checkpoint = try Checkpoint(note.text)
            } catch {
                throw EvidenceError(.checkpoint, at: "exhibit", error.message)
            }
            for key in keys {
                guard let signature = note.signatures.first(where: { $0.names(key) }),
                    let selected = try? Note(text: note.text, signatures: [signature])
                else { continue }
                return (Head(key, selected), checkpoint)
            }
            throw EvidenceError(.signers, at: "exhibit", "no key of the log \(checkpoint.origin) has signed the note")
        }
    }
}
