import Testing

@testable import TransparencyLog

@Suite("Published vectors of trees and proofs")
struct TreeVectorTests {
    struct RFC6962: Decodable {
        struct Inclusion: Decodable {
            var index: UInt64
            var size: UInt64
            var proof: [String]
        }
        struct Consistency: Decodable {
            var from: UInt64
            var to: UInt64
            var proof: [String]
        }
        struct Subtrees: Decodable {
            var maximum: UInt64
            var hashes: String
            var inclusionProofs: String
            var consistencyProofs: String
        }
        var hashes: [String: String]
        var leaves: [String]
        var nodes: [[String]]
        var roots: [String]
        var inclusionProofs: [Inclusion]
        var consistencyProofs: [Consistency]
        var subtrees: Subtrees
    }

    @Test("Leaf hashes, nodes and roots of the tree of eight leaves are as published.")
    func eightLeaves() throws {
        let vectors: RFC6962 = try Vectors.load("rfc6962.json")
        #expect(TreeHash.empty.hex == vectors.hashes["empty"])
        #expect(TreeHash.leaf([]).hex == vectors.hashes["emptyLeaf"])
        #expect(TreeHash.leaf(Array("L123456".utf8)).hex == vectors.hashes["leafL123456"])
        let leaves = try vectors.leaves.map { TreeHash.leaf(try bytes(hex: $0)) }
        var level = leaves
        for published in vectors.nodes {
            #expect(level.map(\.hex) == published)
            level = (0..<level.count / 2).map { TreeHash.node(level[2 * $0], level[2 * $0 + 1]) }
        }
        #expect(vectors.roots.count == 9)
        var frontier = Frontier()
        for (size, root) in vectors.roots.enumerated() {
            #expect(frontier.root.hex == root)
            #expect(MerkleTree.root(of: Array(leaves.prefix(size))).hex == root)
            if size < leaves.count { frontier.append(leaves[size]) }
        }
        let hashes = { (_: UInt8, index: UInt64) in leaves[Int(index)] }
        #expect(vectors.inclusionProofs.count == 7 && vectors.consistencyProofs.count == 4)
        for vector in vectors.inclusionProofs {
            let proof = try MerkleTree.inclusionProof(index: vector.index, size: vector.size, hashes: hashes)
            #expect(proof.map(\.hex) == vector.proof)
        }
        for vector in vectors.consistencyProofs {
            let proof = try MerkleTree.consistencyProof(from: vector.from, to: vector.to, hashes: hashes)
            #expect(proof.map(\.hex) == vector.proof)
        }
    }

    @Test(
        "All hashes, inclusion and consistency proofs of subtrees up to 130 leaves are as published, in one hash each.")
    func subtrees() throws {
        let vectors = try Vectors.load("rfc6962.json", as: RFC6962.self).subtrees
        let leaves = (0..<vectors.maximum).map { TreeHash.leaf([UInt8($0)]) }
        let rows: MerkleTree.RowReader = { (_, first, count, row) in
            row.append(contentsOf: leaves[Int(first)..<Int(first) + count])
        }
        var row: [Digest] = []
        var hashes = ""
        var inclusion = ""
        var consistency = ""
        func subtrees(of end: UInt64) -> [LeafRange] {
            // Valid subtrees begin at a multiple of the power of two that is not below their length.
            (0...end).filter { start in
                var power: UInt64 = 1
                while power < end - start { power *= 2 }
                return start % power == 0
            }
            .map { LeafRange($0, end) }
        }
        // The same few subtrees come again and again.
        var digits: [LeafRange: String] = [:]
        func line(_ prefix: String, _ parts: [LeafRange]) throws -> String {
            var line = prefix
            for part in parts {
                let hash = try digits[part] ?? MerkleTree.hash(of: part, rows, &row).hex
                digits[part] = hash
                line += " " + hash
            }
            return line + "\n"
        }
        for end in 0...vectors.maximum {
            for subtree in subtrees(of: end) {
                let name = "[\(subtree.start), \(end))"
                hashes += "\(name) \(try MerkleTree.hash(of: subtree, rows, &row).hex)\n"
                for index in subtree.start..<end {
                    inclusion += try line(
                        "\(index) \(name)", MerkleTree.inclusionParts(index: index, in: subtree))
                }
            }
        }
        for size in 0...vectors.maximum {
            for end in 0...size {
                for subtree in subtrees(of: end) {
                    consistency += try line(
                        "[\(subtree.start), \(end)) \(size)",
                        MerkleTree.consistencyParts(of: subtree, size: size))
                }
            }
        }
        #expect(Digest.sha256(Array(hashes.utf8)).hex == vectors.hashes)
        #expect(Digest.sha256(Array(inclusion.utf8)).hex == vectors.inclusionProofs)
        #expect(Digest.sha256(Array(consistency.utf8)).hex == vectors.consistencyProofs)
    }

    struct Probes<Vector: Decodable>: Decodable {
        var vectors: [Vector]
    }

    struct InclusionProbe: Decodable {
        var name: String
        var leafIdx: UInt64
        var treeSize: UInt64
        var root: String
        var leafHash: String
        var proof: [String]
        var wantErr: Bool
    }

    @Test("Inclusion probes of transparency-dev/merkle are accepted and refused as published.")
    func inclusionProbes() throws {
        let probes = try Vectors.load("inclusion-probes.json", as: Probes<InclusionProbe>.self).vectors
        #expect(probes.count == 98 && probes.count { !$0.wantErr } == 6)
        for probe in probes {
            // What is not 32 bytes long is refused before any tree is looked at.
            let hashes = ([probe.leafHash, probe.root] + probe.proof).map { Digest(base64: $0) }
            guard !hashes.contains(nil) else {
                #expect(probe.wantErr, "\(probe.name)")
                continue
            }
            let all = hashes.compactMap { $0 }
            let code = refusal {
                try MerkleTree.verifyInclusion(
                    leaf: all[0], index: probe.leafIdx, size: probe.treeSize, proof: Array(all[2...]), root: all[1])
            }
            #expect((code != nil) == probe.wantErr, "\(probe.name)")
        }
    }

    struct ConsistencyProbe: Decodable {
        var name: String
        var size1: UInt64
        var size2: UInt64
        var root1: String
        var root2: String
        var proof: [String]
        var wantErr: Bool
    }

    @Test("Consistency probes of transparency-dev/merkle are accepted and refused as published.")
    func consistencyProbes() throws {
        let probes = try Vectors.load("consistency-probes.json", as: Probes<ConsistencyProbe>.self).vectors
        #expect(probes.count == 98 && probes.count { !$0.wantErr } == 6)
        for probe in probes {
            let hashes = ([probe.root1, probe.root2] + probe.proof).map { Digest(base64: $0) }
            guard !hashes.contains(nil) else {
                // One probe is right elsewhere with two roots of 12 bytes: here these are no hashes.
                #expect(
                    probe.wantErr || probe.name == "additional/sizes-are-equal-one-and-proof-is-empty", "\(probe.name)")
                continue
            }
            let all = hashes.compactMap { $0 }
            let code = refusal {
                try MerkleTree.verifyConsistency(
                    from: probe.size1, all[0], to: probe.size2, all[1], proof: Array(all[2...]))
            }
            #expect((code != nil) == probe.wantErr, "\(probe.name)")
        }
    }
}
