import Testing

@testable import TransparencyLog

@Suite("Forged proofs")
struct ForgedProofTests {
    private let twin = TwinTree(count: 40)

    /// Every way that a list of hashes is wrong without being another's right one.
    private func mutations(of proof: [Digest], roots: [Digest]) -> [[Digest]] {
        var mutations: [[Digest]] = []
        for place in proof.indices {
            for bit in [0, 77, 255] {
                var bytes = proof[place].bytes
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                mutations.append(proof.replacing(place, with: Digest(bytes)!))
            }
            var without = proof
            without.remove(at: place)
            mutations.append(without)
            if place > 0, proof[place] != proof[place - 1] {
                var swapped = proof
                swapped.swapAt(place, place - 1)
                mutations.append(swapped)
            }
        }
        for extra in roots + [TreeHash.empty] {
            mutations.append(proof + [extra])
            mutations.append([extra] + proof)
        }
        if !proof.isEmpty { mutations.append([]) }
        mutations.append(proof + proof + [TreeHash.empty])
        mutations.append([Digest](repeating: TreeHash.empty, count: 70))
        return mutations
    }

    @Test("Every inclusion proof that was changed, or is given for another leaf, number, size or root, is refused.")
    func inclusion() throws {
        for size in [1, 2, 3, 7, 8, 11, 16, 33] {
            let root = twin.root(size)
            for leaf in 0..<size {
                let proof = twin.path(leaf, 0, size)
                func check(
                    leaf hash: Digest, index: Int, size: Int, proof: [Digest], root: Digest
                ) -> TransparencyError.Code? {
                    refusal {
                        try MerkleTree.verifyInclusion(
                            leaf: hash, index: UInt64(index), size: UInt64(size), proof: proof, root: root)
                    }
                }
                let hash = twin.leaves[leaf]
                #expect(check(leaf: hash, index: leaf, size: size, proof: proof, root: root) == nil)
                for forged in mutations(of: proof, roots: [root, hash]) {
                    let code = check(leaf: hash, index: leaf, size: size, proof: forged, root: root)
                    #expect(code == (forged.count == proof.count ? .wrongRoot : .wrongProofLength))
                }
                #expect(
                    check(leaf: root, index: leaf, size: size, proof: [], root: root)
                        == (size == 1 ? nil : .wrongProofLength))
                #expect(check(leaf: twin.leaves[39], index: leaf, size: size, proof: proof, root: root) == .wrongRoot)
                #expect(check(leaf: hash, index: leaf, size: size, proof: proof, root: twin.root(39)) == .wrongRoot)
                #expect(check(leaf: hash, index: size, size: size, proof: proof, root: root) == .indexOutOfRange)
                for other in 0..<size where other != leaf {
                    #expect(check(leaf: hash, index: other, size: size, proof: proof, root: root) != nil)
                }
            }
        }
    }

    @Test("A node is not accepted in place of an entry.")
    func secondPreimage() throws {
        // Leaves 0 and 1 under their parent: the parent passed off as leaf 0 of a tree half as large.
        let root = twin.root(4)
        let parent = twin.hash(0, 2)
        try MerkleTree.verifyInclusion(leaf: parent, index: 0, size: 2, proof: [twin.hash(2, 4)], root: root)
        // That is why the leaf hash has a prefix of its own: no entry hashes to the parent.
        let entry = twin.leaves[0].bytes + twin.leaves[1].bytes
        #expect(TreeHash.leaf(entry) != parent)
        #expect(TreeHash.leaf([1] + entry) != parent)
    }

    @Test("Every consistency proof that was changed, or is given for other sizes or roots, is refused.")
    func consistency() throws {
        for (old, size) in [
            (1, 2), (1, 8), (2, 5), (3, 7), (4, 8), (6, 8), (7, 8), (8, 9), (13, 33), (16, 32), (5, 40),
        ] {
            let proof = twin.proof(old, size)
            let roots = (twin.root(old), twin.root(size))
            func check(_ old: Int, _ oldRoot: Digest, _ size: Int, _ root: Digest, _ proof: [Digest])
                -> TransparencyError.Code?
            {
                refusal {
                    try MerkleTree.verifyConsistency(from: UInt64(old), oldRoot, to: UInt64(size), root, proof: proof)
                }
            }
            #expect(check(old, roots.0, size, roots.1, proof) == nil)
            for forged in mutations(of: proof, roots: [roots.0, roots.1]) {
                let code = check(old, roots.0, size, roots.1, forged)
                #expect(code == (forged.count == proof.count ? .wrongRoot : .wrongProofLength))
            }
            #expect(check(old, roots.1, size, roots.0, proof) == .wrongRoot)
            #expect(check(old, roots.0, size, twin.root(size - 1), proof) != nil)
            #expect(check(old, TreeHash.empty, size, roots.1, proof) == .wrongRoot)
            #expect(check(size, roots.1, old, roots.0, proof) == .sizesReversed)
            for other in 0...40 where other != old && other <= size {
                #expect(check(other, roots.0, size, roots.1, proof) != nil)
            }
        }
    }

    @Test("Equal sizes need equal roots and no proof; the empty tree needs its own root and no proof.")
    func trivialConsistency() {
        let (four, other, empty) = (twin.root(4), twin.root(5), TreeHash.empty)
        func check(_ old: UInt64, _ oldRoot: Digest, _ size: UInt64, _ root: Digest, _ proof: [Digest])
            -> TransparencyError.Code?
        {
            refusal { try MerkleTree.verifyConsistency(from: old, oldRoot, to: size, root, proof: proof) }
        }
        #expect(check(4, four, 4, four, []) == nil)
        #expect(check(4, four, 4, other, []) == .conflictingRoots)
        #expect(check(4, four, 4, four, [four]) == .wrongProofLength)
        #expect(check(0, empty, 0, empty, []) == nil)
        #expect(check(0, empty, 0, four, []) == .conflictingRoots)
        #expect(check(0, empty, 4, four, []) == nil)
        #expect(check(0, empty, 4, four, [four]) == .wrongProofLength)
        #expect(check(0, four, 4, four, []) == .wrongRoot)
        #expect(check(2, twin.root(2), 4, four, []) == .wrongProofLength)
    }
}

extension [Digest] {
    fileprivate func replacing(_ place: Int, with digest: Digest) -> [Digest] {
        var copy = self
        copy[place] = digest
        return copy
    }
}
