import Claims
import ClaimsLedger

extension Page {
    mutating func show(_ state: ReserveState, _ stream: String) {
        title(
            stream,
            state.opened
                ? word("balance \(state.balance.yuan)", "余额 \(state.balance.yuan)") : word("not opened", "未开立"))
        let warning =
            state.warning == .used90
            ? word("90% or more", "90% 以上") : state.warning == .used70 ? word("70% or more", "70% 以上") : ""
        let share = state.used == 0 || state.usedShare.isEmpty ? "" : ", \(state.usedShare)"
        facts([
            ("agency", (try? StreamAddress(stream))?.namedParty?.code ?? ""), ("provided", state.provided.yuan),
            ("used", "\(state.used.yuan)\(share)"),
            ("warning", warning.isEmpty ? "" : Style.red(word("\(warning) are used", "已用 \(warning)"))),
        ])
        var table = Table("day", "what", "number", ">yuan", ">balance", "")
        for movement in state.movements {
            table.add(
                movement.day, words(movement.kind), movement.number, movement.amount.yuan, movement.balance.yuan,
                movement.suspense ? Style.red(word("in suspense", "挂账待查")) : "")
        }
        self.table(table)
    }

    private func words(_ kind: ReserveState.Movement.Kind) -> String {
        switch kind {
        case .opening: word("\(kind)", "年初结转")
        case .payment: word("\(kind)", "拨付")
        case .return: word("\(kind)", "退回")
        case .use: word("\(kind)", "清算抵付")
        default: "\(kind)"
        }
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
                    : "\(word(withdrawn.count.of("line"), "\(withdrawn.count) 笔")), \(withdrawn.reduce(Int64(0)) { $0 &+ $1.line.fund }.yuan)"
            ),
            (
                "parts",
                word("\(state.partNumbers.count) of \(state.parts)", "\(state.partNumbers.count)/\(state.parts)")
            ),
        ])
        heading("Lines")
        var table = Table(">line", "settlement", ">yuan", "status", "ground")
        for (index, line) in state.lines.enumerated() {
            table.add(
                "\(index + 1)", line.line.settlement, line.line.fund.yuan, word.state("\(line.status)", of: "clearing"),
                line.grounds.map { "\($0.said(chinese: word.isChinese)) [\($0.number)]" }.joined(separator: "; "))
        }
        self.table(table)
        guard !state.payments.isEmpty else { return }
        heading("Payments")
        var payments = Table("number", "paid on", ">yuan", "from", "status")
        for payment in state.payments {
            payments.add(
                payment.payment.payment, payment.payment.paidOn, payment.payment.amount.yuan,
                payment.payment.fromReserve
                    ? word("the reserve", "预付金")
                    : payment.payment.amount < 0 ? word("the agency", "经办机构") : word("the bank", "银行"),
                payment.suspense
                    ? Style.red(word("in suspense", "挂账待查"))
                    : payment.payment.amount < 0
                        ? word("paid back", "已退回") : payment.hasReceived ? word("received", "已到账") : "")
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
