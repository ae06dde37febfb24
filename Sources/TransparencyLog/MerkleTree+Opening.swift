extension MerkleTree {
    /// The roots at two sizes to which hashes lead that open the larger tree at the smaller size.
    ///
    /// They are an RFC 6962 consistency proof; where `oldSize` is a power of two, the hash of the first `oldSize` leaves, which
    /// RFC 6962 leaves to the verifier, stands before it. So both roots follow from the hashes alone: if the larger root is one
    /// that the log signed, then the smaller one is what the log's larger tree begins with, whatever else the log signed.
    ///
    /// - Parameters:
    ///   - proof: the hashes, from the leaves up.
    ///   - oldSize: the smaller size, not 0.
    ///   - size: the larger size.
    /// - Throws: ``TransparencyError`` `.sizesReversed` unless 0 < `oldSize` < `size`; `.wrongProofLength`.
    /// - Complexity: at most two node hashes for each hash of the proof.
    public static func roots(
        opening proof: [Digest], from oldSize: UInt64, to size: UInt64
    ) throws(TransparencyError) -> (old: Digest, new: Digest) {
        guard oldSize > 0, oldSize < size else { throw TransparencyError.sizes(oldSize, size) }
        guard var old = proof.first else { throw length(proof.count, oldSize, size) }
        var new = old
        var place = oldSize - 1
        var last = size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        for hash in proof.dropFirst() {
            guard last > 0 else { throw length(proof.count, oldSize, size) }
            if place & 1 == 1 || place == last {
                old = TreeHash.node(hash, old)
                new = TreeHash.node(hash, new)
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = TreeHash.node(new, hash)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else { throw length(proof.count, oldSize, size) }
        return (old, new)
    }

    private static func length(_ count: Int, _ oldSize: UInt64, _ size: UInt64) -> TransparencyError {
        TransparencyError(
            .wrongProofLength, "\(count) hashes do not open a tree of \(size) leaves at size \(oldSize)",
            remedy: "Get the hashes again for exactly these sizes.")
    }
}
