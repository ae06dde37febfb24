import Claims
import EntryFormat
public import Ledger
import TransparencyLog

/// The entries of a case with proofs that their logs hold them: what an evidence file is made of.
public struct StreamEvidence: Sendable {
    /// One log's entries, all proven under one checkpoint.
    public struct LogPart: Sendable {
        public let origin: String
        /// The party whose log it is, as `role:code`.
        public let party: String
        /// The log's verifier key, as C2SP signed-note writes it.
        public let verifierKey: String
        /// The signed checkpoint.
        public let checkpoint: String
        /// In ascending order of their numbers.
        public let entries: [EntryProof]
        /// The size of the tree that they are proven in.
        public let size: UInt64
    }

    public let stream: String
    /// The other streams whose entries are in it, ascending.
    public let related: [String]
    /// Ascending by origin.
    public let logs: [LogPart]
}

extension Node {
    /// Gathers the entries of a stream, and for a claim those of the filing, stays, person and invoice that belong to it.
    ///
    /// Audits and reviews, which nobody but the center reads, are left out: who is suspected is not told by an evidence file.
    /// Their own evidence is that of their own streams.
    /// - Throws: `Refusal` where this node holds no entry of the stream; `LedgerError` `damaged`.
    public func evidence(for stream: String) throws -> StreamEvidence {
        let trace = try trace(stream)
        let related = trace.related.filter { !["audit", "review"].contains($0.kind) }.map(\.stream).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        var numbers: [String: Set<UInt64>] = [:]
        for name in [stream] + related {
            for entry in try ledger.contents(of: StreamName(name)).entries {
                numbers[entry.origin, default: []].insert(entry.number)
            }
        }
        let parts = try numbers.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { origin in
            try part(origin, numbers[origin]?.sorted() ?? [])
        }
        return StreamEvidence(stream: stream, related: related, logs: parts)
    }

    private func part(_ origin: String, _ numbers: [UInt64]) throws -> StreamEvidence.LogPart? {
        guard let log = ledger.logs.first(where: { $0.origin == origin }), let text = try ledger.checkpoint(of: log)
        else {
            return nil
        }
        let size = try Checkpoint(Note(text).text).size
        let proofs = try zip(numbers, ledger.proofs(of: numbers, in: log, size: size)).map { (number, proof) in
            guard let proof else {
                throw LedgerError(
                    .damaged, "Entry \(number) of \(origin) is not covered by the log's newest signed checkpoint.",
                    remedy: "Open the node for writing once, so that what was committed last is signed; then try again."
                )
            }
            return proof
        }
        return StreamEvidence.LogPart(
            origin: origin, party: log.party, verifierKey: log.verifierKeys.first ?? "", checkpoint: text,
            entries: proofs,
            size: size)
    }
}
