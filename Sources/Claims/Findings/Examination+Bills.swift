extension Examination {
    func differsFromHospitalBill() -> [Finding] {
        stays.compactMap { stay in
            guard let own = stay.state.bills.last else { return nil }
            let claimed = submission.bill
            let lines =
                claimed.lines.isEmpty || own.bill.lines.isEmpty
                ? [] : ItemComparison(claimed: claimed.lines, billed: own.bill.lines).differences
            let difference = claimed.total - own.bill.total
            let invoices = (claimed: claimed.invoice, own: own.bill.invoice)
            let otherInvoice =
                (invoices.claimed.code, invoices.claimed.number) != (invoices.own.code, invoices.own.number)
            let otherAmount = invoices.claimed.amount != invoices.own.amount
            guard difference != 0 || !lines.isEmpty || otherInvoice || otherAmount else { return nil }

            var (english, chinese) = totals(claimed, own.bill)
            if otherInvoice {
                let (mine, theirs) = (invoices.claimed.text, invoices.own.text)
                english +=
                    "; the invoice is another: \(mine) is \(self.claimed.english), and \(theirs) is the hospital's"
                chinese += "；发票号码不同：\(self.claimed.chinese) \(mine)，医院为 \(theirs)"
            }
            // Else the totals say it.
            if otherAmount, claimed.invoice.amount != claimed.total || own.bill.invoice.amount != own.bill.total {
                let (mine, theirs) = (invoices.claimed.amount.yuan, invoices.own.amount.yuan)
                english += "; the invoice is of \(mine), and the hospital's of \(theirs)"
                chinese += "；发票金额 \(mine) 元，医院发票 \(theirs) 元"
            }
            if !lines.isEmpty {
                english += "; changed items: \(lines.map(\.english).joined(separator: "; "))"
                chinese += "；不符项目：\(lines.map(\.chinese).joined(separator: "；"))"
            }
            return Finding(
                .differsFromHospitalBill, difference < 0 ? .warning : .alarm, chinese: chinese + "。",
                english: english + ".",
                evidence: entries(claim.submitted, in: stream) + entries(own.act, in: stay.stream),
                amounts: [("claimed", claimed.total), ("billed", own.bill.total), ("difference", difference)],
                lines: lines)
        }
    }

    /// What two bills come to; where that is the same, what else of them was compared and agrees.
    private func totals(_ mine: HospitalBill, _ own: HospitalBill) -> (english: String, chinese: String) {
        let difference = mine.total - own.total
        guard difference == 0 else {
            return (
                """
                \(mine.total.yuan) is \(claimed.english), the hospital's own bill is \(own.total.yuan), \
                the difference is \(difference.yuan)
                """,
                "\(claimed.chinese) \(mine.total.yuan) 元，医院结算单 \(own.total.yuan) 元，相差 \(difference.yuan) 元"
            )
        }
        guard !mine.lines.isEmpty, !own.lines.isEmpty else {
            return (
                "\(mine.total.yuan) is \(claimed.english), as the hospital's own bill says; their items were not compared",
                "\(claimed.chinese) \(mine.total.yuan) 元，与医院结算单总额一致，未比对项目"
            )
        }
        let agree = ItemComparison(claimed: mine.lines, billed: own.lines).differences.isEmpty
        return (
            "\(mine.total.yuan) is \(claimed.english), as the hospital's own bill says\(agree ? ", item by item" : "")",
            "\(claimed.chinese) \(mine.total.yuan) 元，与医院结算单总额\(agree ? "及各项目" : "")一致"
        )
    }

    func sumsDisagree() -> [Finding] {
        var found: [Finding] = []
        func examine(_ differences: [SumDifference], _ ofWhom: (String, String), _ evidence: [EntryReference]) {
            guard !differences.isEmpty else { return }
            let english = differences.map(\.english).joined(separator: "; ")
            let chinese = differences.map(\.chinese).joined(separator: "；")
            found.append(
                Finding(
                    .sumsDisagree, .warning, chinese: "\(ofWhom.1)：\(chinese)。",
                    english: "In the bill of \(ofWhom.0), \(english).", evidence: evidence,
                    amounts: differences.flatMap { [("stated", $0.stated), ("summed", $0.summed)] }))
        }
        examine(
            submission.bill.disagreements, (isSettlement ? "the settlement" : "the claim", "\(self.claimed.chinese)账单"),
            entries(claim.submitted, in: stream))
        for stay in stays {
            guard let own = stay.state.bills.last else { continue }
            let days = stay.state.days
            examine(
                days.isEmpty ? own.bill.disagreements : own.bill.disagreements(with: days.map(\.bill)),
                ("the hospital", "医院结算单"),
                entries(own.act, in: stay.stream) + days.flatMap { entries($0.act, in: stay.stream) })
        }
        return found
    }
}

extension Invoice {
    /// Code and number.
    fileprivate var text: String { "\(code)-\(number)" }
}

extension Finding.LineDifference {
    /// The item's difference in words.
    var english: String {
        var parts: [String] = []
        if claimedClass != billedClass, claimedClass != .unspecified, billedClass != .unspecified {
            parts.append("class \(billedClass.english) listed as \(claimedClass.english)")
        }
        if claimed != billed { parts.append("\(claimed.yuan) for \(billed.yuan)") }
        return "\(name) (\(parts.isEmpty ? "classes mixed" : parts.joined(separator: ", ")))"
    }

    var chinese: String {
        var parts: [String] = []
        if claimedClass != billedClass, claimedClass != .unspecified, billedClass != .unspecified {
            parts.append("\(billedClass.chinese)列为\(claimedClass.chinese)")
        }
        if claimed != billed { parts.append("申报 \(claimed.yuan)，实收 \(billed.yuan)") }
        return "\(name)（\(parts.isEmpty ? "类别混列" : parts.joined(separator: "，"))）"
    }
}

extension ChargeLine.ItemClass {
    var english: String {
        switch self {
        case .classA: "A"
        case .classB: "B"
        case .selfPay: "own pay"
        default: "unknown"
        }
    }

    var chinese: String {
        switch self {
        case .classA: "甲类"
        case .classB: "乙类"
        case .selfPay: "自费"
        default: "未知"
        }
    }
}
