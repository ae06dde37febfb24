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
        verify(file, trust: SampleKeys.known, registrars: SampleKeys.known.filter { $0.type == .ed25519 })
        verify(file, trust: [], registrars: [SampleKeys.registrar])
        mustRefuse("a file of logs that nobody trusts is refused") { try file.verify(trust: []) }
        guard let (ours, trust) = Resigned.file(file) else { return }
        let again = must("what was written can be read") { try EvidenceFile(parsing: ours.encoded()) }
        demand(again == ours, "reading gives the same file")
        verify(again, trust: trust, registrars: trust.filter { $0.type == .ed25519 })
        // Registrars are those who speak of parties.
        let registrars = again.logs.filter { $0.entries.contains { $0.bytes.contains(party) } }.map(\.key)
        verify(again, trust: trust, registrars: registrars)
    }

    /// How the names of the streams begin in which a registrar speaks of parties.
    private static let party = Array("party/".utf8)

    private static func verify(_ file: EvidenceFile, trust: [VerifierKey], registrars: [VerifierKey]) {
        do {
            let verdict = try file.verify(trust: trust, registrars: registrars)
            demand(verdict.entries.count == file.logs.reduce(0) { $0 + $1.entries.count }, "every entry is proven")
            demand(verdict.heads.map(\.origin) == file.logs.map(\.origin), "every log has a head")
            for head in verdict.heads {
                demand(
                    trust.contains(head.key) || registrars.contains(head.key) || head.range != nil,
                    "only trusted logs are heard")
            }
            for entry in verdict.entries {
                demand((try? entry.fields.encoded()) != nil, "a proven entry is well-formed")
            }
            demand(verdict.hidden.count == file.logs.reduce(0) { $0 + $1.hidden.count }, "every hidden entry is proven")
            demand(verdict.convictions.count == file.exhibits.count, "every exhibit convicts")
            demand(
                zip(file.logs, verdict.heads).allSatisfy { $0.quorum == nil || $0.quorum == $1.quorum },
                "a quorum that is stated is there")
            for receipt in verdict.receipts {
                demand(receipt.origin != receipt.acknowledged.origin, "nobody acknowledges what is its own")
                demand(
                    receipt.covered.allSatisfy { $0 <= receipt.acknowledged.number },
                    "a receipt covers what stands up to the entry that it names")
            }
            for head in verdict.heads where head.range.map({ _ in !head.isRegistrar }) ?? false {
                demand(
                    (head.range?.from ?? 0) <= head.size && head.size < head.range?.until ?? .max,
                    "a head is of a size at which its key signs")
            }
        } catch {
            show(error)
        }
    }
}
