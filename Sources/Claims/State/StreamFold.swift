/// The fold over a stream's entries in stream order: state and verdicts.
///
/// An entry is judged against what stands before it; what comes later never changes its verdict. An irregular decision or
/// report has no effect; an irregular fact stands in suspense. A corrected entry counts as its replacement, an annulled
/// one as absent, from the correction on: the effects of all regular entries are applied again, the verdicts stay.
///
/// Entries must come in stream order (decider's log as the spine). An entry that was seen already is skipped.
/// Each payload is decoded once. O(entries), and O(entries) more for each correction or annulment.
public struct StreamFold: Sendable {
    public let address: StreamAddress
    public private(set) var state: StreamState
    /// The state's audience as parties, so that no entry has to parse it.
    private var parties: [Party]
    private var applied: [Applied] = []
    private var seen = SeenEntries()
    /// What annulments and corrections took away, in their order.
    private var withdrawn: [Withdrawn] = []

    private struct Withdrawn: Sendable {
        let event: Event.OneOf_Kind
        let act: Act
        let by: EntryReference
    }

    private struct Applied: Sendable {
        /// The event that counts: the entry's own, or its replacement; `nil` if annulled or not decodable.
        var event: Event?
        let act: Act
        let verdict: JudgedEntry.Verdict
    }

    public init(_ address: StreamAddress) {
        self.address = address
        state = StreamState(address)
        parties = state.audienceParties
    }

    /// The state of a stream after all these entries.
    public static func fold(_ address: StreamAddress, _ entries: some Sequence<RecordedEvent>) -> StreamState {
        var fold = StreamFold(address)
        for entry in entries { fold.append(entry) }
        return fold.state
    }

    /// Judges the next entry and applies it.
    public mutating func append(_ entry: RecordedEvent) {
        guard seen.insert(entry.reference) else { return }
        let act = Act(entry)
        var judged = JudgedEntry()
        judged.act = act
        judged.type = UInt32(entry.type.rawValue)
        judged.typeName = entry.type.name ?? ""
        judged.basis = entry.basis
        judged.verdict = .regular
        var event: Event?
        var named: [Party] = []
        do throws(Refusal) {
            let decoded = try entry.event()
            event = decoded
            if let names = decoded.kind?.namedEntry { judged.names = names }
            _ = try state.judge(decoded, by: entry.actor, in: address)
            if case .logContinued(let continuation)? = decoded.kind { try continuation.judge(at: entry.reference) }
            named = decoded.kind?.namedParties ?? []
            try judgeAudience(of: entry, named + (decoded.kind?.addressedParties ?? []))
        } catch {
            judged.verdict = event.map { verdict(onIrregular: $0, by: entry.party) } ?? .irregular
            judged.refusal = UInt32(error.number)
            judged.reason = error.message
        }
        state.entries.append(judged)
        applied.append(Applied(event: event, act: act, verdict: judged.verdict))
        guard let kind = event?.kind else { return }
        if judged.verdict == .regular {
            if case .disclosed(let disclosure) = kind, entry.party == address.decider,
                let party = try? Party(disclosure.to)
            {
                named.append(party)
            }
            for party in named where !parties.contains(party) {
                parties.append(party)
                state.widenAudience(by: party)
            }
            if undo(kind, by: entry.reference) { return }
        }
        take(kind, act, judged.verdict)
    }

    private mutating func take(_ kind: Event.OneOf_Kind, _ act: Act, _ verdict: JudgedEntry.Verdict) {
        if verdict == .regular {
            state.apply(kind, act)
        } else {
            state.applyIrregular(kind, act, suspense: verdict == .suspense)
        }
    }

    /// "An entry that addresses fewer than its stream's audience is irregular." The decider knows the whole audience;
    /// another author answers for the decider and for those that its own event names.
    private func judgeAudience(of entry: RecordedEvent, _ named: [Party]) throws(Refusal) {
        guard let audience = entry.audience else { return }
        func require(_ party: Party) throws(Refusal) {
            guard party == entry.party || audience.contains(party) else {
                throw Refusal(.audienceTooSmall, "The entry is not addressed to \(party).")
            }
        }
        for party in named { try require(party) }
        guard entry.party == address.decider else { return try require(address.decider) }
        for party in parties { try require(party) }
    }

    /// A fact of the decider with amounts in range is booked, whatever rule it broke, where such facts are booked: one that
    /// stands in another kind of stream has no books there.
    private func verdict(onIrregular event: Event, by party: Party) -> JudgedEntry.Verdict {
        guard party == address.decider, let type = event.type, let row = try? RoleTable.row(type),
            row.nature == .fact, row.kinds.contains(address.kind), (try? event.checkFormats()) != nil
        else { return .irregular }
        return .suspense
    }

    /// Carries out a correction or an annulment.
    /// - Returns: Whether the event was one.
    private mutating func undo(_ kind: Event.OneOf_Kind, by reference: EntryReference) -> Bool {
        let target: EntryReference
        let replacement: Event?
        switch kind {
        case .corrected(let correction):
            target = correction.entry
            replacement = correction.replacement
        case .annulled(let annulment):
            target = annulment.entry
            replacement = nil
        default: return false
        }
        guard let index = state.entries.firstIndex(where: { $0.act.entry == target }) else { return true }
        if replacement == nil {
            state.entries[index].annulledBy = reference
        } else {
            state.entries[index].correctedBy = reference
        }
        if applied[index].verdict == .regular, let event = applied[index].event?.kind {
            withdrawn.append(Withdrawn(event: event, act: applied[index].act, by: reference))
        }
        applied[index].event = replacement
        let entries = state.entries
        let audience = state.audience
        state = StreamState(address)
        state.entries = entries
        state.audience = audience
        for entry in applied {
            guard let kind = entry.event?.kind else { continue }
            take(kind, entry.act, entry.verdict)
        }
        for item in withdrawn { state.noteWithdrawn(item.event, item.act, by: item.by) }
        return true
    }
}

extension Event.OneOf_Kind {
    /// The entry that a correction, an annulment or a receipt names.
    var namedEntry: EntryReference? {
        switch self {
        case .corrected(let event): event.entry
        case .annulled(let event): event.entry
        case .received(let event): event.entry
        default: nil
        }
    }
}
