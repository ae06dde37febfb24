import Evidence
import FuzzDriver
import TransparencyLog

/// Evidence under signatures of ours: mutations of what was signed are looked at only so.
enum Resigned {
    /// The same entries under checkpoints with the roots to which each log's first proof leads, cosigned by witnesses that have the
    /// names of the policy's; and exhibits of the same sizes, of which the larger head is the one that the hashes open.
    static func file(_ file: EvidenceFile) -> (file: EvidenceFile, trust: [VerifierKey])? {
        let witnesses = (file.policy?.witnesses ?? []).enumerated().compactMap { place, key in
            try? SignerKey(
                name: key.name, type: .cosignature,
                seed: [UInt8](repeating: 7, count: 30) + [UInt8(place >> 8), UInt8(place & 0xFF)])
        }
        let policy = file.policy.flatMap { self.policy($0, witnesses) }
        var trust = witnesses.map(\.verifierKey)
        var logs: [EvidenceFile.Log] = []
        for log in file.logs {
            guard let key = SampleKeys.log(log.origin), let ours = self.log(log, key, witnesses, policy) else {
                return nil
            }
            logs.append(ours)
            trust.append(key.verifierKey)
        }
        var exhibits: [EvidenceFile.Exhibit] = []
        for exhibit in file.exhibits {
            guard let key = SampleKeys.log(exhibit.origin), let ours = self.exhibit(exhibit, key) else { return nil }
            exhibits.append(ours)
            trust.append(key.verifierKey)
        }
        do {
            let made = try EvidenceFile(
                version: file.version, stream: file.stream, related: file.related, policy: policy, logs: logs,
                exhibits: exhibits)
            return (made, trust)
        } catch {
            // Heads of equal sizes and roots are no exhibit.
            demand(!exhibits.isEmpty, "a file of the same entries can be made: \(error)")
            return nil
        }
    }

    private static func log(
        _ log: EvidenceFile.Log, _ key: SignerKey, _ witnesses: [SignerKey], _ policy: EvidencePolicy?
    ) -> EvidenceFile.Log? {
        guard let theirs = try? Checkpoint(log.checkpoint.text),
            let first = log.entries.first.map({ (TreeHash.leaf($0.bytes), $0.number, $0.proof) })
                ?? log.hidden.first.map({ ($0.leaf, $0.number, $0.proof) })
        else { return nil }
        let root = try? MerkleTree.root(leaf: first.0, index: first.1, size: theirs.size, proof: first.2)
        guard
            let ours = try? Checkpoint(
                origin: log.origin, size: theirs.size, root: theirs.size == 0 ? theirs.root : root ?? theirs.root)
        else { return nil }
        let cosigners = log.quorum == nil ? [] : witnesses.prefix(EvidenceLimit.witnesses)
        return must("a log can be signed for") {
            let cosignatures = try cosigners.enumerated().map { place, witness in
                try witness.cosign(ours, at: 1_767_225_700 + UInt64(place))
            }
            let note = try ours.signed(by: key)
            return try EvidenceFile.Log(
                key: key.verifierKey, witnesses: cosigners.map(\.verifierKey), policy: policy,
                checkpoint: cosignatures.isEmpty ? note : note.adding(cosignatures), entries: log.entries,
                hidden: log.hidden)
        }
    }

    private static func exhibit(_ exhibit: EvidenceFile.Exhibit, _ key: SignerKey) -> EvidenceFile.Exhibit? {
        guard let old = try? Checkpoint(exhibit.smaller.checkpoint.text),
            let new = try? Checkpoint(exhibit.larger.checkpoint.text)
        else { return nil }
        let opened = try? MerkleTree.roots(opening: exhibit.opening, from: old.size, to: new.size)
        return try? EvidenceFile.Exhibit(
            smaller: Checkpoint(origin: exhibit.origin, size: old.size, root: old.root).signed(by: key),
            larger: Checkpoint(origin: exhibit.origin, size: new.size, root: opened?.new ?? new.root).signed(by: key),
            keys: [key.verifierKey], opening: exhibit.opening)
    }

    /// The policy with our witnesses in the place of its own.
    private static func policy(_ policy: EvidencePolicy, _ witnesses: [SignerKey]) -> EvidencePolicy? {
        var left = witnesses[...]
        var lines: [String] = []
        for line in policy.lines {
            guard line.utf8.starts(with: "witness ".utf8), let mark = line.utf8.lastIndex(of: 0x20) else {
                lines.append(line)
                continue
            }
            guard let witness = left.popFirst() else { return nil }
            lines.append(String(line[...mark]) + witness.verifierKey.text)
        }
        return must("a policy with other witnesses can be read") {
            try EvidencePolicy(file: lines.joined(separator: "\n"))
        }
    }
}
