import EntryFormat
import TransparencyLog

extension EvidenceCheck {
    /// Checks a log's key, its checkpoint's signatures, and by when they met the policy.
    func head(of log: EvidenceFile.Log) throws(EvidenceError) -> Verdict.Head {
        let place = "log \(log.origin)"
        let signed = try signed(log.checkpoint, by: log.key, witnesses: log.witnesses, at: place)
        let known = keys.witnesses.union(trust)
        let trusted = signed.cosignatures.filter { known.contains($0.key) }
        var head = Verdict.Head(
            key: log.key, range: keys.range(of: log.key), size: signed.checkpoint.size, root: signed.checkpoint.root,
            cosignatures: trusted, otherWitnesses: log.witnesses.filter { !known.contains($0) })
        guard let policy = file.policy else { return head }
        let met = policy.metTime(by: signed.cosignatures)
        if let quorum = log.quorum, quorum != met {
            let found = met.map { "is met at \($0)" } ?? "is not met"
            throw EvidenceError(
                .quorumNotMet, at: place, "the policy is said to be met at \(quorum) and by the cosignatures \(found)")
        }
        head.quorum = met
        head.trustedQuorum = policy.metTime(by: trusted)
        return head
    }

    /// Checks a checkpoint's signatures, and that its key is the log's at its size.
    private func signed(
        _ note: Note, by key: VerifierKey, witnesses: [VerifierKey], at place: String
    ) throws(EvidenceError) -> SignedCheckpoint {
        guard trust.contains(key) || keys.range(of: key) != nil else {
            throw EvidenceError(
                .untrusted, at: place, "the key \(key.text) is not trusted, and no trusted registrar's entry admits it")
        }
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(verifying: note, origin: key.name, logKeys: [key], witnesses: witnesses)
        } catch {
            throw EvidenceError(.signature, at: place, error.message)
        }
        guard signed.cosignatures.count == witnesses.count else {
            throw EvidenceError(.signature, at: place, "a witness has not cosigned")
        }
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root)
        guard registrars.contains(key) || keys.mayHaveSigned(key, size: size, root: root) else {
            let range = keys.range(of: key)
            throw EvidenceError(
                .keyNotValid, at: place,
                "the key \(key.text) signs from size \(range?.from ?? 0) to below \(range?.until.map { "\($0)" } ?? "any"), "
                    + "and not this head of size \(size)")
        }
        return signed
    }

    /// Checks that an exhibit's heads are signed, and cannot both be true.
    func conviction(_ exhibit: EvidenceFile.Exhibit) throws(EvidenceError) -> Verdict.Conviction {
        let place = "exhibit of \(exhibit.origin)"
        let old = try signed(exhibit.smaller.checkpoint, by: exhibit.smaller.key, witnesses: [], at: place).checkpoint
        let new = try signed(exhibit.larger.checkpoint, by: exhibit.larger.key, witnesses: [], at: place).checkpoint
        let contradicts: Bool
        do {
            contradicts = try MerkleTree.contradicts(
                from: old.size, old.root, to: new.size, new.root, opening: exhibit.opening)
        } catch {
            throw EvidenceError(.opening, at: place, error.message)
        }
        guard contradicts else {
            throw EvidenceError(
                .noContradiction, at: place, "the head of size \(old.size) is the beginning of that of size \(new.size)"
            )
        }
        return Verdict.Conviction(
            party: keys.party(of: exhibit.origin), smaller: Verdict.SignedHead(exhibit.smaller.key, old),
            larger: Verdict.SignedHead(exhibit.larger.key, new))
    }
}

extension Verdict.SignedHead {
    fileprivate init(_ key: VerifierKey, _ checkpoint: Checkpoint) {
        self.init(key: key, size: checkpoint.size, root: checkpoint.root)
    }
}
