import Claims
import ClaimsLedger

extension CaseWriter {
    /// Lines that stand open on the page; more of them are folded away, below the sums and the lines in question.
    private static let linesShown = 50

    // MARK: A clearing

    /// What was listed by where it stands, the lines in question, what was paid, and every line.
    mutating func writeClearing(_ clearing: ClearingState) {
        guard !clearing.lines.isEmpty else { return }
        writeSums(of: clearing)
        let lines = clearing.lines.enumerated().map { (number: $0 + 1, line: $1) }
        let questioned = lines.filter { [.disputed, .maintained, .withdrawn].contains($0.line.status) }
        if !questioned.isEmpty {
            html += "<h3>\(say("Lines that were disputed", "有异议的笔"))</h3>\n"
            writeLines(questioned, label: "有异议的笔 Lines that were disputed")
        }
        writePayments(of: clearing)
        let heading = say("All \(lines.count.of("line"))", "全部 \(lines.count) 笔")
        if lines.count > Self.linesShown {
            html += "<details><summary>\(heading)</summary>\n"
        } else {
            html += "<h3>\(heading)</h3>\n"
        }
        writeLines(lines, label: "全部 All lines")
        if lines.count > Self.linesShown { html += "</details>\n" }
    }

    private mutating func writeSums(of clearing: ClearingState) {
        html += "<h3>\(say("What was listed, by where it stands", "列报金额及其状态"))</h3>\n"
        openTable(
            "列报金额及其状态 What was listed",
            heads: [head("status", "状态"), numberHead("lines", "笔数"), numberHead("yuan", "元")])
        for status in [.listed, .confirmed, .disputed, .maintained, .paid, .withdrawn] as [ClearingState.Line.Status] {
            let lines = clearing.lines.filter { $0.status == status }
            guard !lines.isEmpty else { continue }
            html += """
                <tr><th scope="row">\(lineStatus(status))</th><td class="n">\(lines.count)</td><td class="n">\(lines.sum.yuan)</td></tr>

                """
        }
        let standing = clearing.lines.filter { $0.status != .withdrawn }
        html += """
            <tr class="sub"><th scope="row">\(say("listed and not withdrawn", "列报合计（不含撤回）"))</th><td class="n">\(standing.count)</td><td class="n">\(standing.sum.yuan)</td></tr>

            """
        closeTable()
    }

    private mutating func writeLines(_ lines: [(number: Int, line: ClearingState.Line)], label: Markup) {
        openTable(
            label,
            heads: [
                numberHead("line", "序号"), "<th scope=\"col\" class=\"w\">\(say("settlement", "直接结算"))</th>",
                numberHead("yuan", "元"), head("status", "状态"), head("ground", "理由"), head("entry", "记录"),
            ])
        for (number, line) in lines {
            let act = Trace.Entry((line.hasDecided ? line.decided : line.listed).entry)
            html += """
                <tr><td class="n">\(number)</td><th scope="row"><code>\(line.line.settlement)</code></th><td class="n">\(line.line.fund.yuan)</td>\
                <td>\(lineStatus(line.status))</td><td>\(grounds(line.grounds))</td><td class="t">\(link(act))</td></tr>

                """
        }
        closeTable()
    }

    private mutating func writePayments(of clearing: ClearingState) {
        guard !clearing.payments.isEmpty else { return }
        html += "<h3>\(say("Payments", "支付"))</h3>\n"
        openTable(
            "支付 Payments",
            heads: [
                "<th scope=\"col\" class=\"w\">\(say("number", "单号"))</th>", head("paid on", "支付日期"),
                numberHead("lines", "笔数"), numberHead("yuan", "元"), head("from", "来源"), head("status", "状态"),
                head("entry", "记录"),
            ])
        for payment in clearing.payments {
            let paid = payment.payment
            let source =
                paid.fromReserve
                ? say("the reserve", "预付金") : paid.amount < 0 ? say("the agency", "经办机构") : say("the bank", "银行")
            let status: Markup =
                payment.suspense
                ? "<span class=\"bad\">\(say("in suspense", "挂账待查"))</span>"
                : paid.amount < 0
                    ? say("paid back", "已退回")
                    : payment.hasReceived
                        ? "\(say("received", "已到账")) \(link(Trace.Entry(payment.received.entry)))"
                        : say("not acknowledged yet", "未确认到账")
            html += """
                <tr><th scope="row">\(outside(paid.payment))</th><td class="t">\(paid.paidOn)</td><td class="n">\(paid.lines.count)</td>\
                <td class="n">\(paid.amount.yuan)</td><td>\(source)</td><td>\(status)</td><td class="t">\(link(Trace.Entry(payment.act.entry)))</td></tr>

                """
        }
        closeTable()
    }

    private func lineStatus(_ status: ClearingState.Line.Status) -> Markup {
        let shade: Markup =
            switch status {
            case .disputed, .maintained: "bad"
            case .withdrawn: "warn"
            case .confirmed, .paid: "good"
            default: "dim"
            }
        return "<span class=\"\(shade)\">\(state("\(status)", of: "clearing"))</span>"
    }

    /// Why, in the reader's words where its number has any.
    func grounds(_ grounds: [Ground]) -> Markup {
        grounds.map { ground in
            "\(say("\(ground.said(chinese: false))", "\(ground.said(chinese: true))")) [\(ground.number)]" as Markup
        }.joined(separator: "; ")
    }

    // MARK: A reserve

    /// What was provided, how much of it is used beside the marks of the warnings, and each movement with the balance after it.
    mutating func writeReserve(_ reserve: ReserveState) {
        guard !reserve.movements.isEmpty else { return }
        html += "<h3>\(say("What was provided and used", "拨付与使用"))</h3>\n"
        if let share = reserve.usedPerMille {
            let width = min(1000, max(0, Int(share)))
            let shade: Markup = reserve.warning == .used90 ? "bad" : reserve.warning == .used70 ? "warn" : "good"
            html += """
                <p><span class="\(shade)">\(say("used \(reserve.used.yuan) of \(reserve.provided.yuan) yuan, \(reserve.usedShare)", "已用 \(reserve.used.yuan) 元，共拨付 \(reserve.provided.yuan) 元，\(reserve.usedShare)"))</span> \
                <span class="dim">\(say("warning at 70%, alarm at 90%", "70% 预警，90% 警报"))</span></p>
                <div class="bar" aria-hidden="true"><svg viewBox="0 0 1000 20" preserveAspectRatio="none"><rect class="fund" x="0" y="4" width="\(width)" height="12"/>\
                <rect class="all" x="699" y="0" width="2" height="20"/><rect class="badt" x="899" y="0" width="2" height="20"/></svg></div>

                """
        }
        openTable(
            "预付金收支 Movements of the reserve",
            heads: [
                head("day", "日期"), head("what", "事项"), "<th scope=\"col\" class=\"w\">\(say("number", "单号"))</th>",
                numberHead("yuan", "元"), numberHead("balance", "余额"), head("entry", "记录"),
            ])
        for movement in reserve.movements {
            let what: Markup =
                switch movement.kind {
                case .opening: say("opening balance", "年初结转")
                case .payment: say("paid in", "拨付")
                case .return: say("paid back", "退回")
                case .use: say("used by a clearing", "清算抵付")
                default: "\("\(movement.kind)")"
                }
            let suspense: Markup =
                movement.suspense ? " <span class=\"bad\">\(say("in suspense", "挂账待查"))</span>" : ""
            html += """
                <tr><td class="t">\(movement.day)</td><th scope="row">\(what)\(suspense)</th><td>\(outside(movement.number))</td>\
                <td class="n">\(movement.amount.yuan)</td><td class="n">\(movement.balance.yuan)</td><td class="t">\(link(Trace.Entry(movement.act.entry)))</td></tr>

                """
        }
        closeTable()
    }
}

extension [ClearingState.Line] {
    /// What the fund owes for them, in fen.
    fileprivate var sum: Int64 { reduce(0) { $0 &+ $1.line.fund } }
}
