import SwiftProtobuf

extension SettlementState {
    /// Applies an event that is regular. Total: whatever the state, it does what it can.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .settlementRequested(let event):
            // A final request starts anew: a preview's price binds nobody.
            self = .with {
                $0.status = .requested
                $0.request = event
                $0.requested = act
                $0.movements = movements
            }
        case .settlementPriced(let event):
            pricing = event
            priced = act
            status = request.preview ? .previewed : .priced
        case .settlementDeclined(let event):
            grounds = event.grounds
            declined = act
            status = .declined
        case .settlementConfirmed(let event):
            confirmation = event
            confirmed = act
            status = .confirmed
        case .settlementRecorded(let event):
            record = event
            recorded = act
            status = .recorded
            move(event.fund, on: event.settledOn, act)
        case .settlementUndone(let event):
            undoneBecause = event.reason
            undone = act
            status = .undone
        case .settlementReversalRequested(let event):
            reversalRequest = event
            reversalRequested = act
            reversalGrounds = []
            status = .reversing
        case .settlementReversed(let event):
            reversal = event
            reversed = act
            status = .reversed
            move(-event.fund, on: event.reversedOn, act)
        case .settlementReversalRefused(let event):
            reversalGrounds = event.grounds
            status = .recorded
        default: break
        }
    }

    /// Applies a fact that broke a rule: it stands in suspense, and the fund owes what it owed before.
    mutating func applySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .settlementRecorded(let event): move(event.fund, on: event.settledOn, act, suspense: true)
        case .settlementReversed(let event): move(-event.fund, on: event.reversedOn, act, suspense: true)
        default: break
        }
    }

    private mutating func move(_ fund: Int64, on day: String, _ act: Act, suspense: Bool = false) {
        movements.append(
            .with {
                $0.fund = fund
                $0.day = day
                $0.act = act
                $0.suspense = suspense
            })
    }

    /// The books of the settlement: what the fund owes is its expense; a reversal is the opposite; against a rule both stand in
    /// suspense. What the personal account paid is booked in the account.
    public var postings: [Posting] {
        movements.filter { $0.fund != 0 }.map { movement in
            Posting(
                movement.act.entry, movement.fund, debit: movement.suspense ? .suspenseAccount : .benefitExpense,
                credit: .clearingPayable)
        }
    }

    /// What the fund owes for it now, in fen.
    public var owed: Int64 { movements.reduce(0) { $1.suspense ? $0 : $0.addingClamped($1.fund) } }

    /// What was recorded against a rule and stands in suspense, in fen.
    public var suspended: Int64 { movements.reduce(0) { $1.suspense ? $0.addingClamped($1.fund) : $0 } }

    /// Whether the invoice is taken: another settlement or claim of it would pay it twice.
    var holdsInvoice: Bool {
        switch status {
        case .requested, .priced, .confirmed, .recorded, .reversing: !request.preview
        default: false
        }
    }
}
