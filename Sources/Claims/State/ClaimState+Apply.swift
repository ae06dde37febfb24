import SwiftProtobuf

extension ClaimState {
    /// What was paid and did not come back, in fen; money in suspense included.
    public var paidAmount: Int64 {
        payments.reduce(0) { $0.addingClamped($1.hasReversal ? 0 : $1.payment.amount) }
    }

    /// What may still be ordered, in fen: approved, less what was paid, less what is ordered.
    public var openAmount: Int64 {
        let ordered = orders.reduce(Int64(0)) { $0.addingClamped($1.status == .open ? $1.order.amount : 0) }
        return max(0, (hasApproval ? approval.amount : 0) - paidAmount.addingClamped(ordered))
    }

    /// Applies an event that is regular. Total: whatever the state, it does what it can.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .claimSubmitted(let event):
            submission = event
            submitted = act
            status = .submitted
            papers = event.documents.map { Paper($0, act) } + papers
        case .documentAttached(let event):
            hand(in: [event.document], act)
        case .claimReturned(let event):
            wanting = event.missing
            dueOn = event.dueOn
            returned = act
            status = .returned
            clearAcceptance()
            clearAccepted()
        case .claimCompleted(let event):
            hand(in: event.documents, act)
            completed = act
            status = .completed
        case .claimAccepted(let event):
            acceptance = event
            accepted = act
            status = .accepted
        case .claimAdjudicated(let event):
            adjudication = event
            adjudicated = act
            status = .adjudicated
        case .claimApproved(let event):
            approval = event
            approved = act
            status = .approved
            bookApproval(act)
        case .claimRefused(let event): refuse(event, act)
        case .claimRestored:
            status = refusedFrom
            restored = act
            grounds = []
        case .referredToPolice(let event):
            referral = event
            referred = act
        default: applyPayment(event, act)
        }
    }

    private mutating func refuse(_ event: ClaimRefused, _ act: Act) {
        // Restored, the claim goes on without its approval.
        refusedFrom = hasAdjudication && status.rawValue >= Status.adjudicated.rawValue ? .adjudicated : status
        status = .refused
        grounds = event.grounds
        refused = act
        for index in orders.indices where orders[index].status == .open { orders[index].status = .void }
        if hasApproval {
            bookRefusal(act)
            clearApproval()
            clearApproved()
        }
    }

    private mutating func hand(in documents: [Document], _ act: Act) {
        papers += documents.map { Paper($0, act) }
        wanting.removeAll { kind in documents.contains { $0.serves(as: kind) } }
    }

    private mutating func applyPayment(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .paymentHeld(let event):
            held = true
            hold = event
            heldBy = act
        case .paymentReleased:
            held = false
            clearHold()
            clearHeldBy()
        case .paymentOrdered(let event):
            orders.append(
                .with {
                    $0.order = event
                    $0.act = act
                    $0.status = .open
                })
        case .paymentMade(let event):
            settle(event.order, as: .paid)
            pay(event, act, suspense: false)
        case .paymentFailed(let event): settle(event.order, as: .failed)
        case .paymentReversed(let event): reverse(event, act)
        default: return applyExclusion(event, act)
        }
        restate()
    }

    /// Applies a fact that broke a rule: its money stands in suspense.
    mutating func applySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .paymentMade(let event): pay(event, act, suspense: true)
        case .paymentReversed(let event):
            returns.append(
                .with {
                    $0.reversal = event
                    $0.act = act
                })
            post(act, event.amount, debit: .fundBank, credit: .suspenseAccount)
        default: applyRecoverySuspense(event, act)
        }
    }

    private mutating func pay(_ payment: PaymentMade, _ act: Act, suspense: Bool) {
        payments.append(
            .with {
                $0.payment = payment
                $0.act = act
                $0.suspense = suspense
            })
        post(act, payment.amount, debit: suspense ? .suspenseAccount : .claimsPayable, credit: .fundBank)
    }

    private mutating func reverse(_ reversal: PaymentReversed, _ act: Act) {
        guard
            let index = payments.firstIndex(where: {
                $0.payment.payment == reversal.payment && !$0.hasReversal && $0.payment.amount == reversal.amount
            })
        else { return applySuspense(.paymentReversed(reversal), act) }
        payments[index].reversal = reversal
        payments[index].reversed = act
        post(
            act, reversal.amount, debit: .fundBank,
            credit: payments[index].suspense ? .suspenseAccount : .claimsPayable)
    }

    private mutating func settle(_ order: String, as status: Order.Status) {
        guard let index = orders.firstIndex(where: { $0.order.order == order && $0.status == .open }) else { return }
        orders[index].status = status
    }

    /// The status that follows from approval, orders and payments.
    private mutating func restate() {
        guard hasApproval, status != .refused else { return }
        let regular = payments.reduce(Int64(0)) {
            $0.addingClamped($1.suspense || $1.hasReversal ? 0 : $1.payment.amount)
        }
        if orders.contains(where: { $0.status == .open }) {
            status = .ordered
        } else if approval.amount > 0, regular >= approval.amount {
            status = .paid
        } else {
            status = .approved
        }
    }

    mutating func post(_ act: Act, _ amount: Int64, debit: Posting.Account, credit: Posting.Account) {
        guard amount != 0 else { return }
        postings.append(Posting(act.entry, amount, debit: debit, credit: credit))
    }
}

extension ClaimState.Paper {
    init(_ document: Document, _ act: Act) {
        self.init()
        self.document = document
        self.act = act
    }
}

extension Int64 {
    /// The sum, held to the range: no liar's amounts can trap.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
