import Claims
import ClaimsLedger

extension Page {
    mutating func show(_ state: ReserveState, _ stream: String) {
        title(
            stream,
            state.opened
                ? word("balance \(state.balance.yuan)", "余额 \(state.balance.yuan)") : word("not opened", "未开立"))
        let warning = state.warning == .used90 ? "90% or more" : state.warning == .used70 ? "70% or more" : ""
        let share = state.used == 0 || state.usedShare.isEmpty ? "" : ", \(state.usedShare)"
        facts([
            ("agency", (try? StreamAddress(stream))?.namedParty?.code ?? ""), ("provided", state.provided.yuan),
            ("used", "\(state.used.yuan)\(share)"),
            ("warning", warning.isEmpty ? "" : Style.red("\(warning) are used")),
        ])
        var table = Table("day", "what", "number", ">yuan", ">balance", "")
        for movement in state.movements {
            table.add(
                movement.day, "\(movement.kind)", movement.number, movement.amount.yuan, movement.balance.yuan,
                movement.suspense ? Style.red("in suspense") : "")
        }
        self.table(table)
    }

    mutating func show(_ state: ClearingState, _ stream: String) {
        title(stream, state.shownStatus)
        let withdrawn = state.lines.filter { $0.status == .withdrawn }
        facts([
            ("agency", (try? StreamAddress(stream))?.namedParty?.code ?? ""), ("lines", "\(state.lines.count)"),
            ("total", state.total.yuan),
            (
                "withdrawn",
                withdrawn.isEmpty
                    ? ""
                    : "\(withdrawn.count.of("line")), \(withdrawn.reduce(Int64(0)) { $0 &+ $1.line.fund }.yuan)"
            ),
            ("parts", "\(state.partNumbers.count) of \(state.parts)"),
        ])
        heading("Lines")
        var table = Table(">line", "settlement", ">yuan", "status", "ground")
        for (index, line) in state.lines.enumerated() {
            table.add("\(index + 1)", line.line.settlement, line.line.fund.yuan, "\(line.status)", line.grounds.inWords)
        }
        self.table(table)
        guard !state.payments.isEmpty else { return }
        heading("Payments")
        var payments = Table("number", "paid on", ">yuan", "from", "status")
        for payment in state.payments {
            payments.add(
                payment.payment.payment, payment.payment.paidOn, payment.payment.amount.yuan,
                payment.payment.fromReserve ? "the reserve" : payment.payment.amount < 0 ? "the agency" : "the bank",
                payment.suspense
                    ? Style.red("in suspense")
                    : payment.payment.amount < 0 ? "paid back" : payment.hasReceived ? "received" : "")
        }
        self.table(payments)
    }
}

extension ClearingState {
    /// The status as people read it: of what the agency pays back it receives nothing, and where all lines are withdrawn nothing is paid.
    fileprivate var shownStatus: String {
        guard status == .received else { return "\(status)" }
        if lines.allSatisfy({ $0.status == .withdrawn }) { return "withdrawn" }
        let isPaidBack = payments.contains { $0.payment.amount < 0 && !$0.suspense }
        return isPaidBack && !payments.contains(where: \.hasReceived) ? ListRow.paidBack : "received"
    }
}
