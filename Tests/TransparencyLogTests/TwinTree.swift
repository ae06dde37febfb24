import TransparencyLog

/// The tree as RFC 6962, section 2.1, defines it, word for word and without any cleverness, over an array of leaf hashes.
struct TwinTree {
    var leaves: [Digest]

    /// Leaves that differ from each other and from other seeds' leaves.
    init(count: Int, seed: UInt64 = 1) {
        leaves = (0..<count).map { number in
            withUnsafeBytes(of: (seed.littleEndian, UInt64(number).littleEndian)) { TreeHash.leaf([UInt8]($0)) }
        }
    }

    /// MTH(D[start:end]).
    func hash(_ start: Int, _ end: Int) -> Digest {
        switch end - start {
        case 0: return TreeHash.empty
        case 1: return leaves[start]
        default:
            let split = start + Self.split(end - start)
            return TreeHash.node(hash(start, split), hash(split, end))
        }
    }

    func root(_ size: Int) -> Digest { hash(0, size) }

    /// PATH(m, D[start:end]), section 2.1.1.
    func path(_ leaf: Int, _ start: Int, _ end: Int) -> [Digest] {
        if end - start == 1 { return [] }
        let split = start + Self.split(end - start)
        if leaf < split { return path(leaf, start, split) + [hash(split, end)] }
        return path(leaf, split, end) + [hash(start, split)]
    }

    /// PROOF(m, D[n]), section 2.1.2.
    func proof(_ old: Int, _ size: Int) -> [Digest] {
        old == 0 || old == size ? [] : subproof(old, 0, size, true)
    }

    /// SUBPROOF(m, D[start:end], b); `old` counts from the very first leaf.
    private func subproof(_ old: Int, _ start: Int, _ end: Int, _ complete: Bool) -> [Digest] {
        if old == end { return complete ? [] : [hash(start, end)] }
        let split = start + Self.split(end - start)
        if old <= split { return subproof(old, start, split, complete) + [hash(split, end)] }
        return subproof(old, split, end, false) + [hash(start, split)]
    }

    /// The largest power of two below `count`.
    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    /// Hash `index` of a tile level, as the specification of tiles defines it: all that a store keeps.
    func tileHash(_ level: UInt8, _ index: UInt64, size: Int) throws -> Digest {
        let width = 1 << (8 * Int(level))
        let end = (Int(index) + 1) * width
        guard end <= size else { throw BeyondTree(level: level, index: index) }
        return hash(Int(index) * width, end)
    }

    /// A hash was asked for that the tree of that size does not have.
    struct BeyondTree: Error, Equatable {
        var level: UInt8
        var index: UInt64
    }
}
