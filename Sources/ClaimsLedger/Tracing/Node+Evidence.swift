import Claims
import EntryFormat
import Ledger
public import TransparencyLog

extension Node {
    /// Gathers the entries of a stream, and for a claim those of the filing, stays, person and invoice that belong to it, from all
    /// logs that this node holds, its own and mirrored; the readers' receipts that cover them; and what registrars' logs say of the
    /// keys of the parties that signed or cosigned any of it.
    ///
    /// Of a dispute: its stream, and the entries that its rulings cite.
    ///
    /// Audits and reviews, which nobody but the center reads, are left out: who is suspected is not told by an evidence file.
    /// Their own evidence is that of their own streams.
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` where this node holds no entry of the stream, would show
    ///   none of it, or is `damaged`.
    public func evidence(for stream: String, _ choice: StreamEvidence.Choice = .init()) throws -> StreamEvidence {
        let trace = try trace(stream)
        // Of a dispute the entries that its rulings cite, and nothing else of the streams that it is about.
        let isDispute = trace.dispute != nil
        let related =
            isDispute ? [] : trace.related.filter { !["audit", "review"].contains($0.kind) }.map(\.stream)
        var gathered = EvidenceGathering()
        for name in [stream] + related { try gather(name, into: &gathered) }
        if isDispute, case .dispute(let dispute)? = try state(of: stream).subject {
            for cited in dispute.citedByRulings {
                gathered.add(EvidenceEntryName(origin: cited.entry.origin, number: cited.entry.number))
            }
        }
        let receipts = try receipts(of: gathered)
        for receipt in receipts { gathered.add(receipt) }
        let states = try admittedParties()
        let witnesses = try knownWitnesses(states, choice.policy)
        // The heads first: their signers' keys stand in registrars' logs, whose own heads are chosen when these are known.
        var heads: [String: EvidenceHead] = [:]
        for origin in gathered.numbers.keys {
            heads[origin] = try head(of: origin, covering: gathered.numbers[origin] ?? [], witnesses, choice.policy)
        }
        for name in registrarStreams(states, signers: heads.values.flatMap { $0.signers(witnesses) }) {
            try gather(name, into: &gathered)
        }
        for (origin, numbers) in gathered.numbers where heads[origin].map({ $0.size <= numbers.max() ?? 0 }) ?? true {
            heads[origin] = try head(of: origin, covering: numbers, witnesses, choice.policy)
        }
        let parts = try parts(heads, gathered, choice)
        let shown = Set(
            parts.flatMap(\.entries).filter { !$0.isHidden }.compactMap { try? EntryFields($0.bytes).stream })
        guard shown.contains(stream) else {
            throw LedgerError(
                .unknownStream, "Every entry of \(stream) would be hidden.",
                remedy: "Choose another reader, or hide fewer entries.")
        }
        return StreamEvidence(
            stream: stream,
            related: shown.subtracting([stream]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, logs: parts,
            witnesses: witnesses)
    }

    /// Gathers what registrars' logs on this node say of some keys, so that whoever trusts a registrar alone can check them.
    ///
    /// - Throws: `LedgerError` `damaged`.
    public func evidence(ofKeys signers: [VerifierKey]) throws -> StreamEvidence {
        let states = try admittedParties()
        let witnesses = try knownWitnesses(states, nil)
        var gathered = EvidenceGathering()
        for name in registrarStreams(states, signers: signers) { try gather(name, into: &gathered) }
        var heads: [String: EvidenceHead] = [:]
        for (origin, numbers) in gathered.numbers {
            heads[origin] = try head(of: origin, covering: numbers, witnesses, nil)
        }
        let parts = try parts(heads, gathered, StreamEvidence.Choice())
        let streams = Set(parts.flatMap(\.entries).compactMap { try? EntryFields($0.bytes).stream })
        return StreamEvidence(
            stream: nil, related: streams.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, logs: parts,
            witnesses: witnesses)
    }

    private func parts(
        _ heads: [String: EvidenceHead], _ gathered: EvidenceGathering, _ choice: StreamEvidence.Choice
    ) throws -> [StreamEvidence.LogPart] {
        try heads.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { origin in
            try part(heads[origin], gathered.numbers[origin] ?? [], choice)
        }
    }

    private func gather(_ name: String, into gathered: inout EvidenceGathering) throws {
        for entry in try ledger.contents(of: StreamName(name)).entries {
            gathered.add(EvidenceEntryName(origin: entry.origin, number: entry.number))
            for reader in entry.fields.readers {
                gathered.newest[reader.party, default: [:]][entry.origin] = max(
                    entry.number, gathered.newest[reader.party]?[entry.origin] ?? 0)
            }
        }
    }

    /// The first receipt of each reader that covers the newest entry addressed to it, of each log.
    private func receipts(of gathered: EvidenceGathering) throws -> [EvidenceEntryName] {
        var names: [EvidenceEntryName] = []
        for (reader, newest) in gathered.newest {
            guard let party = try? Party(reader) else { continue }
            for (origin, number) in newest {
                guard let log = ledger.logs.first(where: { $0.origin == origin }),
                    let receipt = try firstReceipt(covering: number, of: log, by: party)
                else { continue }
                names.append(EvidenceEntryName(origin: receipt.entry.origin, number: receipt.entry.number))
            }
        }
        return names
    }

    /// The keys of witnesses and mirrors that this node knows.
    private func knownWitnesses(_ states: [String: PartyState], _ policy: TLogPolicy?) throws -> [VerifierKey] {
        let admitted = states.values.flatMap(\.logs).flatMap(\.keys).map(\.key)
        let keys = (ledger.logs.flatMap(\.verifierKeys) + admitted).compactMap { try? VerifierKey($0) }
        return Set(keys.filter { $0.type == .cosignature } + (policy?.witnesses.map(\.key) ?? [])).sorted {
            $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
        }
    }

    /// The streams in which registrars speak of these keys.
    private func registrarStreams(_ states: [String: PartyState], signers: [VerifierKey]) -> [String] {
        let texts = Set(signers.map(\.text))
        return states.values.filter { state in
            state.logs.contains { $0.keys.contains { texts.contains($0.key) } }
        }.compactMap { state in
            guard let registrar = try? Party(state.registrar), let party = try? Party(state.party) else { return nil }
            return StreamAddress.party(party, at: registrar.code)
        }
    }

    /// The oldest head that covers the entries and that the policy accepts; without one the newest.
    private func head(
        of origin: String, covering numbers: Set<UInt64>, _ witnesses: [VerifierKey], _ policy: TLogPolicy?
    ) throws -> EvidenceHead {
        guard let log = ledger.logs.first(where: { $0.origin == origin }), let text = try ledger.checkpoint(of: log)
        else {
            throw LedgerError(
                .damaged, "There is no signed checkpoint of \(origin).",
                remedy: "Open the node for writing once, so that what was committed last is signed; then try again.")
        }
        let keys = try log.logKeys()
        var candidates: [EvidenceHead] = []
        if let policy, !policy.asksNobody {
            candidates = try ledger.cosigned(of: log, covering: numbers.max() ?? 0, limit: 64).compactMap { text in
                let head = try EvidenceHead(log: log, note: Note(text), keys: keys)
                guard let head, policy.isSatisfied(by: Set(head.signers(witnesses))) else { return nil }
                return head
            }
        }
        if let head = candidates.first { return head }
        guard let head = try EvidenceHead(log: log, note: Note(text), keys: keys), head.size > numbers.max() ?? 0 else {
            throw LedgerError(
                .damaged, "The newest signed checkpoint of \(origin) does not cover the entries.",
                remedy: "Open the node for writing once, so that what was committed last is signed; then try again.")
        }
        return head
    }

    private func part(
        _ head: EvidenceHead?, _ numbers: Set<UInt64>, _ choice: StreamEvidence.Choice
    ) throws -> StreamEvidence.LogPart {
        guard let head else { throw LedgerError(.damaged, "A log has no head.", remedy: "Report this.") }
        let sorted = numbers.sorted()
        let proofs = try ledger.proofs(of: sorted, in: head.log, size: head.size)
        let entries = try zip(sorted, proofs).map { (number, proof) in
            guard let proof else {
                throw LedgerError(
                    .damaged, "Entry \(number) of \(head.log.origin) is not covered by the log's signed checkpoint.",
                    remedy: "Open the node for writing once, so that what was committed last is signed; then try again."
                )
            }
            let name = EvidenceEntryName(origin: head.log.origin, number: number)
            let mayRead = try choice.reader.map { try self.mayRead([$0], entry: number, of: head.log) } ?? true
            return StreamEvidence.Entry(
                number: number, bytes: proof.entry, leaf: TreeHash.leaf(proof.entry), proof: proof.hashes,
                blobs: Node.blobNames(inEntry: proof.entry).compactMap { Digest(hex: $0) }.sorted(),
                isHidden: !mayRead || choice.hidden.contains(name))
        }
        return StreamEvidence.LogPart(
            origin: head.log.origin, party: head.log.party, key: head.key, checkpoint: head.note, entries: entries,
            size: head.size)
    }
}

/// The entries found so far.
private struct EvidenceGathering {
    /// By origin.
    var numbers: [String: Set<UInt64>] = [:]
    /// The newest entry addressed to each reader, by its log's origin.
    var newest: [String: [String: UInt64]] = [:]

    mutating func add(_ entry: EvidenceEntryName) { numbers[entry.origin, default: []].insert(entry.number) }
}

/// A log's signed head.
private struct EvidenceHead {
    let log: LogIdentity
    let note: Note
    let key: VerifierKey
    let size: UInt64

    /// Nil if none of the log's keys has signed the note.
    init?(log: LogIdentity, note: Note, keys: [VerifierKey]) throws {
        guard let key = keys.last(where: { key in note.signatures.contains { $0.names(key) } }) else { return nil }
        self.log = log
        self.note = note
        self.key = key
        size = try Checkpoint(note.text).size
    }

    /// The keys that have signed it: the log's and those of these witnesses.
    func signers(_ witnesses: [VerifierKey]) -> [VerifierKey] {
        [key] + witnesses.filter { witness in note.signatures.contains { $0.names(witness) } }
    }
}
