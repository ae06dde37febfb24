public import TransparencyLog

extension ForkExhibit {
    /// Whether the exhibit convicts the log by itself: both notes are signed by the log, and cannot both be true.
    ///
    /// - Parameters:
    ///   - origin: the log's origin.
    ///   - keys: gives the keys that the log may sign a head of some size with.
    /// - Throws: ``TransparencyError`` of a note that is not such a checkpoint; `.sizesReversed`; `.wrongProofLength` or
    ///   `.wrongRoot` if the hashes do not open the larger root; `.conflictingRoots` **is not** thrown: it is what is shown.
    /// - Returns: `false` if the notes agree: two heads of one history.
    public func convicts(
        origin: String, keys: (_ size: UInt64) -> [VerifierKey]
    ) throws(TransparencyError) -> Bool {
        let first = try Self.head(smaller, origin, keys)
        let second = try Self.head(larger, origin, keys)
        if first.size == second.size { return first.root != second.root }
        let roots = try MerkleTree.roots(opening: proof, from: first.size, to: second.size)
        guard roots.new == second.root else {
            throw TransparencyError(
                .wrongRoot, "The exhibit's hashes lead to the root \(roots.new), not to \(second.root)",
                remedy: "The exhibit proves nothing: get it again from whoever made it.")
        }
        return roots.old != first.root
    }

    private static func head(
        _ text: String, _ origin: String, _ keys: (UInt64) -> [VerifierKey]
    ) throws(TransparencyError) -> Checkpoint {
        let note = try Note(text)
        let size = try Checkpoint(note.text).size
        return try SignedCheckpoint(verifying: note, origin: origin, logKeys: keys(size)).checkpoint
    }
}
