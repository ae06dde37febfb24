import SwiftProtobuf

extension DisputeState {
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .disputeOpened(let event):
            opening = event
            opened = act
            status = .opened
        case .disputeNotified(let event):
            notice = event
            notified = act
            status = .notified
        case .disputeRejected(let event):
            rejection = event
            rejected = act
            status = .rejected
        case .disputeWithdrawn(let event):
            withdrawal = event
            withdrawn = act
            status = .withdrawn
        case .statementFiled(let event):
            statements.append(
                .with {
                    $0.statement = event
                    $0.act = act
                })
        case .inquirySent(let event):
            inquiries.append(
                .with {
                    $0.inquiry = event
                    $0.act = act
                })
        case .inquiryAnswered(let event):
            guard let index = inquiries.firstIndex(where: { $0.inquiry.number == event.number }) else { return }
            inquiries[index].answer = event
            inquiries[index].answered = act
        default: applyRuling(event, act)
        }
    }

    private mutating func applyRuling(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .disputeSettled(let event):
            status = .ruled
            add(event.ruling, on: event.ruledOn, until: event.appealUntil, act)
        case .disputeAppealed(let event):
            status = .appealed
            appeals.append(
                .with {
                    $0.appeal = event
                    $0.act = act
                })
        case .appealDecided(let event):
            guard let last = appeals.indices.last else { return }
            appeals[last].decision = event
            appeals[last].decided = act
            status = event.result == .sentBack ? .notified : .final
            if event.hasRuling { add(event.ruling, on: event.decidedOn, until: "", act) }
        case .consequenceCarriedOut(let event):
            carriedOut.append(
                .with {
                    $0.report = event
                    $0.act = act
                    $0.ruling = UInt32(rulings.count)
                })
        default: break
        }
    }

    private mutating func add(_ ruling: Ruling, on day: String, until last: String, _ act: Act) {
        rulings.append(
            .with {
                $0.ruling = ruling
                $0.ruledOn = day
                $0.act = act
                $0.appealUntil = last
            })
    }
}

extension DisputeState {
    /// The ruling that stands, or against which an appeal is open; `nil` before the first one, and after it was sent back.
    public var standingRuling: Ruled? {
        switch status {
        case .ruled, .appealed, .final: rulings.last
        default: nil
        }
    }

    /// The report of a consequence of the last ruling; `nil` while it is not carried out.
    public func carriedOut(_ consequence: Consequence) -> CarriedOut? {
        carriedOut.last { $0.report.number == consequence.number && Int($0.ruling) == rulings.count }
    }

    /// Whether the party is the claimant or the respondent.
    public func isSide(_ party: Party) -> Bool {
        [opening.claimant, opening.respondent].contains(party.description)
    }

    /// Whether the opening names the party.
    func names(_ party: String) -> Bool {
        [opening.claimant, opening.respondent].contains(party) || opening.others.contains(party)
    }

    /// The entries that its rulings cite: what its evidence shows besides the stream itself.
    public var citedByRulings: [CitedEntry] { rulings.flatMap(\.ruling.cited) }

    /// Whoever reads an answer: whom the inquiry names, and who asked. The institution that answers holds no more.
    func addressedParties(of event: Event.OneOf_Kind?) -> [Party] {
        guard case .inquiryAnswered(let answer)? = event,
            let inquiry = inquiries.first(where: { $0.inquiry.number == answer.number })
        else { return [] }
        let asked = Party.institution(inquiry.inquiry.institution)
        return (inquiry.inquiry.answerTo + [inquiry.act.party]).compactMap { try? Party($0) }
            + [asked].compactMap(\.self)
    }
}

extension Consequence {
    /// Whether the party can do it there: a center in a stream of its own, or anybody who has to correct something.
    var fits: Bool {
        guard let address = try? StreamAddress(stream), let party = try? Party(party) else { return false }
        switch kind {
        case .correction: return true
        case .suspension: return party.role == .center && address.decider == party && address.kind == .institution
        case .lockedCard: return party.role == .center && address.decider == party && address.kind == .person
        default: return party.role == .center && address.decider == party && address.kind == .claim
        }
    }

    /// The types of the entries that carry it out.
    var fittingTypes: [EventType] {
        switch kind {
        case .correction:
            [.corrected, .annulled, .billCorrected, .personCorrected, .claimAdjudicated, .claimRefused, .claimRestored]
        case .recovery: [.recoveryDemanded, .recoveryReceived, .paymentReversed]
        case .suspension: [.designationEnded]
        case .heldPayment: [.paymentHeld]
        case .lockedCard: [.cardLocked]
        case .police: [.referredToPolice]
        default: []
        }
    }
}

extension DisputeState.Status {
    /// The status in plain English.
    public var word: String {
        switch self {
        case .opened: "opened"
        case .notified: "notified"
        case .rejected: "rejected"
        case .withdrawn: "withdrawn"
        case .ruled: "ruled on"
        case .appealed: "appealed"
        case .final: "final"
        default: "not opened"
        }
    }
}

extension Ruling.Outcome {
    /// The outcome in plain English.
    public var word: String {
        switch self {
        case .upheld: "upheld"
        case .partly: "partly upheld"
        case .dismissed: "dismissed"
        case .agreement: "settled by agreement"
        default: "unknown"
        }
    }
}

extension Consequence.Kind {
    /// The kind in plain English.
    public var word: String {
        switch self {
        case .correction: "correction"
        case .recovery: "recovery"
        case .suspension: "suspension of the designation"
        case .heldPayment: "held payment"
        case .lockedCard: "locked card"
        case .police: "referral to the police"
        default: "unknown"
        }
    }
}

extension AppealDecided.Result {
    /// The result in plain English.
    public var word: String {
        switch self {
        case .confirmed: "the ruling stands"
        case .changed: "the ruling is changed"
        case .sentBack: "sent back"
        default: "unknown"
        }
    }
}
