import Claims

extension Page {
    mutating func show(_ state: ReserveState, _ stream: String) {
        title(stream, state.opened ? "balance \(state.balance.yuan)" : "not opened")
        let warning = state.warning == .used90 ? "90 % are used" : state.warning == .used70 ? "70 % are used" : ""
        facts([
            ("provided", state.provided.yuan), ("used", state.used.yuan),
            ("warning", warning.isEmpty ? "" : Style.red(warning)),
        ])
        var table = Table("day", "", "number", ">yuan", ">balance", "")
        for movement in state.movements {
            table.add(
                movement.day, "\(movement.kind)", movement.number, movement.amount.yuan, movement.balance.yuan,
                movement.suspense ? Style.red("in suspense") : "")
        }
        self.table(table)
    }

    mutating func show(_ state: ClearingState, _ stream: String) {
        title(stream, "\(state.status)")
        facts([
            ("lines", "\(state.lines.count)"), ("total", state.total.yuan),
            ("parts", "\(state.partNumbers.count) of \(state.parts)"),
        ])
        heading("Lines")
        var table = Table(">", "settlement", ">yuan", "", "")
        for (index, line) in state.lines.enumerated() {
            table.add("\(index + 1)", line.line.settlement, line.line.fund.yuan, "\(line.status)", line.grounds.inWords)
        }
        self.table(table)
        guard !state.payments.isEmpty else { return }
        heading("Payments")
        var payments = Table("number", "paid on", ">yuan", "", "")
        for payment in state.payments {
            payments.add(
                payment.payment.payment, payment.payment.paidOn, payment.payment.amount.yuan,
                payment.payment.fromReserve ? "from the reserve" : "",
                payment.suspense ? Style.red("in suspense") : payment.hasReceived ? "received" : "")
        }
        self.table(payments)
    }
}
