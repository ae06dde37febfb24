import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Proofs from the stored tree")
struct StoredProofTests {
    /// A closed node of 300 entries of the center and 30 of the hospital.
    private func node() throws -> Workbench {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open()
        try ledger.add(0..<300)
        try ledger.add(300..<330, by: Workbench.hospital)
        ledger.close()
        return bench
    }

    @Test("Proofs of many entries are those of each alone, and lead to the root that the log had at that size.")
    func many() throws {
        let ledger = try node().open(readOnly: true)
        defer { ledger.close() }
        var random = SeededGenerator(300)
        for (log, count) in zip(ledger.logs, [300, 30] as [UInt64]) {
            for size in [1, 2, 29, 30, 255, 256, 257, 299, 300] as [UInt64] where size <= count {
                let root = try ledger.store.read { transaction in
                    try MerkleTree.root(size: size) { (level, index) in
                        try ledger.store.tables.requireHash(
                            log: log.local, tileLevel: Int(level), index: index, in: transaction)
                    }
                }
                for numbers in [Array(0..<size + 2), (0..<size + 2).shuffled(using: &random)] {
                    let proofs = try ledger.proofs(of: numbers, in: log, size: size)
                    let hashes = try ledger.inclusionProofs(of: numbers, in: log, size: size)
                    #expect(proofs.map { $0?.hashes } == hashes)
                    for (number, proof) in zip(numbers, proofs) {
                        guard number < size else {
                            #expect(proof == nil)
                            continue
                        }
                        let proof = try #require(proof)
                        try MerkleTree.verifyInclusion(
                            leaf: TreeHash.leaf(proof.entry), index: number, size: size, proof: proof.hashes, root: root
                        )
                    }
                }
                #expect(try ledger.proof(of: size - 1, in: log, size: size)?.number == size - 1)
            }
            #expect(try ledger.inclusionProofs(of: [0, 1], in: log, size: count + 1) == [nil, nil])
            #expect(try ledger.proof(of: 0, in: log, size: count + 1) == nil)
        }
    }

    @Test("A damaged hash of the tree makes no proof that verifies, save where it is not asked for.")
    func damagedHash() throws {
        let bench = try node()
        let key = RowKey.hashes(log: 0, tileLevel: 0, row: 1)
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
        let row = try #require(try store.read { try $0.copy(store.tables.hashes, key: key) })
        store.close()
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let places = file.places(of: row)
        try #require(!places.isEmpty)
        // One bit of the hash of entry 32 + 5.
        try file.withFlip(5 * 256 + 9, behind: places) {
            let ledger = try bench.open(readOnly: true)
            defer { ledger.close() }
            let log = ledger.logs[0]
            let checkpoint = try Checkpoint(Note(try #require(try ledger.checkpoint(of: log))).text)
            let error = #expect(throws: LedgerError.self) {
                try ledger.proofs(of: [37], in: log, size: checkpoint.size)
            }
            #expect(error?.code == .damaged)
            for number in [36, 40, 200] as [UInt64] {
                let proof = try #require(try ledger.proof(of: number, in: log, size: checkpoint.size))
                let refusal = #expect(throws: TransparencyError.self) {
                    try MerkleTree.verifyInclusion(
                        leaf: TreeHash.leaf(proof.entry), index: number, size: checkpoint.size, proof: proof.hashes,
                        root: checkpoint.root)
                }
                #expect(refusal?.code == .wrongRoot)
            }
            // The hashes of the second tile are whole, and the first stands for itself one level up.
            let proof = try #require(try ledger.proof(of: 290, in: log, size: checkpoint.size))
            try MerkleTree.verifyInclusion(
                leaf: TreeHash.leaf(proof.entry), index: 290, size: checkpoint.size, proof: proof.hashes,
                root: checkpoint.root)
        }
    }
}
