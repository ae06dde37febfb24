import Claims
import ClaimsLedger

extension CaseWriter {
    /// The money's way: from the bill to cash as it was priced, line by line, and what moved.
    mutating func writeMoney() {
        open("money", "Money", "金额")
        if let pricing = file.pricing {
            writeWaterfall(pricing)
            writeExplanation(pricing.split.steps)
        } else if file.bill != nil {
            html += "<p>\(say("The bill is not priced yet.", "尚未核算。"))</p>\n"
        }
        if let bill = file.bill, !bill.lines.isEmpty { writeLines(of: bill) }
        if let clearing = file.clearing { writeClearing(clearing) }
        if let reserve = file.reserve { writeReserve(reserve) }
        writeMovements()
        close()
    }

    // MARK: From the bill to cash

    private mutating func writeWaterfall(_ pricing: CaseFile.Pricing) {
        html += "<h3>\(say("From the bill to cash", "从票据到现金"))</h3>\n<p>\(say("Priced", "核算")) \(link(pricing.entry))"
        if !pricing.policy.isEmpty {
            html += " · \(say("policy", "政策")) <code>\(pricing.policy)</code> \(outside(pricing.version))"
        }
        if !pricing.note.isEmpty { html += " · \(outside(pricing.note))" }
        html += "</p>\n"
        openTable(
            "从票据到现金 From the bill to cash",
            heads: [
                head("step", "步骤"), numberHead("yuan", "元"),
                "<th scope=\"col\" class=\"bar\" aria-hidden=\"true\"></th>",
                "<th scope=\"col\" class=\"w\">\(say("calculation", "计算"))</th>", head("clause", "依据"),
            ])
        let total = max(1, pricing.split.total)
        for step in Waterfall(pricing.split).steps {
            let isSum = step.kind == .sum
            let sign: Markup = isSum ? "= " : step.amount > 0 ? "+ " : step.amount < 0 ? "− " : ""
            let amount = isSum || step.amount > 0 ? step.amount : 0 &- step.amount
            html += """
                <tr class="\(isSum ? "sub" : step.amount == 0 ? "none" : "")"><th scope="row">\(say("\(step.english)", "\(step.chinese)"))</th><td class="n">\(sign)\(amount.yuan)</td>\
                <td class="bar" aria-hidden="true">\(bar(step, total: total))</td><td>\(formula(step.formula))</td><td class="dim">\(outside(step.clause))</td></tr>

                """
        }
        closeTable()
    }

    private func bar(_ step: Waterfall.Step, total: Int64) -> Markup {
        guard step.to > step.from, step.from >= 0 else { return "" }
        // In tenths of a percent; the thinnest bar is still seen.
        let from = Int(Double(step.from) / Double(total) * 1000)
        let width = max(3, Int(Double(step.to) / Double(total) * 1000) - from)
        return """
            <svg viewBox="0 0 1000 20" preserveAspectRatio="none"><rect class="\(step.bearer.rawValue)" x="\(min(from, 997))" y="2" width="\(width)" height="16"/></svg>
            """
    }

    private func formula(_ text: String) -> Markup {
        let text = StepWords.grouped(text)
        return say("\(text)", "\(StepWords.formula(text))")
    }

    private mutating func writeExplanation(_ steps: [SettlementSplit.Step]) {
        guard !steps.isEmpty else { return }
        html += "<h3>\(say("Step by step under the policy", "按政策逐步计算"))</h3>\n"
        openTable(
            "按政策逐步计算 Step by step",
            heads: [
                numberHead("no.", "序号"), head("step", "步骤"),
                "<th scope=\"col\" class=\"w\">\(say("calculation", "计算"))</th>", numberHead("yuan", "元"),
                head("clause", "依据"),
            ])
        for (index, step) in steps.enumerated() {
            let label = StepWords.grouped(step.label)
            html += """
                <tr><td class="n">\(index + 1)</td><th scope="row"><bdi>\(say("\(label)", "\(StepWords.label(label))"))</bdi></th><td>\(formula(step.formula))</td>\
                <td class="n">\(step.amounts.first?.fen.yuan ?? "")</td><td class="dim">\(outside(step.clause))</td></tr>

                """
        }
        closeTable()
    }

    // MARK: Lines

    /// The itemised list; where the center decided line by line, with the price of every stage.
    private mutating func writeLines(of bill: HospitalBill) {
        var decisions: [UInt32: LineDecision] = [:]
        for decision in file.pricing?.lines ?? [] { decisions[decision.line] = decision }
        html += "<h3>\(say("Itemised list", "费用清单"))"
        if !bill.invoice.number.isEmpty {
            html +=
                " <span class=\"dim\">\(say("invoice", "票据")) \(bill.invoice.code)-\(bill.invoice.number) · \(bill.invoice.issuedOn)</span>"
        }
        html += "</h3>\n"
        var heads = [
            numberHead("no.", "序号"), head("item", "项目"), head("class", "类别"), numberHead("quantity", "数量"),
            numberHead("price", "单价"), numberHead("billed", "金额"),
        ]
        if !decisions.isEmpty {
            heads += [
                numberHead("recognised", "核定"), numberHead("in scope", "范围内"), numberHead("fund", "基金"),
                head("because", "理由"),
            ]
        }
        openTable("费用清单 Itemised list", heads: heads)
        for (index, line) in bill.lines.enumerated() {
            html += """
                <tr><td class="n">\(index + 1)</td><th scope="row">\(outside(line.name)) <span class="dim">\(line.code)</span></th><td>\(itemClass("\(line.itemClass)"))</td>\
                <td class="n">\(line.quantity)</td><td class="n">\(line.unitPrice == 0 ? "" : line.unitPrice.yuan)</td><td class="n">\(line.amount.yuan)</td>
                """
            if !decisions.isEmpty { html += cells(of: decisions[UInt32(index + 1)], billed: line.amount) }
            html += "</tr>\n"
        }
        let sum = bill.lines.reduce(Int64(0)) { $0 &+ $1.amount }
        html +=
            "<tr class=\"sub\"><td></td><th scope=\"row\">\(say("sum", "合计"))</th><td></td><td></td><td></td><td class=\"n\">\(sum.yuan)</td>"
        if !decisions.isEmpty {
            let all = Array(decisions.values)
            for amounts in [all.map(\.adjusted), all.map(\.inScope), all.map(\.approved)] {
                html += "<td class=\"n\">\(amounts.reduce(0, &+).yuan)</td>"
            }
            html += "<td></td>"
        }
        html += "</tr>\n"
        closeTable()
    }

    private func cells(of decision: LineDecision?, billed: Int64) -> Markup {
        guard let decision else { return "<td></td><td></td><td></td><td></td>" }
        var because = decision.grounds.map {
            "\(outside($0.text)) [\($0.number)]\($0.clause.isEmpty ? "" : " ")\(outside($0.clause))" as Markup
        }
        if decision.itemClass != .unspecified {
            because.append("\(say("class by the catalogue", "目录类别")) \(itemClass("\(decision.itemClass)"))")
        }
        return """
            <td class="n\(decision.adjusted == billed ? "" : " bad")">\(decision.adjusted.yuan)</td><td class="n">\(decision.inScope.yuan)</td><td class="n">\(decision.approved.yuan)</td><td>\(because.joined(separator: "; "))</td>
            """
    }

    // MARK: What moved

    private static let movements: Set<String> = [
        "ClaimApproved", "PaymentOrdered", "PaymentHeld", "PaymentReleased", "PaymentMade", "PaymentFailed",
        "PaymentReversed", "AdvanceGranted", "RecoveryDemanded", "RecoveryReceived", "RecoveryRefunded",
        "RecoveryWrittenOff", "AccountCredited", "AccountWithdrawn", "AccountSpent", "AccountReversed",
        "SettlementConfirmed", "SettlementRecorded", "SettlementReversed",
    ]

    /// Approval, orders, payments, what came back and what was recovered, in the order of their record.
    private mutating func writeMovements() {
        let moves = trace.events.filter { Self.movements.contains($0.type) && $0.verdict != "irregular" }
        guard !moves.isEmpty else { return }
        html += "<h3>\(say("What was approved, held, paid and recovered", "审批、暂停、支付与追回"))</h3>\n"
        openTable(
            "审批、暂停、支付与追回 Movements",
            heads: [
                head("day", "日期"), "<th scope=\"col\" class=\"w\">\(say("what", "事项"))</th>", numberHead("yuan", "元"),
                head("entry", "记录"),
            ])
        for event in moves {
            let day = file.days[event.entry] ?? String(LocalTime.text(event.time).prefix(10))
            let suspense: Markup =
                event.verdict == "suspense" ? " <span class=\"bad\">\(say("in suspense", "挂账待查"))</span>" : ""
            html += """
                <tr><td class="t">\(day)</td><th scope="row"><bdi>\(say(event.text))</bdi>\(suspense)</th><td class="n">\(event.amount.map { money($0.wrappedValue) } ?? "")</td><td class="t">\(link(event.entry))</td></tr>

                """
        }
        closeTable()
    }
}
