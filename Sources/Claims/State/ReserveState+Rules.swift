import SwiftProtobuf

extension ReserveState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        if case .reserveOpened = event {
            guard !opened else { throw Refusal(.reserveOpened, "\(stream) is opened already.") }
            return
        }
        guard opened else { throw Refusal(.reserveNotOpened, "\(stream) is not opened yet.") }
        switch event {
        case .reservePaid(let payment):
            try requireUnused(payment.payment)
            try ReserveState.requireYear(payment.paidOn, stream, orBefore: true)
            guard balance <= FormatCheck.largestAmount - payment.amount else {
                throw Refusal(
                    .amountOutOfRange,
                    "\(payment.amount.moneyText) would make the reserve of \(balance.moneyText) too large.",
                    remedy:
                        "A reserve holds at most \(FormatCheck.largestAmount.yuan) yuan: check the amount, which is in fen."
                )
            }
        case .reserveReturned(let payment):
            try requireUnused(payment.payment)
            try ReserveState.requireYear(payment.returnedOn, stream, orBefore: true)
            try requireBalance(of: payment.amount)
        case .reserveUsed(let use):
            guard let clearing = try? StreamAddress(use.clearing), clearing.decider == stream.decider,
                clearing.namedParty == stream.namedParty
            else { throw Refusal(.lineOfAnother, "\(use.clearing) is no clearing of \(stream).") }
            try requireUnused("\(use.clearing) \(use.payment)")
            try ReserveState.requireYear(use.usedOn, stream)
            try requireBalance(of: use.amount)
        default: break
        }
    }

    private func requireUnused(_ number: String) throws(Refusal) {
        guard !movements.contains(where: { $0.number == number }) else {
            throw Refusal(.clearingPaymentUsed, "Payment \(number) is recorded already.")
        }
    }

    /// - Parameter orBefore: whether a day of the year before does as well, which is closed since this one was opened.
    private static func requireYear(
        _ day: String, _ stream: StreamAddress, orBefore: Bool = false
    ) throws(Refusal) {
        let year = CalendarDate(day)?.parts.year
        guard let own = stream.reserveYear, year == own || (orBefore && year == own - 1) else {
            throw Refusal(.reserveYear, "\(day) is no day of \(stream).")
        }
    }

    private func requireBalance(of amount: Int64) throws(Refusal) {
        guard amount <= balance else {
            throw Refusal(.reserveTooSmall, "\(amount.moneyText) is taken, and the reserve is \(balance.moneyText).")
        }
    }

    /// Applies an event that is regular. Total.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .reserveOpened(let event):
            opened = true
            move(.opening, event.balance, on: act.day.description, "", act)
        case .reservePaid(let event): move(.payment, event.amount, on: event.paidOn, event.payment, act)
        case .reserveReturned(let event): move(.return, -event.amount, on: event.returnedOn, event.payment, act)
        case .reserveUsed(let event):
            move(.use, -event.amount, on: event.usedOn, "\(event.clearing) \(event.payment)", act)
        default: break
        }
    }

    /// Applies a payment that broke a rule: the money moved, and stands in suspense.
    mutating func applySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .reservePaid(let event):
            move(.payment, event.amount, on: event.paidOn, event.payment, act, suspense: true)
        case .reserveReturned(let event):
            move(.return, -event.amount, on: event.returnedOn, event.payment, act, suspense: true)
        default: break
        }
    }

    private mutating func move(
        _ kind: Movement.Kind, _ amount: Int64, on day: String, _ number: String, _ act: Act, suspense: Bool = false
    ) {
        if !suspense { balance = balance.addingClamped(amount) }
        movements.append(
            .with {
                $0.kind = kind
                $0.amount = amount
                $0.day = day
                $0.number = number
                $0.act = act
                $0.balance = balance
                $0.suspense = suspense
            })
    }

    /// The books of the reserve: what goes in comes from the bank, what comes back goes there. What was used is booked by the clearing's
    /// payment, and the opening balance where it was paid.
    public var postings: [Posting] {
        movements.filter { $0.kind == .payment || $0.kind == .return }.map { movement in
            Posting(
                movement.act.entry, movement.amount, debit: movement.suspense ? .suspenseAccount : .reservesPrepaid,
                credit: .fundBank)
        }
    }

    /// What stood in the reserve for use: the opening balance, and what was paid less what was returned, in fen.
    public var provided: Int64 {
        movements.reduce(0) { $1.suspense || $1.kind == .use ? $0 : $0.addingClamped($1.amount) }
    }

    /// What clearings took, in fen.
    public var used: Int64 { movements.reduce(0) { $1.kind == .use ? $0.addingClamped(-$1.amount) : $0 } }

    /// The share of what was provided that clearings took, in tenths of a percent, rounded down: what shows as 70.0 is 70 % or more. `nil`
    /// where nothing was provided.
    public var usedPerMille: Int64? {
        guard provided > 0 else { return nil }
        return Int64(clamping: Int128(used) * 1_000 / Int128(provided))
    }

    /// That share as `75.6%`; empty where nothing was provided.
    public var usedShare: String {
        usedPerMille.map { $0 % 10 == 0 ? "\($0 / 10)%" : "\($0 / 10).\($0 % 10)%" } ?? ""
    }

    /// How full the warning is.
    public enum Warning: String, Sendable {
        /// 70 % are used.
        case used70 = "used-70"
        /// 90 % are used.
        case used90 = "used-90"
    }

    /// The warning that the share calls for; `nil` below 70 %.
    public var warning: Warning? {
        guard used > 0 else { return nil }
        // Wider than any sum of amounts.
        let (used, provided) = (Int128(used), Int128(provided))
        if used * 10 >= provided * 9 { return .used90 }
        return used * 10 >= provided * 7 ? .used70 : nil
    }
}
