extension MerkleTree {
    /// The hashes that prove that leaf `index` is in the tree of the first `size` leaves: the audit path of RFC 6962,
    /// section 2.1.1, from the leaf's sibling up.
    ///
    /// - Parameters:
    ///   - index: the number of the leaf, from 0.
    ///   - size: the number of leaves of the tree that the proof leads to.
    ///   - hashes: gives the hash at a tile level and index (see ``MerkleTree``). It is asked for nothing beyond `size`.
    /// - Throws: ``TransparencyError`` `.indexOutOfRange`; what `hashes` throws.
    /// - Complexity: at most 256 hashes read and as many nodes computed for each of the tree's tile levels, and as much
    ///   again for its right-hand edge.
    public static func inclusionProof(
        index: UInt64, size: UInt64, hashes: (_ level: UInt8, _ index: UInt64) throws -> Digest
    ) throws -> [Digest] {
        try withRows(hashes) { try inclusionProof(index: index, size: size, rows: $0) }
    }

    /// The same, from a source that gives hashes in rows.
    public static func inclusionProof(index: UInt64, size: UInt64, rows: RowReader) throws -> [Digest] {
        guard index < size else { throw TransparencyError.index(index, size) }
        return try resolve(inclusionParts(index: index, in: LeafRange(0, size)), rows)
    }

    /// The subtrees whose hashes are the audit path of a leaf within a subtree, from the leaf's sibling up.
    static func inclusionParts(index: UInt64, in subtree: LeafRange) -> [LeafRange] {
        var siblings: [LeafRange] = []
        var range = subtree
        while range.end - range.start > 1 {
            let middle = range.middle
            if index < middle {
                siblings.append(LeafRange(middle, range.end))
                range.end = middle
            } else {
                siblings.append(LeafRange(range.start, middle))
                range.start = middle
            }
        }
        return siblings.reversed()
    }

    /// The hashes that prove that the tree of the first `oldSize` leaves is the beginning of the tree of the first `size`:
    /// the consistency proof of RFC 6962, section 2.1.2.
    ///
    /// It is empty for equal sizes, and for an `oldSize` of 0 (every tree begins with the empty one).
    ///
    /// - Throws: ``TransparencyError`` `.sizesReversed` if `oldSize` is the larger; what `hashes` throws.
    /// - Complexity: as ``inclusionProof(index:size:hashes:)``.
    public static func consistencyProof(
        from oldSize: UInt64, to size: UInt64, hashes: (_ level: UInt8, _ index: UInt64) throws -> Digest
    ) throws -> [Digest] {
        try withRows(hashes) { try consistencyProof(from: oldSize, to: size, rows: $0) }
    }

    /// The hashes that open a tree's root at a smaller size: the root, and what the tree had for a root at that size, follow from
    /// them. They are the consistency proof, with the smaller tree's root before it where that proof leaves it out because the
    /// smaller size is a power of two. See ``contradicts(from:_:to:_:opening:)``.
    ///
    /// - Throws: ``TransparencyError`` `.sizesReversed` if `oldSize` is the larger; what `hashes` throws.
    /// - Complexity: as ``inclusionProof(index:size:hashes:)``.
    public static func opening(
        from oldSize: UInt64, to size: UInt64, hashes: (_ level: UInt8, _ index: UInt64) throws -> Digest
    ) throws -> [Digest] {
        try withRows(hashes) { try opening(from: oldSize, to: size, rows: $0) }
    }

    /// The same, from a source that gives hashes in rows.
    public static func opening(from oldSize: UInt64, to size: UInt64, rows: RowReader) throws -> [Digest] {
        let proof = try consistencyProof(from: oldSize, to: size, rows: rows)
        guard oldSize.nonzeroBitCount == 1, oldSize < size else { return proof }
        return [try root(size: oldSize, rows: rows)] + proof
    }

    /// The same, from a source that gives hashes in rows.
    public static func consistencyProof(from oldSize: UInt64, to size: UInt64, rows: RowReader) throws -> [Digest] {
        guard oldSize <= size else { throw TransparencyError.sizes(oldSize, size) }
        return try resolve(consistencyParts(of: LeafRange(0, oldSize), size: size), rows)
    }

    /// The subtrees whose hashes prove that a subtree is part of the tree of the first `size` leaves, from the leaves up:
    /// SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs, section 4.4.1, which for a subtree that begins at 0 is
    /// SUBPROOF of RFC 6962.
    static func consistencyParts(of subtree: LeafRange, size: UInt64) -> [LeafRange] {
        guard subtree.start < subtree.end else { return [] }
        var part = subtree
        var parts: [LeafRange] = []
        var range = LeafRange(0, size)
        // Whether the part that is left is the subtree itself, whose hash the verifier has already.
        var isKnown = true
        while range != part {
            let middle = range.middle
            if part.end <= middle {
                parts.append(LeafRange(middle, range.end))
                range.end = middle
            } else {
                if part.start < middle {
                    part.start = middle
                    isKnown = false
                }
                parts.append(LeafRange(range.start, middle))
                range.start = middle
            }
        }
        if !isKnown { parts.append(range) }
        return parts.reversed()
    }

    private static func resolve(_ ranges: [LeafRange], _ rows: RowReader) throws -> [Digest] {
        var row: [Digest] = []
        var proof: [Digest] = []
        proof.reserveCapacity(ranges.count)
        for range in ranges { proof.append(try hash(of: range, rows, &row)) }
        return proof
    }
}

extension TransparencyError {
    static func index(_ index: UInt64, _ size: UInt64) -> TransparencyError {
        TransparencyError(
            .indexOutOfRange, "There is no leaf \(index) in a tree of \(size)",
            remedy: "Ask for a leaf below \(size), or take a newer checkpoint.")
    }

    static func sizes(_ oldSize: UInt64, _ size: UInt64) -> TransparencyError {
        TransparencyError(
            .sizesReversed, "A tree of \(oldSize) leaves cannot be the beginning of one of \(size)",
            remedy: "Give the smaller tree first.")
    }
}
