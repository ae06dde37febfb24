import SwiftProtobuf

extension AccountState {
    /// Applies an event that is regular. Total: whatever the state, it does what it can, and the balance stays what the
    /// movements that are not in suspense sum to.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .accountCredited(let credit):
            person = credit.person
            move(
                .credit, credit.amount, on: credit.creditedOn, act, text: credit.month.isEmpty ? "" : credit.month,
                number: credit.number)
        case .accountWithdrawn(let withdrawal): withdraw(withdrawal, act, suspense: false)
        case .accountSpendingRequested(let request):
            requests.append(
                .with {
                    $0.request = request
                    $0.act = act
                    $0.status = .open
                })
        case .accountSpent(let spending):
            guard let index = index(spending.institution, spending.number) else { return }
            requests[index].status = .spent
            let request = requests[index].request
            move(
                .spending, -spending.amount, on: request.spentOn, act, text: request.purpose, number: request.number,
                institution: request.institution)
        case .accountSpendingRefused(let refusal):
            guard let index = index(refusal.institution, refusal.number) else { return }
            requests[index].status = .refused
            requests[index].grounds = refusal.grounds
        case .accountReversed(let reversal): reverse(reversal, act)
        default: break
        }
    }

    /// Applies a withdrawal that broke a rule: the money is gone, and stands in suspense; the balance is as before.
    mutating func applySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .accountWithdrawn(let withdrawal) = event else { return }
        withdraw(withdrawal, act, suspense: true)
    }

    private mutating func withdraw(_ withdrawal: AccountWithdrawn, _ act: Act, suspense: Bool) {
        move(
            .withdrawal, -withdrawal.amount, on: withdrawal.withdrawnOn, act, number: withdrawal.number,
            institution: withdrawal.outlet, suspense: suspense)
    }

    private mutating func reverse(_ reversal: AccountReversed, _ act: Act) {
        guard
            let index = movements.firstIndex(where: {
                $0.act.entry == reversal.entry && $0.kind != .reversal && !$0.hasReversedBy
            })
        else { return }
        movements[index].reversedBy = act.entry
        let movement = movements[index]
        move(
            .reversal, -movement.amount, on: reversal.reversedOn, act, text: reversal.reason, number: movement.number,
            institution: movement.institution, suspense: movement.suspense, reverses: reversal.entry)
        if movement.kind == .spending, let request = self.index(movement.institution, movement.number) {
            requests[request].status = .reversed
        }
    }

    private func index(_ institution: String, _ number: String) -> Int? {
        requests.firstIndex { $0.request.institution == institution && $0.request.number == number }
    }

    private mutating func move(
        _ kind: Movement.Kind, _ amount: Int64, on day: String, _ act: Act, text: String = "", number: String,
        institution: String = "", suspense: Bool = false, reverses: EntryReference? = nil
    ) {
        if !suspense { balance = balance.addingClamped(amount) }
        movements.append(
            .with {
                $0.kind = kind
                $0.amount = amount
                $0.day = day
                $0.act = act
                $0.balance = balance
                $0.text = text
                $0.number = number
                $0.institution = institution
                $0.suspense = suspense
                if let reverses { $0.reverses = reverses }
            })
    }
}

extension AccountState {
    /// The books of the account: one balanced posting for each movement.
    ///
    /// A credit: accounts' bank to personal accounts. A withdrawal and a spending: personal accounts to accounts' bank; a
    /// withdrawal against a rule: suspense to accounts' bank. A reversal: the opposite of what it reverses. The fund is in
    /// none of them.
    public var postings: [Posting] {
        movements.map { movement in
            Posting(
                movement.act.entry, movement.amount, debit: .personalAccountsBank,
                credit: movement.suspense ? .suspenseAccount : .personalAccounts)
        }
    }

    /// What was withdrawn against a rule and did not come back, in fen.
    public var suspendedAmount: Int64 {
        movements.reduce(0) { $0.addingClamped($1.suspense ? -$1.amount : 0) }
    }
}
