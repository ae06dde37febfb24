extension MerkleTree {
    /// The longest proof that any tree has: one hash for each level of 2^64 leaves, and one more for consistency.
    public static let maximumProofCount = 65

    /// Checks that a leaf is in a tree.
    ///
    /// - Parameters:
    ///   - leaf: the leaf hash (see ``TreeHash/leaf(_:)-(RawSpan)``).
    ///   - index: the number of the leaf, from 0.
    ///   - size: the number of leaves of the tree.
    ///   - proof: the audit path, from the leaf's sibling up.
    ///   - root: the root of the tree, from a checkpoint that was verified.
    /// - Throws: ``TransparencyError`` `.indexOutOfRange`, `.wrongProofLength`, `.wrongRoot`.
    /// - Complexity: one node hash for each hash of the proof.
    public static func verifyInclusion(
        leaf: Digest, index: UInt64, size: UInt64, proof: [Digest], root: Digest
    ) throws(TransparencyError) {
        let computed = try self.root(leaf: leaf, index: index, size: size, proof: proof)
        guard computed == root else {
            throw TransparencyError(
                .wrongRoot, "The proof of leaf \(index) leads to the root \(computed), not to \(root)",
                remedy: "The entry, its number or the proof was changed, or is of another log: do not trust it.")
        }
    }

    /// The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2). Whoever uses it must compare it.
    ///
    /// - Throws: ``TransparencyError`` `.indexOutOfRange`, `.wrongProofLength`.
    public static func root(
        leaf: Digest, index: UInt64, size: UInt64, proof: [Digest]
    ) throws(TransparencyError) -> Digest {
        guard index < size else { throw TransparencyError.index(index, size) }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { throw TransparencyError.proofLength(proof.count, index: index, size: size) }
            if place & 1 == 1 || place == last {
                hash = TreeHash.node(sibling, hash)
                // At the right-hand edge, levels where the node has no sibling are passed over.
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else { throw TransparencyError.proofLength(proof.count, index: index, size: size) }
        return hash
    }

    /// Checks that an older tree is the beginning of a newer one (RFC 9162, section 2.1.4.2).
    ///
    /// - Parameters:
    ///   - oldSize: the number of leaves of the older tree. If it is 0, `oldRoot` must be ``TreeHash/empty``.
    ///   - oldRoot: the root of the older tree.
    ///   - size: the number of leaves of the newer tree.
    ///   - root: the root of the newer tree.
    ///   - proof: the consistency proof; empty if the sizes are equal or the older tree is empty.
    /// - Throws: ``TransparencyError`` `.sizesReversed`; `.wrongProofLength`; `.wrongRoot`; `.conflictingRoots` if the sizes
    ///   are equal and the roots are not, which by itself convicts the log if it signed both.
    /// - Complexity: at most two node hashes for each hash of the proof.
    public static func verifyConsistency(
        from oldSize: UInt64, _ oldRoot: Digest, to size: UInt64, _ root: Digest, proof: [Digest]
    ) throws(TransparencyError) {
        guard oldSize <= size else { throw TransparencyError.sizes(oldSize, size) }
        if oldSize == 0, oldRoot != TreeHash.empty { throw TransparencyError.emptyRoot(oldRoot) }
        if oldSize == size {
            guard proof.isEmpty else { throw TransparencyError.proofLength(proof.count, from: oldSize, to: size) }
            guard oldRoot == root else {
                throw TransparencyError(
                    .conflictingRoots, "Two trees of \(size) leaves have the roots \(oldRoot) and \(root)",
                    remedy: "Keep both checkpoints: if one log signed them, they prove that it has two histories.")
            }
            return
        }
        guard oldSize > 0 else {
            guard proof.isEmpty else { throw TransparencyError.proofLength(proof.count, from: oldSize, to: size) }
            return
        }
        // An old tree that is a perfect subtree of the new one is where the climb begins; else the proof says where.
        let opening = oldSize.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
        let (old, new) = try roots(opening: opening, from: oldSize, to: size)
        guard old == oldRoot else { throw TransparencyError.inconsistent(size: oldSize, old, oldRoot) }
        guard new == root else { throw TransparencyError.inconsistent(size: size, new, root) }
    }

    /// Whether two heads cannot both be true: nobody has a history in which the one comes after the other.
    ///
    /// - Parameters:
    ///   - oldSize: the size of the smaller tree; at most `size`.
    ///   - oldRoot: the root that was signed at that size.
    ///   - size: the size of the larger tree.
    ///   - root: the root that was signed at that size.
    ///   - opening: what ``opening(from:to:hashes:)`` gives for the larger tree; empty if the sizes are equal or the smaller is 0.
    /// - Returns: whether the trees contradict each other. False says only that these hashes do not show it.
    /// - Throws: ``TransparencyError`` `.sizesReversed`; `.wrongProofLength`; `.wrongRoot` if the opening does not lead to the
    ///   larger tree's root, and so says nothing of that tree.
    /// - Complexity: at most two node hashes for each hash of the opening.
    public static func contradicts(
        from oldSize: UInt64, _ oldRoot: Digest, to size: UInt64, _ root: Digest, opening: [Digest]
    ) throws(TransparencyError) -> Bool {
        guard oldSize <= size else { throw TransparencyError.sizes(oldSize, size) }
        guard oldSize > 0, oldSize < size else {
            guard opening.isEmpty else { throw TransparencyError.proofLength(opening.count, from: oldSize, to: size) }
            return oldSize == size ? oldRoot != root : oldRoot != TreeHash.empty
        }
        let (old, new) = try roots(opening: opening, from: oldSize, to: size)
        guard new == root else { throw TransparencyError.inconsistent(size: size, new, root) }
        return old != oldRoot
    }
}

extension TransparencyError {
    fileprivate static func proofLength(_ count: Int, index: UInt64, size: UInt64) -> TransparencyError {
        TransparencyError(
            .wrongProofLength, "\(count) hashes are not the proof of leaf \(index) in a tree of \(size)",
            remedy: "Fetch the proof again for exactly this leaf and size.")
    }

    fileprivate static func proofLength(_ count: Int, from oldSize: UInt64, to size: UInt64) -> TransparencyError {
        TransparencyError(
            .wrongProofLength, "\(count) hashes are not a proof of consistency from size \(oldSize) to size \(size)",
            remedy: "Fetch the proof again for exactly these sizes.")
    }

    fileprivate static func inconsistent(size: UInt64, _ computed: Digest, _ root: Digest) -> TransparencyError {
        TransparencyError(
            .wrongRoot, "The consistency proof leads to the root \(computed) at size \(size), not to \(root)",
            remedy: "Fetch the proof again; if it stays so, keep both checkpoints: the log may have two histories.")
    }

    fileprivate static func emptyRoot(_ root: Digest) -> TransparencyError {
        TransparencyError(
            .wrongRoot, "A tree without leaves has the root \(TreeHash.empty), not \(root)",
            remedy: "The checkpoint of size 0 is wrong: do not trust it.")
    }
}
