import EntryFormat
public import TransparencyLog

extension EvidenceFile {
    /// Checks signatures, proofs, entries and references, with keys that the caller trusts.
    ///
    /// - Parameter trust: Keys of type `ed25519` are trusted to be the logs' that they name, keys of type `cosignature` to be
    ///   witnesses'; others are not used.
    /// - Returns: What is proven, and what the entries refer to outside the file.
    /// - Throws: The reasons 1123 to 1133 of ``EvidenceError/Code``: the first that applies, with its place.
    /// - Complexity: One Ed25519 verification for each signature in the file, and the hashes of all bytes and proofs.
    public func verify(trust: [VerifierKey]) throws(EvidenceError) -> Verdict {
        var heads: [Verdict.Head] = []
        var entries: [Verdict.ProvenEntry] = []
        for log in logs {
            let head = try log.verifyHead(trust)
            heads.append(head)
            for entry in log.entries { entries.append(try verify(entry, under: head)) }
        }
        let outside = try Self.checkReferences(of: entries)
        let shown = Set(entries.map(\.fields.stream))
        for name in [stream] + related where !shown.contains(name.text) {
            throw EvidenceError(.unusedStream, at: "stream \(name)", "the file has no entry of this stream")
        }
        return Verdict(stream: stream, related: related, heads: heads, entries: entries, outside: outside)
    }

    private func verify(_ entry: Entry, under head: Verdict.Head) throws(EvidenceError) -> Verdict.ProvenEntry {
        let place = "entry \(entry.number) of \(head.origin)"
        let digest = TreeHash.leaf(entry.bytes.span.bytes)
        do {
            try MerkleTree.verifyInclusion(
                leaf: digest, index: entry.number, size: head.size, proof: entry.proof, root: head.root)
        } catch {
            let code: EvidenceError.Code =
                switch error.code {
                case .indexOutOfRange: .index
                case .wrongProofLength: .proofLength
                default: .root
                }
            throw EvidenceError(code, at: place, error.message)
        }
        let fields: EntryFields
        do {
            fields = try EntryView(entry.bytes.span.bytes).fields()
        } catch {
            throw EvidenceError(.entry, at: place, error.description, entryError: error)
        }
        guard fields.origin == head.origin else {
            throw EvidenceError(.entryOrigin, at: place, "the entry is of the log \(fields.origin)")
        }
        guard fields.stream == stream.text || related.contains(where: { $0.text == fields.stream }) else {
            throw EvidenceError(.entryStream, at: place, "the entry is of the stream \(fields.stream)")
        }
        if let blob = BlobNames.firstMissing(of: entry.blobs, in: fields.payload) {
            throw EvidenceError(.blobUnnamed, at: place, "the entry does not name the blob \(blob.hex)")
        }
        return Verdict.ProvenEntry(
            number: entry.number, leaf: LeafHash(digest), fields: fields, blobs: entry.blobs)
    }

    /// Compares references that lead to entries of this file; returns the others.
    private static func checkReferences(
        of entries: [Verdict.ProvenEntry]
    ) throws(EvidenceError) -> [Verdict.OutsideReference] {
        var leaves: [String: [UInt64: LeafHash]] = [:]
        for entry in entries { leaves[entry.fields.origin, default: [:]][entry.number] = entry.leaf }
        var outside: [Verdict.OutsideReference] = []
        for entry in entries {
            let origin = entry.fields.origin
            let references = entry.fields.after.map { (false, $0) } + entry.fields.basis.map { (true, $0) }
            for (isBasis, reference) in references {
                guard let leaf = leaves[reference.origin]?[reference.number] else {
                    outside.append(
                        Verdict.OutsideReference(
                            origin: origin, number: entry.number, isBasis: isBasis, reference: reference))
                    continue
                }
                guard leaf == reference.leaf else {
                    throw EvidenceError(
                        .reference, at: "entry \(entry.number) of \(origin)",
                        "it refers to entry \(reference.number) of \(reference.origin) with the leaf hash "
                            + "\(reference.leaf), and the file holds \(leaf)")
                }
            }
        }
        return outside
    }
}

extension EvidenceFile.Log {
    /// Checks the key and the checkpoint's signatures.
    fileprivate func verifyHead(_ trust: [VerifierKey]) throws(EvidenceError) -> Verdict.Head {
        let place = "log \(origin)"
        guard trust.contains(key) else {
            throw EvidenceError(.untrusted, at: place, "the key \(key.text) is not one of the trusted keys")
        }
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(
                verifying: checkpoint, origin: origin, logKeys: [key], witnesses: witnesses)
        } catch {
            throw EvidenceError(.signature, at: place, error.message)
        }
        guard signed.cosignatures.count == witnesses.count else {
            throw EvidenceError(.signature, at: place, "a witness has not cosigned")
        }
        return Verdict.Head(
            key: key, size: signed.checkpoint.size, root: signed.checkpoint.root,
            cosignatures: signed.cosignatures.filter { trust.contains($0.key) },
            otherWitnesses: witnesses.filter { !trust.contains($0) })
    }
}

extension LeafHash {
    init(_ digest: Digest) { self.init(words: (digest.word0, digest.word1, digest.word2, digest.word3)) }
}
