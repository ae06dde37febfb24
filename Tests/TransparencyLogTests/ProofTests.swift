import Testing

@testable import TransparencyLog

@Suite("Proofs against the definition of RFC 6962")
struct ProofTests {
    @Test(
        "Every root, inclusion proof and consistency proof of every size up to 70 is that of the definition, and verifies."
    )
    func smallTrees() throws {
        let twin = TwinTree(count: 70)
        for size in 0...70 {
            let hashes = { (level: UInt8, index: UInt64) in try twin.tileHash(level, index, size: size) }
            let root = twin.root(size)
            #expect(try MerkleTree.root(size: UInt64(size), hashes: hashes) == root)
            #expect(MerkleTree.root(of: Array(twin.leaves.prefix(size))) == root)
            for leaf in 0..<size {
                let proof = try MerkleTree.inclusionProof(index: UInt64(leaf), size: UInt64(size), hashes: hashes)
                #expect(proof == twin.path(leaf, 0, size))
                try MerkleTree.verifyInclusion(
                    leaf: twin.leaves[leaf], index: UInt64(leaf), size: UInt64(size), proof: proof, root: root)
            }
            for old in 0...size {
                let proof = try MerkleTree.consistencyProof(from: UInt64(old), to: UInt64(size), hashes: hashes)
                #expect(proof == twin.proof(old, size))
                try MerkleTree.verifyConsistency(
                    from: UInt64(old), twin.root(old), to: UInt64(size), root, proof: proof)
            }
        }
    }

    @Test("Roots, frontiers and proofs of larger trees of random sizes are those of the definition.")
    func largerTrees() throws {
        var generator = SeededGenerator(seed: 42)
        let all = TwinTree(count: 70_000)
        var rows: [[Digest]] = [[], [], []]
        var frontier = Frontier()
        for leaf in all.leaves { frontier.append(leaf) { (level, _, hash) in rows[Int(level)].append(hash) } }
        let sizes =
            [256, 511, 65_536, 65_537, 70_000] + (0..<4).map { _ in Int.random(in: 71...70_000, using: &generator) }
        for size in sizes {
            let read: MerkleTree.RowReader = { (level, first, count, row) in
                // A source that has only the first `size` leaves, and whose rows never cross a tile.
                let end = Int(first) + count
                guard end <= size >> (8 * Int(level)) else { throw TwinTree.BeyondTree(level: level, index: first) }
                #expect(first / 256 == UInt64(end - 1) / 256)
                row.append(contentsOf: rows[Int(level)][Int(first)..<end])
            }
            let root = all.root(size)
            #expect(try MerkleTree.root(size: UInt64(size), rows: read) == root)
            let edge = try MerkleTree.frontier(size: UInt64(size), rows: read)
            #expect(edge.size == UInt64(size) && edge.root == root)
            for leaf in [0, size - 1, size / 2] + (0..<4).map({ _ in Int.random(in: 0..<size, using: &generator) }) {
                let proof = try MerkleTree.inclusionProof(index: UInt64(leaf), size: UInt64(size), rows: read)
                try MerkleTree.verifyInclusion(
                    leaf: all.leaves[leaf], index: UInt64(leaf), size: UInt64(size), proof: proof, root: root)
            }
            for old in [1, size - 1] + (0..<2).map({ _ in Int.random(in: 1..<size, using: &generator) }) {
                let proof = try MerkleTree.consistencyProof(from: UInt64(old), to: UInt64(size), rows: read)
                try MerkleTree.verifyConsistency(
                    from: UInt64(old), all.root(old), to: UInt64(size), root, proof: proof)
            }
        }
        // One of each, hash for hash.
        let hashes = { (level: UInt8, index: UInt64) in rows[Int(level)][Int(index)] }
        #expect(
            try MerkleTree.inclusionProof(index: 65_900, size: 70_000, hashes: hashes) == all.path(65_900, 0, 70_000))
        #expect(
            try MerkleTree.consistencyProof(from: 300, to: 70_000, hashes: hashes) == all.proof(300, 70_000))
    }

    @Test("A proof reads hashes of tile levels only, and none beyond the tree.")
    func reads() throws {
        let twin = TwinTree(count: 600)
        var asked: Set<[UInt64]> = []
        _ = try MerkleTree.inclusionProof(index: 599, size: 600) { (level, index) in
            asked.insert([UInt64(level), index])
            return try twin.tileHash(level, index, size: 600)
        }
        // Two full tiles by their hashes at level 1, and the rest of the third tile one by one.
        #expect(asked == Set([[1, 0], [1, 1]] + (512..<599).map { [0, $0] }))
    }

    @Test("What the source of hashes throws comes out, and too few hashes are refused.")
    func failingSource() {
        #expect(throws: TwinTree.BeyondTree(level: 0, index: 1)) {
            try MerkleTree.inclusionProof(index: 0, size: 2) { (level, index) in
                throw TwinTree.BeyondTree(level: level, index: index)
            }
        }
        #expect(
            refusal { _ = try MerkleTree.root(size: 3, rows: { (_, _, _, row) in row.append(TreeHash.empty) }) }
                == .wrongHashCount)
        #expect(refusal { _ = try MerkleTree.frontier(size: 1, rows: { (_, _, _, _) in }) } == .wrongHashCount)
    }

    @Test("Indices and sizes that cannot be are refused when a proof is made.")
    func impossibleProofs() {
        let none = { (_: UInt8, _: UInt64) in TreeHash.empty }
        #expect(refusal { _ = try MerkleTree.inclusionProof(index: 0, size: 0, hashes: none) } == .indexOutOfRange)
        #expect(refusal { _ = try MerkleTree.inclusionProof(index: 5, size: 5, hashes: none) } == .indexOutOfRange)
        #expect(refusal { _ = try MerkleTree.consistencyProof(from: 6, to: 5, hashes: none) } == .sizesReversed)
    }

    @Test(
        "Proofs of trees near 2^64 leaves are made and verified.",
        arguments: [UInt64.max, 1 << 63, (1 << 63) + 1] as [UInt64])
    func hugeTrees(size: UInt64) throws {
        // All hashes of a level are alike, so that a huge tree needs no memory.
        var levels = [TreeHash.leaf([])]
        for _ in 0..<64 { levels.append(TreeHash.node(levels[levels.count - 1], levels[levels.count - 1])) }
        let hashes = { (level: UInt8, _: UInt64) in levels[8 * Int(level)] }
        let root = try MerkleTree.root(size: size, hashes: hashes)
        for index in [0, size / 2, size - 1] {
            let proof = try MerkleTree.inclusionProof(index: index, size: size, hashes: hashes)
            try MerkleTree.verifyInclusion(leaf: levels[0], index: index, size: size, proof: proof, root: root)
        }
        for old in [1, size / 2 + 1, size - 1] {
            let proof = try MerkleTree.consistencyProof(from: old, to: size, hashes: hashes)
            #expect(proof.count <= MerkleTree.maximumProofCount)
            try MerkleTree.verifyConsistency(
                from: old, try MerkleTree.root(size: old, hashes: hashes), to: size, root, proof: proof)
        }
    }
}
