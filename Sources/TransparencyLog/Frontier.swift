/// The right-hand edge of an RFC 6962 tree: all that is needed to append leaves and to know the root.
///
/// A tree of *n* leaves is, from left to right, one perfect subtree for each bit that is set in *n*, the largest first. The
/// frontier holds the roots of these (its peaks): at most 64 digests whatever the size (a "compact range" elsewhere).
public struct Frontier: Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64

    /// The peak of height *h* stands at place *h* if bit *h* of `size` is set; else what stands there is stale and unread.
    @usableFromInline var slots: [Digest]

    /// The frontier of the tree without leaves.
    public init() {
        size = 0
        slots = []
    }

    /// The frontier of `size` leaves with these peaks, the largest subtree's first.
    ///
    /// - Returns: `nil` unless there are as many peaks as bits set in `size`.
    public init?(size: UInt64, peaks: some Collection<Digest>) {
        guard peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        let height = UInt64.bitWidth - size.leadingZeroBitCount
        slots = [Digest](repeating: TreeHash.empty, count: height)
        var left = size
        for peak in peaks {
            let level = UInt64.bitWidth - 1 - left.leadingZeroBitCount
            slots[level] = peak
            left &= ~(1 << UInt64(level))
        }
    }

    /// The roots of the perfect subtrees, the largest first: one for each bit set in ``size``.
    public var peaks: [Digest] {
        var peaks: [Digest] = []
        peaks.reserveCapacity(size.nonzeroBitCount)
        for level in slots.indices.reversed() where size >> UInt64(level) & 1 == 1 { peaks.append(slots[level]) }
        return peaks
    }

    /// The Merkle tree hash of all leaves (RFC 6962, section 2.1).
    ///
    /// - Complexity: one node hash less than there are peaks.
    public var root: Digest {
        guard size > 0 else { return TreeHash.empty }
        var level = size.trailingZeroBitCount
        var root = slots[level]
        level += 1
        while level < slots.count {
            if size >> UInt64(level) & 1 == 1 { root = TreeHash.node(slots[level], root) }
            level += 1
        }
        return root
    }

    /// Appends a leaf hash. Traps at 2^64 leaves.
    ///
    /// - Complexity: one node hash on average.
    public mutating func append(_ leaf: Digest) {
        append(leaf) { (_, _, _) in }
    }

    /// Appends a leaf hash and hands out every hash that it completes at a tile level (tree levels 0, 8, 16, …).
    ///
    /// `completed` takes the tile level, the index of the hash in that level, and the hash: first the leaf itself at level 0
    /// with the index `size`; then, if the leaf completes a run of 256 leaves, the root of that run at level 1; and so on. In
    /// each level the indices come in order without gaps, so they can be written to the ends of tile rows.
    ///
    /// - Throws: what `completed` throws; the frontier is then unchanged.
    /// - Complexity: one node hash on average, no allocation once the tree has its height.
    @inlinable
    public mutating func append<Failure: Error>(
        _ leaf: Digest,
        completed: (_ level: UInt8, _ index: UInt64, _ hash: Digest) throws(Failure) -> Void
    ) throws(Failure) {
        var hash = leaf
        var level = 0
        try completed(0, size, hash)
        while size >> UInt64(level) & 1 == 1 {
            hash = TreeHash.node(slots[level], hash)
            level += 1
            if level & 7 == 0 { try completed(UInt8(level >> 3), size >> UInt64(level), hash) }
        }
        place(hash, at: level)
    }

    /// Appends leaf hashes as if one after the other, and hands out every hash that they complete at a tile level: all of one
    /// level in order, then those of the next.
    ///
    /// What is completed is computed level by level, many nodes at a time, which takes half the time of single nodes.
    ///
    /// - Throws: what `completed` throws; the frontier is then unchanged.
    /// - Complexity: as ``append(_:completed:)``; one copy of `leaves`.
    public mutating func append<Failure: Error>(
        contentsOf leaves: [Digest],
        completed: (_ level: UInt8, _ index: UInt64, _ hash: Digest) throws(Failure) -> Void
    ) throws(Failure) {
        var peaks = slots
        var row = leaves
        var count = row.count
        var level = 0
        while count > 0 {
            let first = size >> UInt64(level)
            if level & 7 == 0 {
                for place in 0..<count { try completed(UInt8(level >> 3), first + UInt64(place), row[place]) }
            }
            // The first closes a pair that was begun before, the last may begin one.
            let closing = Int(first & 1)
            let pairs = (count - closing) / 2
            if closing == 1 { row[0] = TreeHash.node(peaks[level], row[0]) }
            if (count - closing) & 1 == 1 {
                while peaks.count <= level { peaks.append(TreeHash.empty) }
                peaks[level] = row[count - 1]
            }
            TreeHash.node(pairs: pairs, of: &row, from: closing)
            count = closing + pairs
            level += 1
        }
        slots = peaks
        size += UInt64(leaves.count)
    }

    /// Appends leaf hashes as if one after the other.
    public mutating func append(contentsOf leaves: [Digest]) {
        append(contentsOf: leaves) { (_, _, _) in }
    }

    @usableFromInline
    mutating func place(_ hash: Digest, at level: Int) {
        if level == slots.count {
            if level == 0 { slots.reserveCapacity(UInt64.bitWidth) }
            slots.append(hash)
        } else {
            slots[level] = hash
        }
        size += 1
    }
}

extension Frontier: Equatable {
    public static func == (left: Frontier, right: Frontier) -> Bool {
        left.size == right.size && left.peaks == right.peaks
    }
}
