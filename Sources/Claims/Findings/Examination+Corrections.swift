/// Entries that change what a decision rests on.
private let corrections: Set<UInt32> = Set(
    [EventType.corrected, .annulled, .billCorrected, .filingWithdrawn].map { UInt32($0.rawValue) })

/// Whether an entry changes what a decision may rest on, so that it matters whether the decider had it.
public func isCorrection(_ entry: JudgedEntry) -> Bool { corrections.contains(entry.type) }

extension Examination {

    /// The approval had seen an entry of its own log, an entry of its own stream that stands before it, and an entry of
    /// another stream up to which its basis reaches.
    func correctionNotSeen() -> [Finding] {
        guard claim.hasApproved,
            let place = stream.entries.firstIndex(where: { $0.act.entry == claim.approved.entry })
        else { return [] }
        let approval = stream.entries[place]
        var found: [Finding] = []
        for (other, entry) in candidates(after: place) {
            let reference = entry.act.entry
            guard entry.verdict == .regular || entry.isBehindDecision, isCorrection(entry),
                reference.origin != approval.act.entry.origin,
                !approval.basis.contains(where: { basis in
                    basis.origin == reference.origin && basis.number >= reference.number
                        && other.entries.contains { $0.act.entry == basis }
                })
            else { continue }
            let held = context.receipts.first { receipt in
                receipt.entry.origin == approval.act.entry.origin && receipt.entry.number < approval.act.entry.number
                    && receipt.covers.origin == reference.origin && receipt.covers.number >= reference.number
            }
            found.append(finding(entry, in: other, approval, held))
        }
        return found
    }

    /// Entries that the approval may have missed: those behind it in its own stream, and all of the streams it rests on.
    private func candidates(after place: Int) -> [(StreamState, JudgedEntry)] {
        let related = [context[submission.filing]].compactMap(\.self) + stays.map(\.stream)
        return stream.entries[(place + 1)...].map { (stream, $0) }
            + related.flatMap { other in other.entries.map { (other, $0) } }
    }

    private func finding(
        _ entry: JudgedEntry, in other: StreamState, _ approval: JudgedEntry, _ held: Context.Receipt?
    ) -> Finding {
        let english =
            held == nil
            ? "\(entry.typeName) in \(other.stream) was not seen by the approval; no receipt shows that it was held then."
            : "\(entry.typeName) in \(other.stream) was received before the approval, and the approval did not see it."
        let chinese =
            held == nil
            ? "审批未见 \(other.stream) 的更正（\(entry.typeName)），也无收据表明当时已收到。"
            : "审批前已收到 \(other.stream) 的更正（\(entry.typeName)），审批时未予采用。"
        // It changes nothing, but the center hears what the other side wanted changed.
        let (late, tooLate) =
            entry.isBehindDecision
            ? (
                " It came behind the decision and has no effect (\(entry.refusal): \(entry.reason))",
                "该更正晚于决定，不生效（\(entry.refusal)：\(entry.reason)）。"
            ) : ("", "")
        return Finding(
            .correctionNotSeen, held == nil ? .warning : .alarm, chinese: chinese + tooLate, english: english + late,
            evidence: [approval.act.entry, entry.act.entry] + (held.map { [$0.entry] } ?? []))
    }
}
