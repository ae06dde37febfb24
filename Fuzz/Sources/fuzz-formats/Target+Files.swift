import EntryFormat
import Evidence
import FuzzDriver
import TransparencyLog

extension FuzzTarget {
    /// A proof file (C2SP tlog-proof).
    static let proofFile = FuzzTarget.onArray("proof-file", longest: 4096) { bytes in
        let proof: TLogProof
        do {
            proof = try TLogProof(bytes)
        } catch {
            return show(error)
        }
        demand(proof.text.utf8.elementsEqual(bytes), "there is one text for one proof file")
        let leaf = TreeHash.leaf(proof.extraData)
        guard let checkpoint = try? Checkpoint(proof.note.text), let key = SampleKeys.log(checkpoint.origin) else {
            return
        }
        mustRefuse("a proof of a log whose key did not sign is refused") {
            try proof.verified(leaf: leaf, origin: checkpoint.origin, logKeys: [key.verifierKey])
        }
        // Under a checkpoint of ours with the root that the proof leads to, it holds.
        guard
            let root = try? MerkleTree.root(
                leaf: leaf, index: proof.index, size: checkpoint.size, proof: proof.hashes),
            let ours = try? Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: root)
        else { return }
        let made = must("a proof under our checkpoint can be made") {
            try TLogProof(
                index: proof.index, hashes: proof.hashes, note: try ours.signed(by: key), extraData: proof.extraData)
        }
        let again = must("what was written can be read") { try TLogProof(made.text) }
        demand(again == made, "reading gives the same proof")
        let signed = must("a proof that leads to the root holds") {
            try again.verified(leaf: leaf, origin: ours.origin, logKeys: [key.verifierKey])
        }
        demand(signed.checkpoint == ours, "verifying gives the checkpoint")
        mustRefuse("a proof is of its leaf only") {
            try again.verified(
                leaf: TreeHash.node(leaf, leaf), origin: ours.origin, logKeys: [key.verifierKey])
        }
    }

    /// An evidence file: as it comes, and under checkpoints that we sign, so that its entries are looked at.
    static let evidence = FuzzTarget.onArray("evidence", longest: 8192) { bytes in
        let file: EvidenceFile
        do {
            file = try EvidenceFile(parsing: bytes)
        } catch {
            return show(error)
        }
        demand(file.encoded() == bytes, "there is one byte string for one evidence file")
        verify(file, trust: SampleKeys.known)
        mustRefuse("a file of logs that nobody trusts is refused") { try file.verify(trust: []) }
        guard let (ours, trust) = signedByUs(file) else { return }
        let again = must("what was written can be read") { try EvidenceFile(parsing: ours.encoded()) }
        demand(again == ours, "reading gives the same file")
        verify(again, trust: trust)
    }

    private static func verify(_ file: EvidenceFile, trust: [VerifierKey]) {
        do {
            let verdict = try file.verify(trust: trust, registrars: trust.filter { $0.type == .ed25519 })
            demand(verdict.entries.count == file.logs.reduce(0) { $0 + $1.entries.count }, "every entry is proven")
            demand(verdict.heads.map(\.origin) == file.logs.map(\.origin), "every log has a head")
            for head in verdict.heads { demand(trust.contains(head.key), "only trusted logs are heard") }
            for entry in verdict.entries {
                demand((try? entry.fields.encoded()) != nil, "a proven entry is well-formed")
            }
        } catch {
            show(error)
        }
    }

    /// The same entries under checkpoints with the roots to which each log's first proof leads, signed by sample keys.
    private static func signedByUs(_ file: EvidenceFile) -> (file: EvidenceFile, trust: [VerifierKey])? {
        var logs: [EvidenceFile.Log] = []
        var trust: [VerifierKey] = []
        for log in file.logs {
            guard let key = SampleKeys.log(log.origin), let theirs = try? Checkpoint(log.checkpoint.text),
                let first = log.entries.first.map({ (TreeHash.leaf($0.bytes), $0.number, $0.proof) })
                    ?? log.hidden.first.map({ ($0.leaf, $0.number, $0.proof) })
            else { return nil }
            let root = try? MerkleTree.root(leaf: first.0, index: first.1, size: theirs.size, proof: first.2)
            guard
                let ours = try? Checkpoint(
                    origin: log.origin, size: theirs.size, root: theirs.size == 0 ? theirs.root : root ?? theirs.root)
            else { return nil }
            logs.append(
                must("a log can be signed for") {
                    try EvidenceFile.Log(
                        key: key.verifierKey, checkpoint: try ours.signed(by: key), entries: log.entries,
                        hidden: log.hidden)
                })
            trust.append(key.verifierKey)
        }
        return (
            must("a file of the same entries can be made") {
                try EvidenceFile(
                    version: file.version, stream: file.stream, related: file.related, policy: file.policy, logs: logs,
                    exhibits: file.exhibits)
            }, trust
        )
    }
}
