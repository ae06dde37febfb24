import Claims

extension Page {
    mutating func show(_ claim: ClaimState, _ stream: String) {
        let status = word.state("\(claim.status)", of: kind)
        title(
            stream, claim.held ? status + word(", ", "，") + Style.red(word("payment held", "暂停支付")) : status)
        let submission = claim.submission
        let bill = submission.bill
        facts([
            ("person", "\(submission.insured.name)  \(submission.person)"),
            ("care", submission.care == .unspecified ? "" : submission.care.word), ("filing", submission.filing),
            ("specific item", submission.specificItem), ("guarantor", submission.guarantor),
            ("unit", submission.unit + (submission.agent.isEmpty ? "" : ", agent \(submission.agent)")),
            ("hospital", submission.hospital),
            ("stay", "\(submission.admittedOn) to \(submission.dischargedOn)  \(submission.stay)"),
            ("claimed", claim.hasSubmission ? bill.total.yuan : ""),
            (
                "invoice",
                claim.hasSubmission ? "\(bill.invoice.code)-\(bill.invoice.number) of \(bill.invoice.issuedOn)" : ""
            ),
            ("late because", submission.lateReason),
            ("wanting", claim.wanting.map(\.word).joined(separator: "; ")),
            ("wanting until", claim.wanting.isEmpty ? "" : claim.dueOn),
            ("late, excused", claim.acceptance.latenessExcused),
            ("taken up because", claim.acceptance.approvedBecause),
            ("excluded", claim.isExcluded ? Style.red("the whole claim") : ""),
            ("outstanding", claim.outstandingAdvance == 0 ? "" : Style.yellow(claim.outstandingAdvance.yuan)),
            ("held because", claim.held ? claim.hold.grounds.inWords : ""), ("refused because", claim.grounds.inWords),
            ("police", claim.hasReferral ? "\(claim.referral.authority) on \(claim.referral.referredOn)" : ""),
        ])
        if claim.hasAdjudication { show(claim.adjudication) }
        showMoney(of: claim)
        showRoads(of: claim)
        if !bill.lines.isEmpty { showLines(of: claim) }
        if !claim.papers.isEmpty { showPapers(claim.papers) }
    }

    mutating func showLines(_ lines: [ChargeLine]) {
        heading("Itemised list")
        var table = Table("code", "item", "class", ">quantity", ">price", ">amount")
        for line in lines {
            table.add(
                line.code, line.name, line.itemClass.shown, line.quantity,
                line.unitPrice == 0 ? "" : line.unitPrice.yuan,
                line.amount.yuan)
        }
        self.table(table)
    }

    private mutating func show(_ adjudication: ClaimAdjudicated) {
        let split = adjudication.split
        heading(
            adjudication.policy.isEmpty
                ? word("Priced", "核算")
                : word(
                    "Priced under \(adjudication.policy) \(adjudication.policyVersion)",
                    "核算，依据 \(adjudication.policy) \(adjudication.policyVersion)"))
        var table = Table("", ">yuan")
        for (name, amount) in [
            ("total", split.total), ("full self-pay", split.fullSelfPay), ("over limit", split.overLimit),
            ("first self-pay", split.firstSelfPay), ("in scope", split.inScope), ("deductible", split.deductible),
            ("pooled fund", split.pooledFund), ("major illness", split.majorIllness), ("other funds", split.otherFunds),
            ("fund total", split.fundTotal), ("account", split.account), ("cash", split.cash),
        ] where amount != 0 {
            table.add(name, amount.yuan)
        }
        self.table(table)
    }

    private mutating func showMoney(of claim: ClaimState) {
        guard claim.hasApproval || !claim.orders.isEmpty || !claim.payments.isEmpty || !claim.returns.isEmpty else {
            return
        }
        heading("Money")
        var table = Table("", "number", ">yuan", "")
        if claim.hasApproval { table.add("approved", "", claim.approval.amount.yuan, "") }
        for order in claim.orders {
            let payee = order.order.payee
            table.add(
                "ordered", order.order.order, order.order.amount.yuan,
                "\(order.status), to \(payee.name), \(payee.bank) \(payee.account)")
        }
        for payment in claim.payments {
            table.add(
                "paid", payment.payment.payment, payment.payment.amount.yuan,
                payment.suspense ? Style.red("in suspense") : "")
            if payment.hasReversal {
                table.add("reversed", payment.reversal.payment, (-payment.reversal.amount).yuan, "")
            }
        }
        for back in claim.returns {
            table.add("came back", back.reversal.payment, back.reversal.amount.yuan, Style.red("in suspense"))
        }
        self.table(table)
    }

    private mutating func showPapers(_ papers: [ClaimState.Paper]) {
        heading("Papers")
        var table = Table("paper", "title", "SHA-256", "handed in by")
        for paper in papers {
            table.add(paper.document.kind.word, paper.document.title, paper.document.sha256, paper.act.party)
        }
        self.table(table)
    }
}

extension [Ground] {
    /// `票据系伪造 [1]; …`
    var inWords: String { map { "\($0.said(chinese: false)) [\($0.number)]" }.joined(separator: "; ") }
}

extension ChargeLine.ItemClass {
    var shown: String {
        switch self {
        case .classA: "A"
        case .classB: "B"
        case .selfPay: "own pay"
        default: ""
        }
    }
}
