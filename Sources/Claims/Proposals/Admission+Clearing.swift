extension Admission {
    /// The rules of reserves and clearings that read settlements, other reserves, or the clock.
    func checkClearing(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.reserveOpened(let opening)?, _): try check(opening)
        case (.reservePaid(let payment)?, _): try requireNotToCome(payment.paidOn, "paidOn")
        case (.reserveReturned(let payment)?, _): try requireNotToCome(payment.returnedOn, "returnedOn")
        case (.reserveUsed?, _):
            throw Refusal(.reserveUsedAlone, "The use of \(address) is recorded by itself.")
        case (.clearingConfirmed(let event)?, .clearing(let clearing)?):
            for number in event.lines { try requireRecorded(clearing.lines[Int(number) - 1].line, number) }
        case (.clearingPaid(let payment)?, _): try requireNotToCome(payment.paidOn, "paidOn")
        case (.clearingReceived(let receipt)?, _): try requireNotToCome(receipt.receivedOn, "receivedOn")
        default: break
        }
    }

    private func check(_ opening: ReserveOpened) throws(Refusal) {
        let before: Int64 =
            if let stream = address.reserveOfYearBefore, case .reserve(let reserve)? = context[stream]?.subject {
                reserve.balance
            } else { 0 }
        guard opening.balance == before else {
            throw Refusal(
                .reserveOpeningDiffers,
                "\(opening.balance) fen is carried over, and the year before left \(before) fen.")
        }
    }

    /// The line is a movement that this center recorded for the clearing's agency, of the clearing's month or one of the three before
    /// it, and no other clearing of the two has taken it.
    private func requireRecorded(_ line: ClearingLine, _ number: UInt32) throws(Refusal) {
        guard case .settlement(let settlement)? = context[line.settlement]?.subject,
            let movement = settlement.movements.first(where: { !$0.suspense && $0.act.entry == line.entry })
        else {
            throw Refusal(
                .lineDiffers,
                "Line \(number): entry \(line.entry.number) of \(line.entry.origin) moved nothing in \(line.settlement)."
            )
        }
        guard movement.fund == line.fund, address.month.map(movement.isClearable) == true,
            Party.optional(.agency, settlement.request.agency) == address.namedParty
        else {
            throw Refusal(
                .lineDiffers,
                "Line \(number) is of \(line.fund) fen; recorded are \(movement.fund) fen of \(movement.day) at the agency "
                    + "\(settlement.request.agency).")
        }
        for other in address.clearingsAround.sorted() {
            guard case .clearing(let clearing)? = context[other]?.subject,
                clearing.lines.contains(where: { $0.line.entry == line.entry && $0.isTaken })
            else { continue }
            throw Refusal(
                .lineListedTwice,
                "Line \(number): entry \(line.entry.number) of \(line.entry.origin) is confirmed in \(other).")
        }
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
        case (.reserveOpened?, _): return Set([address.reserveOfYearBefore].compactMap(\.self))
        case (.clearingConfirmed(let event)?, .clearing(let clearing)?):
            return Set(
                event.lines.compactMap { number in
                    number >= 1 && Int(number) <= clearing.lines.count
                        ? clearing.lines[Int(number) - 1].line.settlement : nil
                }
            ).union(address.clearingsAround)
        case (.clearingPaid(let payment)?, _) where payment.fromReserve:
            return Set([address.reserve(inYearOf: payment.paidOn)].compactMap(\.self))
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
    static let clearedMonthsLater = 3

    /// The clearings of the same center and agency in which a line of this one may stand as well.
    var clearingsAround: Set<String> {
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

    /// The same reserve in the year before.
    var reserveOfYearBefore: String? {
        guard kind == .reserve, let agency = namedParty?.code, let year = number.split(separator: "/").last,
            let year = Int(year)
        else { return nil }
        return "reserve/\(decider.code)/\(agency)/\(year - 1)"
    }

    /// The stream of a month's clearing.
    public static func clearing(of center: String, with agency: String, in month: String) -> String {
        "clearing/\(center)/\(agency)/\(month)"
    }
}
