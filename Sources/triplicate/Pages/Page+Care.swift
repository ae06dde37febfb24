import Claims

extension Page {
    mutating func show(_ state: ItemState, _ stream: String) {
        title(stream, "\(state.status)")
        let application = state.application
        facts([
            ("disease", state.hasApplication ? "\(application.disease)  \(application.diseaseCode)" : ""),
            ("person", state.hasApplication ? "\(application.insured.name)  \(application.person)" : ""),
            ("unit", application.unit),
            (
                "asked for",
                state.hasApplication
                    ? "\(application.validFrom.period(to: application.validTo))"
                        + "  \(application.institutions.joined(separator: " "))" : ""
            ),
            (
                "approved",
                state.hasApproval
                    ? "\(state.approval.validFrom.period(to: state.approval.validTo))"
                        + "  \(state.approval.institutions.joined(separator: " "))" : ""
            ),
            ("note", state.approval.note), ("refused because", state.grounds.inWords),
            ("ended", state.hasEnding ? "from \(state.ending.effectiveFrom): \(state.ending.reason)" : ""),
        ])
    }

    mutating func show(_ state: AccountState, _ stream: String) {
        title(
            stream,
            state.person.isEmpty
                ? word("no credit yet", "尚未入账")
                : word("balance \(state.balance.yuan)", "余额 \(state.balance.yuan)"))
        facts([
            ("person", state.person),
            ("in suspense", state.suspendedAmount == 0 ? "" : Style.red(state.suspendedAmount.yuan)),
        ])
        show(AccountStatement(of: state))
    }

    /// The movements of an account, the balance after each, and what waits for the center.
    mutating func show(_ statement: AccountStatement) {
        if !statement.lines.isEmpty {
            heading("Movements")
            var table = Table("day", "", "number", "where", ">yuan", ">balance", "")
            for line in statement.lines {
                let movement = line.movement
                table.add(
                    movement.day, word(movement.kind.word, movement.kind.chinese), movement.number,
                    movement.institution, movement.amount.yuan,
                    line.balance.yuan, movement.remarks(word))
            }
            self.table(table)
        }
        if !statement.suspended.isEmpty {
            heading("In suspense")
            var table = Table("day", "", "number", "where", ">yuan", "")
            for movement in statement.suspended {
                table.add(
                    movement.day, word(movement.kind.word, movement.kind.chinese), movement.number,
                    movement.institution, movement.amount.yuan,
                    movement.remarks(word))
            }
            self.table(table)
        }
        guard !statement.openRequests.isEmpty else { return }
        heading("Open requests")
        var table = Table("day", "institution", "number", ">yuan", "invoice", "for")
        for open in statement.openRequests {
            let request = open.request
            table.add(
                request.spentOn, request.institution, request.number, request.amount.yuan,
                "\(request.invoice.code)-\(request.invoice.number)", request.purpose)
        }
        self.table(table)
    }

    mutating func show(_ state: HistoryState, _ stream: String) {
        title(stream, word(state.items.count.of("verified stay"), "已核实住院 \(state.items.count) 次"))
        facts([("person", state.person)])
        guard !state.items.isEmpty else { return }
        heading("Stays")
        var table = Table("from", "to", "hospital", "diagnosis", "operations", "verified with", "claim")
        for item in state.items.sorted(by: { $0.verified.admittedOn < $1.verified.admittedOn }) {
            let stay = item.verified
            table.add(
                stay.admittedOn, stay.dischargedOn, stay.hospital, stay.diagnosis,
                stay.operations.joined(separator: ", "), stay.verifiedBy, stay.claim)
        }
        self.table(table)
    }

    /// The evaluation of a referral, and what the comparison after discharge found.
    mutating func showTransfer(_ filing: FilingState) {
        guard filing.hasPreEvaluation else { return }
        let evaluation = filing.preEvaluation
        heading(word("Evaluated on \(evaluation.evaluatedOn)", "评估于 \(evaluation.evaluatedOn)"))
        facts([
            ("opinion", evaluation.opinion == .supported ? "supported" : Style.yellow("not supported")),
            ("diagnosis", evaluation.diagnosis), ("found", evaluation.found),
            ("person", evaluation.seen ? "called in and seen" : "not called in"),
            ("history read", evaluation.hasHistory ? "up to #\(evaluation.history.number)" : "none is held"),
            ("operation", evaluation.plannedOperation),
            ("after surgery", evaluation.inspectionNeeded ? "to be inspected before anything is reimbursed" : ""),
        ])
        guard !filing.comparisons.isEmpty else { return }
        heading("Compared after discharge")
        var table = Table("claim", "day", "", "result", "effect")
        for comparison in filing.comparisons.map(\.comparison) {
            table.add(
                comparison.claim, comparison.comparedOn, comparison.agrees ? "agrees" : Style.red("does not agree"),
                comparison.result, comparison.effect)
        }
        self.table(table)
    }

    /// Designations, endings and rests in the order in which they were recorded; the last one about a day holds.
    mutating func showDesignations(_ institution: InstitutionState) {
        guard institution.designations.count > 1 || !institution.endings.isEmpty else { return }
        heading("Designations")
        var table = Table("", "from", "to", "level", "ownership", "reason")
        for (index, designation) in institution.designations.enumerated() {
            table.add(
                "designated", designation.validFrom, designation.validTo.isEmpty ? "open" : designation.validTo,
                designation.level == 0 ? "" : "\(designation.level)", "\(designation.ownership)", "")
            for ending in institution.endings where Int(ending.after) == index + 1 {
                table.add(
                    ending.ended.effectiveTo.isEmpty ? "ended" : "rests", ending.ended.effectiveFrom,
                    ending.ended.effectiveTo, "", "", ending.ended.reason)
            }
        }
        self.table(table)
    }
}

extension AccountState.Movement {
    /// What is not as usual about it.
    fileprivate func remarks(_ word: TraceWords) -> String {
        var remarks = text
        if hasReverses { remarks = word("of #\(reverses.number): \(text)", "冲销 #\(reverses.number)：\(text)") }
        if hasReversedBy {
            remarks += (remarks.isEmpty ? "" : word("; ", "；"))
            remarks += word("reversed by #\(reversedBy.number)", "已由 #\(reversedBy.number) 冲销")
        }
        return remarks
    }
}

extension AccountState.Movement.Kind {
    /// The kind in plain English.
    var word: String {
        switch self {
        case .credit: "credit"
        case .withdrawal: "withdrawal"
        case .spending: "spending"
        case .reversal: "reversal"
        default: ""
        }
    }

    /// The kind in Chinese.
    var chinese: String {
        switch self {
        case .credit: "划入"
        case .withdrawal: "提取"
        case .spending: "消费"
        case .reversal: "冲销"
        default: ""
        }
    }
}

extension String {
    /// `2018-01-01 to 2018-12-31`, or `from 2018-01-01`.
    func period(to: String) -> String { to.isEmpty ? "from \(self)" : "\(self) to \(to)" }
}
