import SwiftProtobuf

extension ClaimState {
    /// Exclusions that were not lifted, in stream order.
    public var openExclusions: [Exclusion] { exclusions.filter { !$0.hasLifting } }

    /// Whether the whole claim is excluded.
    public var isExcluded: Bool { openExclusions.contains { $0.exclusion.lines.isEmpty } }

    /// The exclusion that stands on a line of the list; `nil` if none does.
    func exclusion(ofLine number: Int) -> Exclusion? {
        openExclusions.first {
            $0.exclusion.lines.isEmpty || $0.exclusion.lines.contains(UInt32(clamping: number))
        }
    }

    /// Judges exclusions and advances; what is neither goes to the recoveries.
    func judgeExclusion(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .lineExcluded(let event): try judge(event)
        case .exclusionLifted(let event):
            try requireNotApproved()
            _ = try requireOpen(event.exclusion)
        case .advanceGranted(let event):
            try requireNotApproved()
            let exclusion = try requireOpen(event.exclusion)
            guard exclusion.exclusion.cause == .thirdParty else {
                throw Refusal(
                    .advanceNeedsThirdParty, "The exclusion is for \(exclusion.exclusion.cause.word).")
            }
            guard !exclusion.hasAdvance else {
                throw Refusal(.alreadyAdvanced, "The advance is granted already.")
            }
            guard event.request.kind == .writtenRequest else {
                throw Refusal(
                    .writtenRequestNeeded, "The request is a paper of another kind: \(event.request.kind.word).")
            }
        default: try judgeRecovery(event, by: actor)
        }
    }

    private func judge(_ event: LineExcluded) throws(Refusal) {
        try requireNotApproved()
        let count = submission.bill.lines.count
        var last: UInt32 = 0
        for line in event.lines {
            guard line > last, UInt64(line) <= UInt64(count) else {
                throw Refusal(
                    .noSuchLine, "The list has \(count) lines; line \(line) is none of them, or named out of order.")
            }
            last = line
        }
        let numbers = Set(event.lines)
        for other in openExclusions
        where numbers.isEmpty || other.exclusion.lines.isEmpty || !numbers.isDisjoint(with: other.exclusion.lines) {
            throw Refusal(
                .alreadyExcluded,
                other.exclusion.lines.isEmpty
                    ? "The whole claim is excluded already."
                    : "Line \(other.exclusion.lines.map(String.init).joined(separator: ", ")) is excluded already.")
        }
    }

    /// "A claim or its lines are excluded before the approval."
    private func requireNotApproved() throws(Refusal) {
        guard [.submitted, .returned, .completed, .accepted, .adjudicated].contains(status) else {
            throw Refusal(.exclusionTooLate, "The claim is \(status.word).")
        }
    }

    private func requireOpen(_ entry: EntryReference) throws(Refusal) -> Exclusion {
        guard let exclusion = openExclusions.first(where: { $0.act.entry == entry }) else {
            throw Refusal(
                .exclusionNotOpen, "Entry \(entry.number) of \(entry.origin) is no exclusion that stands in this claim."
            )
        }
        return exclusion
    }

    mutating func applyExclusion(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .lineExcluded(let event):
            exclusions.append(
                .with {
                    $0.exclusion = event
                    $0.act = act
                })
        case .exclusionLifted(let event):
            guard let index = openIndex(event.exclusion) else { return }
            exclusions[index].lifting = event
            exclusions[index].lifted = act
        case .advanceGranted(let event):
            guard let index = openIndex(event.exclusion) else { return }
            exclusions[index].advance = event
            exclusions[index].granted = act
        default: return applyRecovery(event, act)
        }
        // What the fund may pay has changed: a price from before does not stand.
        guard status == .adjudicated else { return }
        clearAdjudication()
        clearAdjudicated()
        status = .accepted
    }

    private func openIndex(_ entry: EntryReference) -> Int? {
        exclusions.firstIndex { $0.act.entry == entry && !$0.hasLifting }
    }
}

extension LineExcluded.Cause {
    /// The cause in plain English.
    public var word: String {
        switch self {
        case .workInjury: "work injury"
        case .thirdParty: "liable third party"
        case .publicHealth: "public health"
        case .abroad: "treatment abroad"
        default: "unknown"
        }
    }

    /// The cause in Chinese.
    public var chinese: String {
        switch self {
        case .workInjury: "工伤"
        case .thirdParty: "第三人责任"
        case .publicHealth: "公共卫生"
        case .abroad: "境外就医"
        default: "未知"
        }
    }
}
