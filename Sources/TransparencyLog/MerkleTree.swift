/// Roots and proofs of an RFC 6962 tree, made from the hashes at its tile levels and checked without any.
///
/// A log keeps the hashes of tree levels 0, 8, 16, … only: tile level *l* holds the roots of all perfect subtrees of
/// 256^*l* leaves. A source of hashes is therefore asked for `(level, index)` where the level is a *tile* level: hash
/// `index` of level *l* is `MTH(D[index * 256^l : (index + 1) * 256^l])` in the language of RFC 6962, section 2.1. What lies
/// between is computed again from at most 256 hashes of one tile.
public enum MerkleTree {
    /// Appends `count` hashes of tile level `level`, from `first` on, to `row`. All lie within one tile.
    public typealias RowReader = (_ level: UInt8, _ first: UInt64, _ count: Int, _ row: inout [Digest]) throws -> Void

    /// The root of the first `size` leaves.
    ///
    /// - Throws: what `hashes` throws.
    /// - Complexity: at most 255 hashes read and as many nodes computed for each of the tree's tile levels.
    public static func root(
        size: UInt64, hashes: (_ level: UInt8, _ index: UInt64) throws -> Digest
    ) throws -> Digest {
        try withRows(hashes) { try root(size: size, rows: $0) }
    }

    /// The root of the first `size` leaves, from a source that gives hashes in rows.
    public static func root(size: UInt64, rows: RowReader) throws -> Digest {
        guard size > 0 else { return TreeHash.empty }
        var row: [Digest] = []
        return try hash(of: LeafRange(0, size), rows, &row)
    }

    /// The frontier of the first `size` leaves, as if these had just been appended.
    public static func frontier(
        size: UInt64, hashes: (_ level: UInt8, _ index: UInt64) throws -> Digest
    ) throws -> Frontier {
        try withRows(hashes) { try frontier(size: size, rows: $0) }
    }

    /// The frontier of the first `size` leaves, from a source that gives hashes in rows.
    public static func frontier(size: UInt64, rows: RowReader) throws -> Frontier {
        var row: [Digest] = []
        var peaks: [Digest] = []
        try LeafRange(0, size).forEachPeak { (height, index) in
            peaks.append(try peak(height: height, index: index, rows, &row))
        }
        guard let frontier = Frontier(size: size, peaks: peaks) else { throw wrongHashCount }
        return frontier
    }

    /// The root of a tree with these leaf hashes (or, for a full tile of any level, the hash that stands for it one tile
    /// level up).
    ///
    /// - Complexity: O(*n*) node hashes.
    public static func root(of leaves: [Digest]) -> Digest {
        var frontier = Frontier()
        frontier.append(contentsOf: leaves)
        return frontier.root
    }
}

extension MerkleTree {
    /// The hash of the leaves in `range`, which is a subtree of an RFC 6962 tree.
    static func hash(of range: LeafRange, _ rows: RowReader, _ row: inout [Digest]) throws -> Digest {
        var peaks: [Digest] = []
        try range.forEachPeak { (height, index) in
            peaks.append(try peak(height: height, index: index, rows, &row))
        }
        guard var hash = peaks.popLast() else { return TreeHash.empty }
        while let left = peaks.popLast() { hash = TreeHash.node(left, hash) }
        return hash
    }

    /// The root of the perfect subtree of 2^`height` leaves that has `index` such subtrees to its left.
    private static func peak(
        height: Int, index: UInt64, _ rows: RowReader, _ row: inout [Digest]
    ) throws -> Digest {
        let within = height % 8
        row.removeAll(keepingCapacity: true)
        try rows(UInt8(height / 8), index << UInt64(within), 1 << within, &row)
        guard row.count == 1 << within else { throw wrongHashCount }
        var count = row.count
        while count > 1 {
            count /= 2
            TreeHash.node(pairs: count, of: &row, from: 0)
        }
        return row[0]
    }

    /// Makes rows of single hashes.
    static func withRows<Result>(
        _ hashes: (UInt8, UInt64) throws -> Digest, _ body: (RowReader) throws -> Result
    ) rethrows -> Result {
        try withoutActuallyEscaping(hashes) { hashes in
            try body { (level, first, count, row) in
                for offset in 0..<UInt64(count) { row.append(try hashes(level, first + offset)) }
            }
        }
    }

    static var wrongHashCount: TransparencyError {
        TransparencyError(
            .wrongHashCount, "The source of tree hashes gave another number of hashes than it was asked for",
            remedy: "Check the log's stored tree with verify.")
    }
}

/// Leaves `start` up to but not including `end`, where these are a subtree of an RFC 6962 tree: `start` is a multiple of the
/// smallest power of two that is not less than the number of leaves.
struct LeafRange: Hashable {
    var start: UInt64
    var end: UInt64

    init(_ start: UInt64, _ end: UInt64) {
        self.start = start
        self.end = end
    }

    /// Where RFC 6962 cuts the range: after the largest power of two that is less than its number of leaves (at least two).
    var middle: UInt64 {
        start + 1 << UInt64(UInt64.bitWidth - 1 - (end - start - 1).leadingZeroBitCount)
    }

    /// Calls `body` for each perfect subtree, the largest first, with its height and the number of such to its left.
    func forEachPeak(_ body: (_ height: Int, _ index: UInt64) throws -> Void) rethrows {
        var position = start
        while position < end {
            let height = UInt64.bitWidth - 1 - (end - position).leadingZeroBitCount
            try body(height, position >> UInt64(height))
            position += 1 << UInt64(height)
        }
    }
}
