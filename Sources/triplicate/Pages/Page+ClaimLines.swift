import Claims

extension Page {
    /// The itemised list with the price of each line at every stage.
    mutating func showLines(of claim: ClaimState) {
        let lines = claim.pricedLines
        guard lines.contains(where: { $0.priced != nil || $0.exclusion != nil }) else {
            return showLines(claim.submission.bill.lines)
        }
        heading("Lines")
        var table = Table(
            ">", "item", "class", ">billed", ">adjusted", ">in scope", ">priced", ">approved", ">paid", "because")
        func shown(_ amount: Int64?) -> String { amount?.yuan ?? "" }
        for line in lines {
            table.add(
                "\(line.number)", line.line.name, line.classWords, line.line.amount.yuan, shown(line.adjusted),
                shown(line.inScope), shown(line.priced), shown(line.approved), shown(line.paid), line.reasons)
        }
        func sum(_ amount: (PricedLine) -> Int64?) -> String {
            lines.contains { amount($0) != nil } ? lines.reduce(Int64(0)) { $0 &+ (amount($1) ?? 0) }.yuan : ""
        }
        table.add(
            "", "together", "", sum { $0.line.amount }, sum(\.adjusted), sum(\.inScope), sum(\.priced), sum(\.approved),
            sum(\.paid), "")
        self.table(table)
    }

    /// Exclusions, advances, what came back, and what the insured person said.
    mutating func showRoads(of claim: ClaimState) {
        showExclusions(claim.exclusions)
        if claim.hasRecovery { showRecovery(of: claim) }
        for item in claim.feedback {
            heading(word("The insured person, \(item.feedback.givenOn)", "参保人，\(item.feedback.givenOn)"))
            facts([
                (
                    "answer",
                    item.feedback.answer.denies ? Style.red(item.feedback.answer.word) : item.feedback.answer.word
                ),
                ("by", item.feedback.means), ("words", item.feedback.text),
            ])
        }
        showObjections(claim.objections)
    }

    private mutating func showExclusions(_ exclusions: [ClaimState.Exclusion]) {
        guard !exclusions.isEmpty else { return }
        heading("Excluded")
        var table = Table("lines", "cause", "ground", "liable", "entry", "")
        for item in exclusions {
            let excluded = item.exclusion
            var remarks: [String] = []
            if item.hasLifting { remarks.append("lifted: \(item.lifting.reason)") }
            if item.hasAdvance { remarks.append("advance granted: \(item.advance.reason)") }
            table.add(
                excluded.lines.isEmpty ? "all" : excluded.lines.map(String.init).joined(separator: ", "),
                excluded.cause.word, [excluded.ground].inWords, excluded.liable, "#\(item.act.entry.number)",
                remarks.joined(separator: "; "))
        }
        self.table(table)
    }

    private mutating func showRecovery(of claim: ClaimState) {
        let recovery = claim.recovery
        heading("Advance and recovery")
        var table = Table("", "number", "from", ">yuan", "")
        if recovery.advanced != 0 { table.add("advanced", "", "", recovery.advanced.yuan, "") }
        for item in recovery.demands {
            table.add(
                "demanded", item.demand.demand, item.demand.from, item.demand.amount.yuan,
                item.demand.dueOn.isEmpty ? "" : "due on \(item.demand.dueOn)")
        }
        for item in recovery.receipts {
            table.add(
                "received", item.receipt.receipt, item.receipt.from, item.receipt.amount.yuan,
                item.suspense ? Style.red("in suspense") : "")
        }
        for item in recovery.refunds {
            table.add(
                "refunded", item.refund.refund, "", item.refund.amount.yuan,
                item.suspense ? Style.red("in suspense") : "")
        }
        for item in recovery.writeOffs {
            table.add("written off", "", "", item.writeOff.amount.yuan, item.writeOff.reason)
        }
        table.add("outstanding", "", "", claim.outstandingAdvance.yuan, "")
        if recovery.surplus != 0 { table.add("owed to the person", "", "", recovery.surplus.yuan, "") }
        self.table(table)
    }

    private mutating func showObjections(_ objections: [ClaimState.Objection]) {
        guard !objections.isEmpty else { return }
        heading("Objections")
        var table = Table("number", "against", "filed", "by", "words", "status", "because")
        for item in objections {
            let filed = item.objection
            table.add(
                filed.number, "#\(filed.against.number)", filed.filedOn,
                item.act.onBehalfOf.isEmpty ? item.act.party : item.act.onBehalfOf, filed.text,
                item.status == .open ? Style.yellow("open") : "\(item.status) on \(item.decision.decidedOn)",
                item.decision.grounds.inWords)
        }
        self.table(table)
    }

    /// Until when papers, objections and their decisions are in time, by the settings in force; what is overdue on `today`.
    /// - Parameter settings: The state of `policy/CENTER/procedure`.
    mutating func showDeadlines(of claim: ClaimState, by settings: StreamState, today: CalendarDate) {
        func shown(_ deadline: CalendarDate) -> String {
            let days = today.dayNumber - deadline.dayNumber
            return days <= 0 ? "by \(deadline)" : Style.red("by \(deadline), overdue by \(days.of("day"))")
        }
        var facts: [(String, String)] = []
        if claim.status == .returned,
            let deadline = Procedure(settings, on: claim.returned.day).completionDeadline(of: claim)
        {
            facts.append(("wanting papers", shown(deadline)))
        }
        for item in claim.openObjections {
            guard let filed = CalendarDate(item.objection.filedOn) else { continue }
            let deadline = Procedure(settings, on: filed).decisionDeadline(filedOn: filed)
            let number = item.objection.number
            facts.append((word("decide objection \(number)", "复核异议 \(number)"), shown(deadline)))
        }
        guard !facts.isEmpty else { return }
        heading("Deadlines")
        self.facts(facts)
    }
}

extension PricedLine {
    /// The class of the list, and the one that it was priced with where that differs.
    fileprivate var classWords: String {
        itemClass == line.itemClass ? itemClass.shown : "\(line.itemClass.shown) → \(itemClass.shown)"
    }

    fileprivate var reasons: String {
        let excluded = exclusion.map { item in
            "excluded: \(item.exclusion.cause.word)" + (item.hasAdvance ? ", advanced" : "")
        }
        return ([excluded].compactMap(\.self) + (grounds.isEmpty ? [] : [grounds.inWords])).joined(separator: "; ")
    }
}
