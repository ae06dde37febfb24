import Claims

extension Scene {
    /// Orders and pays what was approved, the way that the script says.
    mutating func pay(_ script: ClaimScript, _ line: Timeline) {
        let (ordered, paid) = (line.ordered, line.paid)
        switch script.payment {
        case .once:
            order(script, "1", on: ordered) { $0 }
            made(script, "1", "1", on: paid) { $0 }
        case .inTwoParts:
            order(script, "1", on: ordered) { $0 / 2 + 1 }
            made(script, "1", "1", on: paid) { $0 / 2 + 1 }
            order(script, "2", on: WorkCalendar.after(paid, 1)) { $0 - ($0 / 2 + 1) }
            made(script, "2", "2", on: WorkCalendar.after(paid, 2)) { $0 - ($0 / 2 + 1) }
        case .failedFirst:
            order(script, "1", on: ordered) { $0 }
            office(paid, Hour.bank, Desk.cashier, in: script.stream) { books in
                guard (books.priced[script.stream] ?? 0) > 1 else { return nil }
                var event = PaymentFailed()
                event.order = "1"
                event.failedOn = paid.description
                event.reason = "户名不符"
                return .paymentFailed(event)
            }
            order(script, "2", on: WorkCalendar.after(paid, 2)) { $0 }
            made(script, "2", "2", on: WorkCalendar.after(paid, 4)) { $0 }
        case .bouncedFirst:
            order(script, "1", on: ordered) { $0 }
            made(script, "1", "1", on: paid) { $0 }
            let back = WorkCalendar.after(paid, 3)
            office(back, Hour.bank, Desk.cashier, in: script.stream) { books in
                guard let amount = books.priced[script.stream], amount > 1 else { return nil }
                var event = PaymentReversed()
                event.payment = script.bankNumber("1")
                event.amount = amount
                event.reversedOn = back.description
                event.reason = "账户已销户"
                return .paymentReversed(event)
            }
            order(script, "2", on: WorkCalendar.after(paid, 5)) { $0 }
            made(script, "2", "2", on: WorkCalendar.after(paid, 7)) { $0 }
        case .twice:
            order(script, "1", on: ordered) { $0 }
            made(script, "1", "1", on: paid) { $0 }
            made(script, "1", "2", on: WorkCalendar.after(paid, 2), isAsked: false) { $0 }
        case .tooMuch:
            order(script, "1", on: ordered) { $0 }
            made(script, "1", "1", on: paid, isAsked: false) { $0 + 100_000 }
        case .whileHeld:
            order(script, "1", on: ordered) { $0 }
            hold(script, on: WorkCalendar.after(ordered, 1), Ground(10_003, "待核实"))
            made(script, "1", "1", on: paid, isAsked: false) { $0 }
        }
    }

    mutating func hold(_ script: ClaimScript, on day: CalendarDate, _ ground: Ground, handle: String = "") {
        office(day, Hour.extra, Desk.clerk, in: script.stream, handle: handle) { _ in
            var event = PaymentHeld()
            event.grounds = [ground]
            return .paymentHeld(event)
        }
    }

    private mutating func order(
        _ script: ClaimScript, _ order: String, on day: CalendarDate, amount: @escaping @Sendable (Int64) -> Int64
    ) {
        office(day, Hour.order, Desk.orderer, in: script.stream) { books in
            guard let priced = books.priced[script.stream], priced > 1 else { return nil }
            var event = PaymentOrdered()
            event.order = order
            event.amount = amount(priced)
            event.payee = script.orderPayee ?? script.payee
            return .paymentOrdered(event)
        }
    }

    private mutating func made(
        _ script: ClaimScript, _ order: String, _ payment: String, on day: CalendarDate, isAsked: Bool = true,
        amount: @escaping @Sendable (Int64) -> Int64
    ) {
        let words: @Sendable (inout Books) -> Event.OneOf_Kind? = { books in
            guard let priced = books.priced[script.stream], priced > 1 else { return nil }
            var event = PaymentMade()
            event.order = order
            event.payment = script.bankNumber(payment)
            event.amount = amount(priced)
            event.paidOn = day.description
            return .paymentMade(event)
        }
        if isAsked {
            office(day, Hour.bank, Desk.cashier, in: script.stream, words: words)
        } else {
            unasked(day, Hour.bank, in: script.stream, readers: [script.unit.party], words: words)
        }
    }
}

extension ClaimScript {
    /// The bank's number of a payment.
    func bankNumber(_ payment: String) -> String { "B\(Number.text(number, digits: 7))-\(payment)" }
}
