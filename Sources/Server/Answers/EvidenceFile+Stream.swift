public import ClaimsLedger
import EntryFormat
public import Evidence
import TransparencyLog

extension EvidenceFile {
    /// The file of what a node has gathered.
    ///
    /// - Parameters:
    ///   - evidence: what the node has gathered of a case.
    ///   - policy: who must have witnessed a head; nil where the node has no policy.
    ///   - exhibits: what proves that a log has two histories.
    /// - Throws: `EvidenceError` where the parts do not fit each other; the error of a stream's name.
    /// - Complexity: linear in the entries.
    public init(_ evidence: StreamEvidence, _ policy: EvidencePolicy?, exhibits: [Exhibit] = []) throws {
        let logs = try evidence.logs.map { part in
            try Log(
                key: part.key, witnesses: evidence.witnesses, policy: policy, checkpoint: part.checkpoint,
                entries: part.entries.filter { !$0.isHidden }.map {
                    Entry(number: $0.number, bytes: $0.bytes, proof: $0.proof, blobs: $0.blobs)
                },
                hidden: part.entries.filter(\.isHidden).map {
                    HiddenEntry(number: $0.number, leaf: $0.leaf, proof: $0.proof)
                })
        }
        try self.init(
            stream: evidence.stream.map { try StreamName($0) }, related: evidence.related.map { try StreamName($0) },
            policy: policy, logs: logs, exhibits: exhibits)
    }
}
