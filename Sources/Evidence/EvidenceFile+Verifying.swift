import EntryFormat
public import TransparencyLog

extension EvidenceFile {
    /// Checks signatures, proofs, entries, references, parties' keys, receipts and exhibits, with keys that the caller trusts.
    ///
    /// - Parameters:
    ///   - trust: Keys of type `ed25519` are trusted to be the logs' that they name, keys of type `cosignature` to be
    ///     witnesses'; others are not used.
    ///   - registrars: Keys of registrars' logs. They are trusted like those above, and what their entries say of other parties'
    ///     keys is believed too. Used with files of version 2.
    /// - Returns: What is proven, and what the entries refer to outside the file.
    /// - Throws: The reasons 1123 to 1133 and 1138 to 1145 of ``EvidenceError/Code``: the first that applies, with its place.
    /// - Complexity: One Ed25519 verification for each signature in the file, and the hashes of all bytes and proofs.
    public func verify(
        trust: [VerifierKey], registrars: [VerifierKey] = []
    ) throws(EvidenceError) -> Verdict {
        var checking = EvidenceCheck(file: self, trust: Set(trust + registrars), registrars: Set(registrars))
        return try checking.verdict()
    }
}

/// One verification, from the first reason to the last.
struct EvidenceCheck {
    let file: EvidenceFile
    let trust: Set<VerifierKey>
    let registrars: Set<VerifierKey>
    var keys = PartyKeys()

    init(file: EvidenceFile, trust: Set<VerifierKey>, registrars: Set<VerifierKey>) {
        self.file = file
        self.trust = trust
        self.registrars = file.version == .one ? [] : registrars
    }

    private struct Part {
        var head: Verdict.Head
        var entries: [Verdict.ProvenEntry]
        var hidden: [Verdict.HiddenEntry]
    }

    mutating func verdict() throws(EvidenceError) -> Verdict {
        // What registrars say of keys has to be known before the logs of others are looked at.
        var parts = [Part?](repeating: nil, count: file.logs.count)
        for (index, log) in file.logs.enumerated() where registrars.contains(log.key) {
            let part = try part(log)
            for entry in part.entries { try keys.take(entry) }
            parts[index] = part
        }
        for (index, log) in file.logs.enumerated() where parts[index] == nil { parts[index] = try part(log) }
        let whole = parts.compactMap { $0 }
        let entries = whole.flatMap(\.entries)
        let hidden = whole.flatMap(\.hidden)
        let leaves = Self.leaves(entries, hidden)
        let outside = try checkReferences(of: entries, leaves)
        let shown = Set(entries.map(\.fields.stream))
        for name in (file.stream.map { [$0] } ?? []) + file.related where !shown.contains(name.text) {
            throw EvidenceError(.unusedStream, at: "stream \(name)", "the file has no entry of this stream")
        }
        let receipts = file.version == .one ? [] : try receipts(in: entries, leaves)
        var convictions: [Verdict.Conviction] = []
        for exhibit in file.exhibits { convictions.append(try conviction(exhibit)) }
        return Verdict(
            stream: file.stream, related: file.related, policy: file.policy,
            heads: whole.map { part in
                var head = part.head
                head.party = keys.party(of: head.origin)
                return head
            }, entries: entries, hidden: hidden, outside: outside, receipts: receipts, convictions: convictions)
    }

    private func part(_ log: EvidenceFile.Log) throws(EvidenceError) -> Part {
        var part = Part(head: try head(of: log), entries: [], hidden: [])
        var hidden = log.hidden[...]
        for entry in log.entries {
            while let next = hidden.first, next.number < entry.number {
                part.hidden.append(try checkHidden(next, under: part.head))
                hidden.removeFirst()
            }
            part.entries.append(try checkEntry(entry, under: part.head))
        }
        for one in hidden { part.hidden.append(try checkHidden(one, under: part.head)) }
        let count = UInt64(part.entries.count) + UInt64(part.hidden.count)
        part.head.isRegistrar = registrars.contains(log.key)
        part.head.isWhole = count == part.head.size && part.hidden.isEmpty
        return part
    }

    private func checkHidden(
        _ entry: EvidenceFile.HiddenEntry, under head: Verdict.Head
    ) throws(EvidenceError) -> Verdict.HiddenEntry {
        try checkProof(
            entry.leaf, entry.number, entry.proof, under: head, at: "hidden entry \(entry.number) of \(head.origin)")
        return Verdict.HiddenEntry(origin: head.origin, number: entry.number, leaf: LeafHash(entry.leaf))
    }

    private func checkProof(
        _ leaf: Digest, _ number: UInt64, _ proof: [Digest], under head: Verdict.Head, at place: String
    ) throws(EvidenceError) {
        do {
            try MerkleTree.verifyInclusion(leaf: leaf, index: number, size: head.size, proof: proof, root: head.root)
        } catch {
            let code: EvidenceError.Code =
                switch error.code {
                case .indexOutOfRange: .index
                case .wrongProofLength: .proofLength
                default: .root
                }
            throw EvidenceError(code, at: place, error.message)
        }
    }

    private func checkEntry(
        _ entry: EvidenceFile.Entry, under head: Verdict.Head
    ) throws(EvidenceError) -> Verdict.ProvenEntry {
        let place = "entry \(entry.number) of \(head.origin)"
        let digest = TreeHash.leaf(entry.bytes.span.bytes)
        try checkProof(digest, entry.number, entry.proof, under: head, at: place)
        let fields: EntryFields
        do {
            fields = try EntryView(entry.bytes.span.bytes).fields()
        } catch {
            throw EvidenceError(.entry, at: place, error.description, entryError: error)
        }
        guard fields.origin == head.origin else {
            throw EvidenceError(.entryOrigin, at: place, "the entry is of the log \(fields.origin)")
        }
        guard file.stream?.text == fields.stream || file.related.contains(where: { $0.text == fields.stream }) else {
            throw EvidenceError(.entryStream, at: place, "the entry is of the stream \(fields.stream)")
        }
        if let blob = BlobNames.firstMissing(of: entry.blobs, in: fields.payload) {
            throw EvidenceError(.blobUnnamed, at: place, "the entry does not name the blob \(blob.hex)")
        }
        return Verdict.ProvenEntry(
            number: entry.number, leaf: LeafHash(digest), fields: fields, blobs: entry.blobs)
    }

    private static func leaves(
        _ entries: [Verdict.ProvenEntry], _ hidden: [Verdict.HiddenEntry]
    ) -> [String: [UInt64: LeafHash]] {
        var leaves: [String: [UInt64: LeafHash]] = [:]
        for entry in entries { leaves[entry.fields.origin, default: [:]][entry.number] = entry.leaf }
        for entry in hidden { leaves[entry.origin, default: [:]][entry.number] = entry.leaf }
        return leaves
    }

    /// Compares references that lead to entries of this file; returns the others.
    private func checkReferences(
        of entries: [Verdict.ProvenEntry], _ leaves: [String: [UInt64: LeafHash]]
    ) throws(EvidenceError) -> [Verdict.OutsideReference] {
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

extension LeafHash {
    init(_ digest: Digest) { self.init(words: (digest.word0, digest.word1, digest.word2, digest.word3)) }
}
