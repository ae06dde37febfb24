package import TransparencyLog

extension Ledger {
    /// The root that a log's tree had at a smaller size, and the hashes that open the tree there, as
    /// ``TransparencyLog/MerkleTree/roots(opening:from:to:)`` has them.
    /// - Parameters:
    ///   - oldSize: more than 0, and less than `size`.
    ///   - size: at most the size of the tree here.
    /// - Throws: `damaged`, `closed`, `busy`; `TransparencyError` where the sizes are none of this tree.
    package func opening(
        of log: LogIdentity, at oldSize: UInt64, in size: UInt64
    ) throws -> (root: Digest, proof: [Digest]) {
        try store.read { transaction in
            let root = try MerkleTree.root(
                size: oldSize,
                rows: { (level, first, count, row) in
                    try store.tables.appendHashes(
                        log: log.local, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
                })
            let proof = try MerkleTree.consistencyProof(
                from: oldSize, to: size,
                rows: { (level, first, count, row) in
                    try store.tables.appendHashes(
                        log: log.local, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
                })
            return (root, oldSize & (oldSize - 1) == 0 ? [root] + proof : proof)
        }
    }
}
