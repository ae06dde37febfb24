import SwiftProtobuf

extension ClaimState {
    /// What the fund advanced, paid out, and neither got back nor wrote off, in fen (row S17).
    ///
    /// Payments count first for what is no advance: an advance is out once more than the rest of the approved amount is paid.
    public var outstandingAdvance: Int64 {
        guard hasApproval, hasRecovery else { return 0 }
        let rest = max(0, approval.amount - recovery.advanced)
        let paidOut = min(recovery.advanced, max(0, regularlyPaid - rest))
        return max(0, paidOut - recovery.applied - recovery.writtenOff)
    }

    /// What is demanded and has not come in, in fen.
    public var openDemands: Int64 {
        recovery.demands.reduce(0) { $0.addingClamped(max(0, $1.demand.amount - $1.received)) }
    }

    /// Of the amount that would be approved now, what is an advance: all of a claim that is excluded whole, else what is
    /// approved of the excluded lines whose advance was granted.
    private var advancedPart: Int64 {
        let advanced = openExclusions.filter(\.hasAdvance)
        guard !advanced.contains(where: { $0.exclusion.lines.isEmpty }) else { return approval.amount }
        let lines = Set(advanced.flatMap(\.exclusion.lines))
        let sum = adjudication.lines.reduce(Int64(0)) { $0.addingClamped(lines.contains($1.line) ? $1.approved : 0) }
        return min(approval.amount, max(0, sum))
    }

    // MARK: Rules

    /// Judges recoveries; what is none goes to what the person says.
    func judgeRecovery(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .recoveryDemanded(let event):
            guard !recovery.demands.contains(where: { $0.demand.demand == event.demand }) else {
                throw Refusal(.demandNumberUsed, "Demand \(event.demand) exists already.")
            }
            let left = max(0, outstandingAdvance - openDemands)
            guard event.amount <= left else {
                throw Refusal(
                    .demandBeyondOutstanding,
                    """
                    \(event.amount.yuan) is demanded; \(outstandingAdvance.yuan) is outstanding, and \
                    \(openDemands.yuan) of it is demanded already.
                    """)
            }
        case .recoveryReceived(let event):
            guard exclusions.contains(where: \.hasAdvance) else {
                throw Refusal(.nothingAdvanced, "No advance was granted in this claim.")
            }
            guard !recovery.receipts.contains(where: { $0.receipt.receipt == event.receipt }) else {
                throw Refusal(.receiptNumberUsed, "Receipt \(event.receipt) is recorded already.")
            }
            guard event.demand.isEmpty || recovery.demands.contains(where: { $0.demand.demand == event.demand }) else {
                throw Refusal(.unknownDemand, "There is no demand \(event.demand).")
            }
        case .recoveryRefunded(let event):
            try requireNotHeld()
            try requireFourEyes(actor)
            guard !recovery.refunds.contains(where: { $0.refund.refund == event.refund }) else {
                throw Refusal(.refundNumberUsed, "Refund \(event.refund) is recorded already.")
            }
            guard event.amount <= recovery.surplus else {
                throw Refusal(
                    .refundBeyondSurplus,
                    "\(event.amount.yuan) is refunded, and \(recovery.surplus.yuan) is owed to the person.")
            }
        case .recoveryWrittenOff(let event):
            guard event.amount <= outstandingAdvance else {
                throw Refusal(
                    .writeOffBeyondOutstanding,
                    "\(event.amount.yuan) is written off, and \(outstandingAdvance.yuan) is outstanding.")
            }
        default: try judgeVoice(event, by: actor)
        }
    }

    // MARK: Effects

    mutating func applyRecovery(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .recoveryDemanded(let event):
            recovery.demands.append(
                .with {
                    $0.demand = event
                    $0.act = act
                })
        case .recoveryReceived(let event): receive(event, act)
        case .recoveryRefunded(let event):
            recovery.refunds.append(
                .with {
                    $0.refund = event
                    $0.act = act
                })
            let owed = min(event.amount, recovery.surplus)
            recovery.surplus -= owed
            move(
                act,
                [(.recoveriesPayable, owed), (.suspenseAccount, event.amount - owed), (.fundBank, -event.amount)])
        case .recoveryWrittenOff(let event):
            let amount = min(event.amount, max(0, recovery.advanced - recovery.applied - recovery.writtenOff))
            recovery.writeOffs.append(
                .with {
                    $0.writeOff = event
                    $0.act = act
                })
            recovery.writtenOff += amount
            move(act, [(.benefitExpense, amount), (.advancesRecoverable, -amount)])
        default: applyVoice(event, act)
        }
    }

    /// A fact about recovered money that broke a rule: its money stands in suspense.
    mutating func applyRecoverySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .recoveryReceived(let event):
            recovery.receipts.append(
                .with {
                    $0.receipt = event
                    $0.act = act
                    $0.suspense = true
                })
            post(act, event.amount, debit: .fundBank, credit: .suspenseAccount)
        case .recoveryRefunded(let event):
            recovery.refunds.append(
                .with {
                    $0.refund = event
                    $0.act = act
                    $0.suspense = true
                })
            post(act, event.amount, debit: .suspenseAccount, credit: .fundBank)
        default: return
        }
    }

    /// Money that came in stands against what is outstanding, then against what was written off; the rest is the person's.
    private mutating func receive(_ event: RecoveryReceived, _ act: Act) {
        recovery.receipts.append(
            .with {
                $0.receipt = event
                $0.act = act
            })
        if let index = recovery.demands.firstIndex(where: { $0.demand.demand == event.demand }) {
            recovery.demands[index].received = recovery.demands[index].received.addingClamped(event.amount)
        }
        let outstanding = max(0, recovery.advanced - recovery.applied - recovery.writtenOff)
        let back = min(event.amount, outstanding)
        let regained = min(event.amount - back, recovery.writtenOff)
        recovery.applied += back + regained
        recovery.writtenOff -= regained
        let surplus = event.amount - back - regained
        recovery.surplus = recovery.surplus.addingClamped(surplus)
        move(
            act,
            [
                (.fundBank, event.amount), (.advancesRecoverable, -back), (.benefitExpense, -regained),
                (.recoveriesPayable, -surplus),
            ])
    }

    /// Books an approval: what is an advance is to come back, the rest is the fund's expense. What a third party has paid
    /// already stands against the advance.
    mutating func bookApproval(_ act: Act) {
        let advanced = advancedPart
        move(
            act,
            [
                (.benefitExpense, approval.amount - advanced), (.advancesRecoverable, advanced),
                (.claimsPayable, -approval.amount),
            ])
        guard advanced > 0 else { return }
        recovery.advanced = advanced
        let back = min(advanced, recovery.surplus)
        recovery.surplus -= back
        recovery.applied = back
        move(act, [(.recoveriesPayable, back), (.advancesRecoverable, -back)])
    }

    /// Takes the books of an approval back: nothing is payable and nothing advanced; what a third party has paid is the
    /// person's.
    mutating func bookRefusal(_ act: Act) {
        let outstanding = recovery.advanced - recovery.applied - recovery.writtenOff
        move(
            act,
            [
                (.claimsPayable, approval.amount), (.advancesRecoverable, -outstanding),
                (.benefitExpense, -(approval.amount - recovery.advanced + recovery.writtenOff)),
                (.recoveriesPayable, -recovery.applied),
            ])
        guard hasRecovery else { return }
        recovery.surplus = recovery.surplus.addingClamped(recovery.applied)
        recovery.advanced = 0
        recovery.applied = 0
        recovery.writtenOff = 0
    }

    private mutating func move(_ act: Act, _ lines: [(account: Posting.Account, amount: Int64)]) {
        let posting = Posting(act.entry, moving: lines)
        if !posting.lines.isEmpty { postings.append(posting) }
    }
}
