/// A proof file (C2SP tlog-proof): a leaf's number, its inclusion proof, and the checkpoint that it leads to, for anyone to
/// check offline.
public struct TLogProof: Sendable, Equatable {
    /// The most hashes that an inclusion proof has in a tree of less than 2^63 leaves.
    public static let maximumHashCount = 63

    /// Data of the application's own; empty if there is none. Nothing vouches for it.
    public let extraData: [UInt8]
    /// The number of the leaf, from 0.
    public let index: UInt64
    /// The inclusion proof, from the leaf's sibling up.
    public let hashes: [Digest]
    /// The checkpoint, with all its signatures.
    public let note: Note

    /// - Throws: ``TransparencyError`` `.badIndex` if the index is 2^63 or more; `.wrongProofLength` if there are more than
    ///   ``maximumHashCount`` hashes.
    public init(
        index: UInt64, hashes: [Digest], note: Note, extraData: [UInt8] = []
    ) throws(TransparencyError) {
        guard index <= UInt64(Int64.max) else { throw TransparencyError.proofIndex(String(index)) }
        guard hashes.count <= Self.maximumHashCount else { throw TransparencyError.tooManyHashes }
        self.extraData = extraData
        self.index = index
        self.hashes = hashes
        self.note = note
    }

    /// Checks that an entry is in a log, as this proof says.
    ///
    /// - Parameters:
    ///   - leaf: the leaf hash of the entry, which the proof does not contain.
    ///   - origin: the log that it must be in.
    ///   - logKeys: the keys of that log.
    ///   - witnesses: known witnesses' keys.
    /// - Returns: the checkpoint and who signed it. Whether the cosignatures are enough is the caller's policy.
    /// - Throws: ``TransparencyError``: all that ``SignedCheckpoint/init(verifying:origin:logKeys:witnesses:)`` and
    ///   ``MerkleTree/verifyInclusion(leaf:index:size:proof:root:)`` throw.
    public func verified(
        leaf: Digest, origin: String, logKeys: [VerifierKey], witnesses: [VerifierKey] = []
    ) throws(TransparencyError) -> SignedCheckpoint {
        let signed = try SignedCheckpoint(verifying: note, origin: origin, logKeys: logKeys, witnesses: witnesses)
        let checkpoint = signed.checkpoint
        try MerkleTree.verifyInclusion(
            leaf: leaf, index: index, size: checkpoint.size, proof: hashes, root: checkpoint.root)
        return signed
    }
}

extension TransparencyError {
    static func proofIndex(_ text: String) -> TransparencyError {
        TransparencyError(
            .badIndex, "\"\(NoteText.excerpt(text))\" is not the number of a leaf",
            remedy: "A leaf's number is a decimal number below 2^63 without sign and leading zeros.")
    }

    static var tooManyHashes: TransparencyError {
        TransparencyError(
            .wrongProofLength, "The proof file has more than \(TLogProof.maximumHashCount) hashes",
            remedy: "No tree has such a proof: fetch it again.")
    }
}
