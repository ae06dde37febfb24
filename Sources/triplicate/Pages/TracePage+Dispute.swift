import Claims
import ClaimsLedger

extension TracePage {
    /// Both sides next to each other, and the clock.
    func writeDispute(on page: inout Page) {
        guard let dispute = trace.dispute else { return }
        page.heading(word("Both sides", "双方"))
        let events = Dictionary(trace.events.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        var table = Table(
            "", word("claimant \(dispute.claimant)", "申请方 \(dispute.claimant)"),
            word("respondent \(dispute.respondent)", "被申请方 \(dispute.respondent)"))
        for step in dispute.steps where step.side != .other {
            guard let event = events[step.entry], event.verdict == "regular", event.type != "Received" else { continue }
            // Both columns fit a terminal; the whole sentence stands in the lanes below too.
            for (index, line) in event.text(chinese: isChinese).wrapped(to: 48).enumerated() {
                table.add(
                    index == 0 ? lanes.name(step.entry) : "", step.side == .claimant ? line : "",
                    step.side == .respondent ? line : "")
            }
        }
        page.table(table)
        page.heading(word("Clock", "时限"))
        var clock = Table(
            word("what", "事项"), word("last day", "期限"), word("done", "完成"), "", word("the reason given", "所述理由"))
        for step in dispute.clock {
            clock.add(
                step.text(chinese: isChinese), step.lastDay, step.doneOn ?? "",
                ClockWords.shown(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: isChinese),
                step.lateReason)
        }
        page.table(clock)
        if let last = dispute.appealUntil {
            page.line("  \(word("An appeal is possible until \(last).", "可在 \(last) 前申请复议。"))")
        }
        writeKnowledge(of: dispute, on: &page)
    }

    /// Who knew what when: of each entry, with which of its own entries each party said first that it held it.
    private func writeKnowledge(of dispute: Trace.Dispute, on page: inout Page) {
        page.heading(word("Who knew what when", "谁在何时知道什么"))
        let parties = dispute.knowledge.first?.parties.map(\.party) ?? []
        var table = Table(
            [Table.Column(title: word("entry", "记录")), Table.Column(title: word("event", "事件"))]
                + parties.map { Table.Column(title: $0) })
        let types = Dictionary(trace.events.map { ($0.entry, $0.type) }, uniquingKeysWith: { first, _ in first })
        for known in dispute.knowledge {
            table.add([lanes.name(known.entry), types[known.entry] ?? ""] + known.parties.map(shown))
        }
        page.table(table)
        page.line(
            "  "
                + word(
                    "● its own; else since when, and by which of its entries, the party says itself that it held the entry.",
                    "● 本方记录；其余为该机构自己声明已持有的时间和所依据的本方记录。"))
    }

    private func shown(_ holder: Trace.Dispute.Knowledge.Holder) -> String {
        let since = holder.since.map { String(LocalTime.text($0).prefix(16)) } ?? ""
        return switch holder.standing {
        case "own": "● \(since)"
        case "acknowledged": "\(since) \(holder.by.map(lanes.name) ?? "")"
        case "notAcknowledged": Style.yellow(word("not acknowledged", "未确认"))
        default: Style.dim(word("not addressed", "未发送"))
        }
    }

    /// The disputes about the stream that is traced.
    func writeDisputes(on page: inout Page) {
        page.show(disputes: trace.disputes, title: word("Disputes", "争议")) { word.state($0) }
    }
}

extension Page {
    /// The disputes about a stream, each with the command that traces it.
    mutating func show(disputes: [ListRow], title: String, _ state: (String) -> String = { $0 }) {
        guard !disputes.isEmpty else { return }
        heading(title)
        for row in disputes {
            line(
                "  \(row.stream)  \(state(row.shownStatus))  \(row.title)  \(row.date)  \(row.amount == 0 ? "" : row.amount.yuan)"
                    .trimmingEnd)
            line("    \(Style.dim("triplicate trace \(row.stream)"))")
        }
    }
}

extension Trace.Dispute.Ruling {
    /// The ruling in a line.
    func words(_ chinese: Bool) -> String {
        let given = amount == 0 ? "" : chinese ? "，\(amount.yuan) 元" : ", \(amount.yuan)"
        let open = !isAppealed ? "" : chinese ? "；复议中" : "; an appeal is open"
        return chinese
            ? "\(ruledOn) \(outcome.zh)\(given)\(open)" : "\(outcome.en)\(given), on \(ruledOn)\(open)"
    }
}

extension Trace.Dispute.Clock {
    func text(chinese: Bool) -> String { chinese ? text.zh : text.en }
}
