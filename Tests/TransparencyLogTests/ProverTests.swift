import Testing

@testable import TransparencyLog

@Suite("Proofs of many leaves of one tree")
struct ProverTests {
    /// The hashes of the tile levels of a tree, read in rows; counts what is read.
    private struct Source {
        var rows: [[Digest]] = [[], [], []]

        init(_ leaves: [Digest]) {
            var frontier = Frontier()
            for leaf in leaves { frontier.append(leaf) { (level, _, hash) in rows[Int(level)].append(hash) } }
        }

        func read(_ level: UInt8, _ first: UInt64, _ count: Int, _ row: inout [Digest]) throws {
            row += rows[Int(level)][Int(first)..<Int(first) + count]
        }
    }

    @Test("They are the single leaves' proofs, for every leaf of small trees, in any order.")
    func smallTrees() throws {
        let twin = TwinTree(count: 70)
        var random = SeededGenerator(seed: 70)
        for size in 1...70 {
            let source = Source(Array(twin.leaves.prefix(size)))
            var prover = MerkleTree.Prover(size: UInt64(size))
            for leaf in (0..<size).shuffled(using: &random) {
                #expect(try prover.inclusionProof(index: UInt64(leaf), rows: source.read) == twin.path(leaf, 0, size))
            }
        }
    }

    @Test(
        "They are the single leaves' proofs, and verify, in larger trees of random sizes, which have several tile levels."
    )
    func largerTrees() throws {
        var random = SeededGenerator(seed: 71)
        let all = TwinTree(count: 70_000)
        let sizes =
            [256, 257, 511, 65_536, 65_537, 70_000] + (0..<4).map { _ in Int.random(in: 71...70_000, using: &random) }
        for size in sizes {
            let source = Source(Array(all.leaves.prefix(size)))
            let root = try MerkleTree.root(size: UInt64(size), rows: source.read)
            var prover = MerkleTree.Prover(size: UInt64(size))
            let chosen =
                [0, size - 1, size / 2] + (0..<60).map { _ in Int.random(in: 0..<size, using: &random) }.sorted()
            for leaf in chosen {
                let proof = try prover.inclusionProof(index: UInt64(leaf), rows: source.read)
                #expect(
                    try proof
                        == MerkleTree.inclusionProof(index: UInt64(leaf), size: UInt64(size), rows: source.read))
                try MerkleTree.verifyInclusion(
                    leaf: all.leaves[leaf], index: UInt64(leaf), size: UInt64(size), proof: proof, root: root)
            }
        }
    }

    @Test("Neighbours are proven from one tile: its hashes are read once.")
    func readsOnce() throws {
        let twin = TwinTree(count: 2_000)
        let source = Source(twin.leaves)
        var read = 0
        var prover = MerkleTree.Prover(size: 2_000)
        for leaf in 512..<768 as Range<UInt64> {
            _ = try prover.inclusionProof(index: leaf) { (level, first, count, row) in
                read += count
                try source.read(level, first, count, &row)
            }
        }
        // Its own tile, the unfinished one at the right-hand edge, the seven hashes above, and its own again.
        #expect(read == 256 + 208 + 7 + 256)
    }

    @Test("What is not in the tree is refused, and so is a source that gives too few hashes.")
    func refusals() throws {
        let source = Source(TwinTree(count: 300).leaves)
        for size in [0, 1, 299, 300] as [UInt64] {
            var prover = MerkleTree.Prover(size: size)
            let error = #expect(throws: TransparencyError.self) {
                _ = try prover.inclusionProof(index: size, rows: source.read)
            }
            #expect(error?.code == .indexOutOfRange)
        }
        var prover = MerkleTree.Prover(size: 300)
        let error = #expect(throws: TransparencyError.self) {
            _ = try prover.inclusionProof(index: 4) { (level, first, count, row) in
                try source.read(level, first, count - 1, &row)
            }
        }
        #expect(error?.code == .wrongHashCount)
    }
}
