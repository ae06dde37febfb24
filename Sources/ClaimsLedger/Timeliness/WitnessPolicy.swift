import Claims
import TransparencyLog

extension WitnessedHead {
    /// What witnesses and full mirrors say of a head.
    ///
    /// - Parameters:
    ///   - text: a checkpoint with its cosignatures.
    ///   - logKeys: the log's own keys.
    ///   - mirrors: the mirror keys of the log's full mirrors.
    ///   - policy: which witnesses are enough.
    /// - Returns: nil where the note is no checkpoint of the log.
    init?(
        _ text: String, origin: String, logKeys: [VerifierKey], mirrors: Set<VerifierKey>, policy: TLogPolicy
    ) {
        let witnesses = Set(policy.witnesses.map(\.key))
        guard let note = try? Note(text),
            let signed = try? SignedCheckpoint(
                verifying: note, origin: origin, logKeys: logKeys,
                witnesses: witnesses.union(mirrors).filter { $0.type == .cosignature })
        else { return nil }
        var times: [VerifierKey: UInt64] = [:]
        for cosignature in signed.cosignatures where witnesses.contains(cosignature.key) {
            guard let time = cosignature.timestamp else { continue }
            times[cosignature.key] = min(times[cosignature.key] ?? .max, time)
        }
        self.init(
            size: signed.checkpoint.size,
            quorumAt: policy.time(of: times).flatMap { $0 < UInt64(Int64.max) / 1_000 ? Int64($0) * 1_000 : nil },
            mirrors: signed.cosignatures.map(\.key).filter(mirrors.contains).map(\.name))
    }
}
