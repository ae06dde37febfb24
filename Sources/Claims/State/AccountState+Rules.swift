extension AccountState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .accountCredited(let credit):
            guard credit.person == stream.person else {
                throw Refusal(.accountElsewhere, "The credit is of \(credit.person), the account of \(stream.person).")
            }
            try requireUnused(credit.number, as: .credit)
            guard balance <= FormatCheck.largestAmount - credit.amount else {
                throw Refusal(
                    .amountOutOfRange,
                    "\(credit.amount.moneyText) would make the balance of \(balance.moneyText) too large.",
                    remedy:
                        "An account holds at most \(FormatCheck.largestAmount.yuan) yuan: check the amount, which is in fen."
                )
            }
        case .accountWithdrawn(let withdrawal):
            try requireUnused(withdrawal.number, as: .withdrawal, at: withdrawal.outlet)
            try requireBalance(of: withdrawal.amount)
        case .accountSpendingRequested(let request): try judge(request, by: actor)
        case .accountSpent(let spending):
            let request = try requireOpen(spending.institution, spending.number)
            guard spending.amount == request.amount else {
                throw Refusal(
                    .spendingDiffers,
                    "\(spending.amount.moneyText) is spent, and \(request.amount.moneyText) was requested.")
            }
            try requireBalance(of: spending.amount)
        case .accountSpendingRefused(let refusal):
            _ = try requireOpen(refusal.institution, refusal.number)
            try FilingState.requireGrounds(refusal.grounds)
        case .accountReversed(let reversal): try judge(reversal)
        default: break
        }
    }

    private func judge(_ request: AccountSpendingRequested, by actor: Actor) throws(Refusal) {
        let role = actor.party.role
        guard role == .center || actor.party.code == request.institution else {
            throw Refusal(
                .notTheNamedParty, "The request is of \(request.institution), and \(actor.party) records it.")
        }
        guard request.kind != .outpatient || InstitutionCode(request.institution)?.role == .hospital else {
            throw Refusal(.pharmacySells, "\(request.institution) is a pharmacy, and asks for outpatient care.")
        }
        guard request.amount <= request.invoice.amount else {
            throw Refusal(
                .requestExceedsInvoice,
                "\(request.amount.moneyText) is asked for, and the invoice is of \(request.invoice.amount.moneyText).")
        }
        let number = request.number
        guard
            !requests.contains(where: { $0.request.institution == request.institution && $0.request.number == number })
        else {
            throw Refusal(.accountNumberUsed, "Request \(number) of \(request.institution) is recorded already.")
        }
        let holder = requests.first { other in
            (other.status == .open || other.status == .spent) && other.request.invoice.code == request.invoice.code
                && other.request.invoice.number == request.invoice.number
        }
        if let holder {
            throw Refusal(
                .invoiceRequested,
                "Invoice \(request.invoice.code)-\(request.invoice.number) stands in request \(holder.request.number)"
                    + " of \(holder.request.institution).")
        }
    }

    private func judge(_ reversal: AccountReversed) throws(Refusal) {
        guard let movement = movements.first(where: { $0.act.entry == reversal.entry && $0.kind != .reversal }) else {
            throw Refusal(
                .unknownMovement, "Entry \(reversal.entry.number) of \(reversal.entry.origin) moved no money here.")
        }
        guard !movement.hasReversedBy else {
            throw Refusal(
                .movementReversed, "Movement \(movement.number) is reversed by entry \(movement.reversedBy.number).")
        }
        guard reversal.amount == movement.amount.magnitude else {
            throw Refusal(
                .movementDiffers,
                "\(reversal.amount.moneyText) is reversed, and the movement was of \(Int64(clamping: movement.amount.magnitude).moneyText)."
            )
        }
        guard let moved = CalendarDate(movement.day), let back = CalendarDate(reversal.reversedOn), back >= moved else {
            throw Refusal(
                .movementDiffers, "The movement is of \(movement.day), and reversed on \(reversal.reversedOn).",
                remedy: "Correct the day of the reversal.")
        }
        if movement.kind == .credit { try requireBalance(of: reversal.amount) }
    }

    /// "Never below zero."
    private func requireBalance(of amount: Int64) throws(Refusal) {
        guard !person.isEmpty else { throw Refusal(.accountNotOpen, "The account has no credit yet.") }
        guard amount <= balance else {
            throw Refusal(.balanceTooSmall, "\(amount.moneyText) is taken, and the balance is \(balance.moneyText).")
        }
    }

    private func requireUnused(
        _ number: String, as kind: Movement.Kind, at outlet: String = ""
    ) throws(Refusal) {
        // What stands in suspense moved no balance, but its number is used: the outlet counts it.
        let isUsed = movements.contains { $0.kind == kind && $0.number == number && $0.institution == outlet }
        guard !isUsed else {
            throw Refusal(
                .accountNumberUsed,
                outlet.isEmpty
                    ? "Credit \(number) is recorded already." : "Withdrawal \(number) of \(outlet) is recorded already."
            )
        }
    }

    private func requireOpen(
        _ institution: String, _ number: String
    ) throws(Refusal) -> AccountSpendingRequested {
        guard let found = request(institution, number), found.status == .open else {
            throw Refusal(.requestNotOpen, "Request \(number) of \(institution) does not exist or is not open.")
        }
        return found.request
    }

    /// The request of an institution by its number.
    func request(_ institution: String, _ number: String) -> Request? {
        requests.first { $0.request.institution == institution && $0.request.number == number }
    }

    /// Requests that the center has not decided.
    public var openRequests: [Request] { requests.filter { $0.status == .open } }
}
