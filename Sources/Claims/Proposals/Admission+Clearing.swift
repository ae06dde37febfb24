extension Admission {
    /// The rules of reserves and clearings that read settlements, other reserves, or the clock.
    func checkClearing(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.reserveOpened(let opening)?, _): try check(opening)
        case (.reservePaid(let payment)?, _):
            try requireNotToCome(payment.paidOn, "paidOn")
            try requireOpenYear(of: address)
            try requireNotInYearBefore(payment.payment)
        case (.reserveReturned(let payment)?, _):
            try requireNotToCome(payment.returnedOn, "returnedOn")
            try requireOpenYear(of: address)
            try requireNotInYearBefore(payment.payment)
        case (.reserveUsed?, _):
            throw Refusal(.reserveUsedAlone, "The use of \(address) is recorded by itself.")
        case (.clearingConfirmed(let event)?, .clearing(let clearing)?):
            let lines = event.lines.map { (number: $0, line: clearing.lines[Int($0) - 1].line) }
            let comparison = ClearingComparison(
                address, taking: Set(lines.map(\.line.entry)),
                around: address.clearingsAround.sorted().compactMap { context[$0] })
            for (number, line) in lines {
                let settlement: SettlementState? =
                    if case .settlement(let state)? = context[line.settlement]?.subject { state } else { nil }
                if let fault = comparison.fault(of: line, in: settlement) { throw fault.refusal(ofLine: number) }
            }
        case (.clearingOpened?, _): try requireMonthOver()
        case (.clearingPaid(let payment)?, _):
            try requireNotToCome(payment.paidOn, "paidOn")
            try requireAfterMonth(payment.paidOn)
            if payment.fromReserve, let reserve = address.reserve(inYearOf: payment.paidOn) {
                try requireOpenYear(of: StreamAddress(reserve))
            }
        case (.clearingReceived(let receipt)?, .clearing(let clearing)?):
            try requireNotToCome(receipt.receivedOn, "receivedOn")
            try check(receipt, of: clearing)
        default: break
        }
    }

    /// "A month is listed once it is over": until then more of it may be settled.
    private func requireMonthOver() throws(Refusal) {
        guard let month = address.month else { return }
        try ClearingOpened.requireOver(month, on: today)
    }

    /// "A clearing is paid after its month": before that no list was whole.
    private func requireAfterMonth(_ day: String) throws(Refusal) {
        guard let month = address.month, let first = ClearingOpened.firstDay(after: month),
            let paid = CalendarDate(day), paid < first
        else { return }
        throw Refusal(
            .clearingPaymentDay, "The payment is of \(paid), and the month of \(address) ends before \(first).")
    }

    /// "What is paid is received on that day or later."
    private func check(_ receipt: ClearingReceived, of clearing: ClearingState) throws(Refusal) {
        let payment = clearing.payments.first { $0.payment.payment == receipt.payment && !$0.hasReceived }
        guard let paid = payment.flatMap({ CalendarDate($0.payment.paidOn) }),
            let day = CalendarDate(receipt.receivedOn), day < paid
        else { return }
        throw Refusal(.clearingPaymentDay, "Payment \(receipt.payment) is of \(paid), and is received on \(day).")
    }

    private func check(_ opening: ReserveOpened) throws(Refusal) {
        guard let year = address.reserveYear else { return }
        try requireNotToCome("\(year)-01-01", "the first day of the year")
        if let later = address.reserves(laterBy: StreamAddress.reserveYearsAround).first(where: { reserve($0) != nil })
        {
            throw Refusal(.reserveClosed, "\(later) is opened already, after \(address).")
        }
        let earlier = address.reserves(laterBy: StreamAddress.reserveYearsAround.map { -$0 })
        let before = earlier.first.flatMap { reserve($0) }
        if before == nil, let last = earlier.first(where: { reserve($0) != nil }) {
            throw Refusal(.reserveYearSkipped, "\(last) is opened, and no year between it and \(address).")
        }
        guard opening.balance == before?.balance ?? 0 else {
            throw Refusal(
                .reserveOpeningDiffers,
                "\(opening.balance.moneyText) is carried over, and the year before left \((before?.balance ?? 0).moneyText)."
            )
        }
    }

    /// A reserve that is opened, as far as it was read.
    private func reserve(_ stream: String) -> ReserveState? {
        guard case .reserve(let reserve)? = context[stream]?.subject, reserve.opened else { return nil }
        return reserve
    }

    /// The next year has taken over the balance of one that is closed: what moved there afterwards would count twice.
    private func requireOpenYear(of stream: StreamAddress) throws(Refusal) {
        guard let next = stream.reserves(laterBy: [1]).first, reserve(next) != nil else { return }
        throw Refusal(.reserveClosed, "\(next) is opened, and has taken over what \(stream) left.")
    }

    /// What the bank moved late in a year may be recorded in the next one: in one of the two only.
    private func requireNotInYearBefore(_ payment: String) throws(Refusal) {
        guard let before = address.reserves(laterBy: [-1]).first, let reserve = reserve(before),
            reserve.movements.contains(where: { $0.number == payment })
        else { return }
        throw Refusal(.clearingPaymentUsed, "Payment \(payment) is recorded in \(before) already.")
    }

    /// The use of a reserve that goes with a payment, and its stream.
    func reserveToUse(by event: Event) -> (stream: String, use: ReserveUsed)? {
        guard case .clearingPaid(let payment)? = event.kind, payment.fromReserve,
            let stream = address.reserve(inYearOf: payment.paidOn)
        else { return nil }
        var use = ReserveUsed()
        use.clearing = address.description
        use.payment = payment.payment
        use.amount = payment.amount
        use.usedOn = payment.paidOn
        return (stream, use)
    }
}

extension ClearingOpened {
    /// The first day on which a month, as `2026-03`, may be listed: that of the next; `nil` if it is no month.
    public static func firstDay(after month: String) -> CalendarDate? {
        CalendarDate("\(month)-01")?.adding(months: 1)
    }

    /// - Throws: `monthNotOver` where a month, as `2026-03`, is not over on a day.
    public static func requireOver(_ month: String, on today: CalendarDate) throws(Refusal) {
        guard let first = firstDay(after: month), today < first else { return }
        throw Refusal(
            .monthNotOver, "\(month) may be listed from \(first) on, and today is \(today).",
            remedy: "List it from \(first) on.")
    }
}

extension ClearingState.Line {
    /// Whether the center has confirmed it: it is paid here and nowhere else.
    public var isTaken: Bool { status == .confirmed || status == .paid }
}

extension SettlementState.Movement {
    /// The month in which it counts, as `2026-03`.
    public var month: String { String(day.prefix(7)) }

    /// Whether the clearing of a month, as `2026-03`, may list it: of that month, or of one of the three before.
    public func isClearable(in month: String) -> Bool {
        SettlementState.months(from: self.month, to: month).map { (0...StreamAddress.clearedMonthsLater).contains($0) }
            ?? false
    }
}

extension SettlementState {
    /// How many months lie between two, as `2026-03`; below zero if the second is earlier, `nil` if either is none.
    static func months(from first: String, to second: String) -> Int? {
        guard let first = CalendarDate("\(first)-01")?.parts, let second = CalendarDate("\(second)-01")?.parts else {
            return nil
        }
        return (second.year - first.year) * 12 + second.month - first.month
    }
}

extension Event {
    /// The streams that ``Admission/checkClearing(_:)`` reads.
    func readsClearing(on state: StreamState) -> Set<String> {
        guard let address = try? StreamAddress(state.stream) else { return [] }
        switch (kind, state.subject) {
        case (.reserveOpened?, _):
            return Set(address.reserves(laterBy: StreamAddress.reserveYearsAround.flatMap { [-$0, $0] }))
        case (.reservePaid?, _), (.reserveReturned?, _): return Set(address.reserves(laterBy: [-1, 1]))
        case (.clearingConfirmed(let event)?, .clearing(let clearing)?):
            return Set(
                event.lines.compactMap { number in
                    number >= 1 && Int(number) <= clearing.lines.count
                        ? clearing.lines[Int(number) - 1].line.settlement : nil
                }
            ).union(address.clearingsAround)
        case (.clearingPaid(let payment)?, _) where payment.fromReserve:
            guard let name = address.reserve(inYearOf: payment.paidOn), let reserve = try? StreamAddress(name) else {
                return []
            }
            return Set([name] + reserve.reserves(laterBy: [1]))
        default: return []
        }
    }
}

extension StreamAddress {
    /// The month of a clearing, as `2026-03`; `nil` in streams of other kinds.
    public var month: String? {
        kind == .clearing ? number.split(separator: "/").last.map(String.init) : nil
    }

    /// How many months later a movement may still be listed: what came in after its own month's list was closed.
    public static let clearedMonthsLater = 3

    /// The clearings of the same center and agency in which a line of this one may stand as well.
    public var clearingsAround: Set<String> {
        guard let month, let first = CalendarDate("\(month)-01"), let agency = namedParty?.code else { return [] }
        let months = (-Self.clearedMonthsLater...Self.clearedMonthsLater).map {
            String(first.adding(months: $0).description.prefix(7))
        }
        return Set(months.map { Self.clearing(of: decider.code, with: agency, in: $0) }).subtracting([description])
    }

    /// The reserve of a clearing's center and agency in the year of a day.
    func reserve(inYearOf day: String) -> String? {
        guard kind == .clearing, let agency = namedParty?.code, let date = CalendarDate(day) else { return nil }
        return "reserve/\(decider.code)/\(agency)/\(date.parts.year)"
    }

    /// The year of a reserve; `nil` in streams of other kinds.
    var reserveYear: Int? {
        kind == .reserve ? number.split(separator: "/").last.flatMap { Int($0) } : nil
    }

    /// How far an opening looks for other years of its reserve.
    static let reserveYearsAround = 1...10

    /// The same reserve in other years, in the order in which they are asked for; below zero earlier ones. Of years that no stream's name
    /// has none.
    func reserves(laterBy years: some Sequence<Int>) -> [String] {
        guard let year = reserveYear, let agency = namedParty?.code else { return [] }
        return years.map { year + $0 }.filter { (1_000...9_999).contains($0) }.map {
            "reserve/\(decider.code)/\(agency)/\($0)"
        }
    }

    /// The stream of a month's clearing.
    public static func clearing(of center: String, with agency: String, in month: String) -> String {
        "clearing/\(center)/\(agency)/\(month)"
    }
}
