import SwiftProtobuf

extension ClaimState {
    /// What the person said last of the treatment; `nil` if they were not asked.
    public var lastFeedback: Feedback? { feedback.last }

    /// Objections that are not decided.
    public var openObjections: [Objection] { objections.filter { $0.status == .open } }

    /// Judges feedback and the decision on an objection.
    func judgeVoice(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .feedbackGiven:
            guard actor.onBehalfOf == submission.person else {
                throw Refusal(
                    .notOnBehalf, "The claim is of \(submission.person), and this is said for \"\(actor.onBehalfOf)\".")
            }
        case .objectionDecided(let decision):
            guard let objection = objections.first(where: { $0.objection.number == decision.number }),
                objection.status == .open
            else {
                throw Refusal(
                    .objectionNotOpen, "Objection \(decision.number) does not exist or is decided already.")
            }
            if let filed = CalendarDate(objection.objection.filedOn), let decided = CalendarDate(decision.decidedOn),
                decided < filed
            {
                throw Refusal(.periodReversed, "The objection of \(filed) is decided on \(decided).")
            }
            try FilingState.requireGrounds(decision.grounds)
        default: break
        }
    }

    mutating func applyVoice(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .feedbackGiven(let event):
            feedback.append(
                .with {
                    $0.feedback = event
                    $0.act = act
                })
        case .objectionFiled(let event):
            objections.append(
                .with {
                    $0.objection = event
                    $0.act = act
                    $0.status = .open
                })
        case .objectionDecided(let event):
            guard
                let index = objections.firstIndex(where: { $0.objection.number == event.number && $0.status == .open })
            else { return }
            objections[index].status = event.upheld ? .upheld : .rejected
            objections[index].decision = event
            objections[index].decided = act
        default: break
        }
    }
}

/// Objections name entries of their stream, so the stream judges them.
extension StreamState {
    /// Decisions that one may object to.
    private static let open: Set<UInt32> = Set(
        [
            EventType.claimReturned, .claimAdjudicated, .claimApproved, .claimRefused, .lineExcluded, .exclusionLifted,
            .paymentHeld, .recoveryDemanded,
        ].map { UInt32($0.rawValue) })

    func judgeObjection(_ event: Event.OneOf_Kind, to claim: ClaimState, by actor: Actor) throws(Refusal) {
        switch event {
        case .objectionFiled(let objection):
            try requireSpeaker(for: claim, actor)
            guard !claim.objections.contains(where: { $0.objection.number == objection.number }) else {
                throw Refusal(.objectionNumberUsed, "Objection \(objection.number) exists already.")
            }
            _ = try requireDecision(objection.against)
            try requireNoOther(to: objection.against, claim.objections)
        case .objectionDecided(let decision):
            guard let objection = claim.objections.first(where: { $0.objection.number == decision.number }),
                let decided = entry(objection.objection.against),
                OperatorName.folded(decided.act.operatorName) == OperatorName.folded(actor.operatorName)
            else { return }
            throw Refusal(
                .objectionFourEyes, "\(actor.operatorName) decided what the objection is against.")
        default: break
        }
    }

    /// A decided objection keeps its number and what it is against; an open one keeps to the rules of a new one.
    func judge(
        replacement: ObjectionFiled, of reference: EntryReference, in claim: ClaimState, by actor: Actor
    ) throws(Refusal) {
        try requireSpeaker(for: claim, actor)
        let others = claim.objections.filter { $0.act.entry != reference }
        let own = claim.objections.first { $0.act.entry == reference }
        if let own, own.status != .open {
            guard (own.objection.number, own.objection.against) == (replacement.number, replacement.against) else {
                throw Refusal(.objectionDecided, "Objection \(own.objection.number) is decided.")
            }
            if let filed = CalendarDate(replacement.filedOn), let decided = CalendarDate(own.decision.decidedOn),
                decided < filed
            {
                throw Refusal(.periodReversed, "The objection of \(filed) is decided on \(decided).")
            }
            return
        }
        guard !others.contains(where: { $0.objection.number == replacement.number }) else {
            throw Refusal(.objectionNumberUsed, "Objection \(replacement.number) exists already.")
        }
        _ = try requireDecision(replacement.against)
        try requireNoOther(to: replacement.against, others)
    }

    /// The unit itself, or the center for the unit or for the person.
    private func requireSpeaker(for claim: ClaimState, _ actor: Actor) throws(Refusal) {
        let unit = "unit:\(claim.submission.unit)"
        if actor.party.role == .unit {
            guard actor.party.description == unit else {
                throw Refusal(.notTheNamedParty, "The claim does not name \(actor.party).")
            }
            return
        }
        guard actor.onBehalfOf == unit || actor.onBehalfOf == claim.submission.person else {
            throw Refusal(
                .notOnBehalf,
                "The claim is of \(claim.submission.person) and \(unit), and this is said for \"\(actor.onBehalfOf)\".")
        }
    }

    private func requireNoOther(to entry: EntryReference, _ objections: [ClaimState.Objection]) throws(Refusal) {
        if let other = objections.first(where: { $0.objection.against == entry }) {
            throw Refusal(
                .alreadyObjected, "Objection \(other.objection.number) is against the same decision.")
        }
    }

    /// The decision objected to: an entry of the decider that has its effect.
    func requireDecision(_ reference: EntryReference) throws(Refusal) -> JudgedEntry {
        guard let entry = entry(reference), entry.verdict == .regular, !entry.hasAnnulledBy,
            StreamState.open.contains(entry.type)
        else {
            throw Refusal(
                .noSuchDecision,
                "Entry \(reference.number) of \(reference.origin) is no decision of this claim that one may object to.")
        }
        return entry
    }

    private func entry(_ reference: EntryReference) -> JudgedEntry? {
        entries.first { $0.act.entry == reference }
    }
}

extension StreamState {
    /// Whether a later decision may rest on another entry. What the person said, and what was decided on an objection,
    /// rests on no decision about the claim; the latter rests on its own objection.
    func mayRest(_ decision: JudgedEntry, on target: JudgedEntry) -> Bool {
        switch decision.type {
        case UInt32(EventType.feedbackGiven.rawValue): return target.typeName == "ClaimSubmitted"
        case UInt32(EventType.objectionDecided.rawValue):
            guard target.typeName == "ObjectionFiled" else { return target.typeName == "ClaimSubmitted" }
            guard case .claim(let claim)? = subject else { return true }
            return claim.objections.contains {
                $0.act.entry == target.act.entry && $0.decided.entry == decision.act.entry
            }
        default: return true
        }
    }
}

extension FeedbackGiven.Answer {
    /// Whether the person says that not all of the treatment happened.
    public var denies: Bool { self == .notAll || self == .didNotHappen }

    /// The answer in plain English.
    public var word: String {
        switch self {
        case .asBilled: "it happened as billed"
        case .notAll: "not all that is billed happened"
        case .didNotHappen: "it did not happen"
        default: "unknown"
        }
    }

    /// The answer in Chinese.
    public var chinese: String {
        switch self {
        case .asBilled: "与账单相符"
        case .notAll: "部分项目未发生"
        case .didNotHappen: "未曾就医"
        default: "未知"
        }
    }
}
