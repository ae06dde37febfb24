import Claims
import ClaimsLedger

extension CaseWriter {
    /// Both sides next to each other in two columns, and the clock with what is overdue.
    mutating func writeDispute() {
        guard let dispute = trace.dispute else { return }
        open("dispute", "Both sides", "双方")
        openTable(
            "双方 Both sides",
            heads: [
                head("day", "日期"),
                "<th scope=\"col\" class=\"w\">\(say("claimant", "申请方")) \(role(dispute.claimant))</th>",
                "<th scope=\"col\" class=\"w\">\(say("respondent", "被申请方")) \(role(dispute.respondent))</th>",
                "<th scope=\"col\" class=\"t\">\(say("entry", "记录"))</th>",
            ])
        for step in dispute.steps where step.side != .other {
            guard let event = events[step.entry], event.verdict == "regular", event.type != "Received" else { continue }
            let words: Markup = "<bdi>\(say(event.text))</bdi>\(papers(of: step.entry))"
            let day = file.days[step.entry] ?? String(LocalTime.text(event.time).prefix(10))
            html += """
                <tr><td class="t">\(day)</td><td>\(step.side == .claimant ? words : "")</td><td>\(step.side == .respondent ? words : "")</td><td class="t">\(link(step.entry))</td></tr>

                """
        }
        closeTable()
        html += "<h3 id=\"clock\">\(say("Clock", "时限"))</h3>\n"
        writeClock(of: dispute)
        close()
        writeKnowledge(of: dispute)
    }

    /// Who knew what when: a row for each entry of the dispute and each that it cites, a column for each party.
    private mutating func writeKnowledge(of dispute: Trace.Dispute) {
        guard let parties = dispute.knowledge.first?.parties.map(\.party) else { return }
        open("known", "Who knew what when", "谁在何时知道什么")
        html += """
            <p class="dim">\(say(
                "● its own entry, with its time; else since when, and by which of its own entries, the party says itself that it held the entry.",
                "● 为本方记录及其时间；其余为该机构自己声明已持有该记录的时间，以及所依据的本方记录。"))</p>

            """
        openTable(
            "谁在何时知道什么 Who knew what when",
            heads: [head("entry", "记录"), "<th scope=\"col\" class=\"w\">\(say("what", "内容"))</th>"]
                + parties.map { "<th scope=\"col\">\(role($0))</th>" as Markup })
        for known in dispute.knowledge {
            let words = events[known.entry].map { "<bdi>\(say($0.text))</bdi>" as Markup } ?? ""
            html += """
                <tr><th scope="row" class="t">\(link(known.entry))</th><td>\(words)</td>\(known.parties.map { "<td class=\"t\">\(shown($0))</td>" as Markup }.joined())</tr>

                """
        }
        closeTable()
        close()
    }

    private func shown(_ holder: Trace.Dispute.Knowledge.Holder) -> Markup {
        let since = holder.since.map { String(LocalTime.text($0).prefix(16)) } ?? ""
        return switch holder.standing {
        case "own": "● \(since)"
        case "acknowledged": "\(since)<br>\(holder.by.map { link($0) } ?? "")"
        case "notAcknowledged": "<span class=\"warn\">\(say("not acknowledged", "未确认"))</span>"
        default: "<span class=\"dim\">\(say("not addressed", "未发送"))</span>"
        }
    }

    /// The disputes about the stream, with the command that makes the page of each.
    mutating func writeDisputes() {
        guard !trace.disputes.isEmpty else { return }
        open("disputes", "Disputes", "争议")
        openTable(
            "争议 Disputes",
            heads: [
                head("stream", "业务"), head("status", "状态"), head("sides", "双方"), head("lodged", "提起"),
                numberHead("amount", "金额"), head("its own page", "专页"),
            ])
        for row in trace.disputes {
            html += """
                <tr><th scope="row"><code>\(row.stream)</code></th><td>\(state(row.shownStatus, of: row.kind))</td><td>\(outside(row.title))</td><td class="t">\(row.date)</td>\
                <td class="n">\(row.amount == 0 ? "" : row.amount.money(row.currency))</td><td><code>triplicate trace \(row.stream) --html FILE</code></td></tr>

                """
        }
        closeTable()
        close()
    }

    /// The titles of the papers that an entry of the dispute brought.
    private func papers(of entry: Trace.Entry) -> Markup {
        let titles = file.papers.filter { $0.entry == entry }.map { paper in
            paper.document.title.isEmpty
                ? say(
                    "\(paper.document.kind.said(chinese: false))", "\(paper.document.kind.said(chinese: true))")
                : outside(paper.document.title)
        }
        guard !titles.isEmpty else { return "" }
        return
            "<br><span class=\"dim\"><a href=\"#papers\">\(say("documents", "材料"))</a>: \(titles.joined(separator: ", "))</span>"
    }

    private mutating func writeClock(of dispute: Trace.Dispute) {
        openTable(
            "时限 Clock",
            heads: [
                head("what", "事项"), head("last day", "期限"), head("done", "完成"), "<th scope=\"col\" class=\"w\"></th>",
            ])
        for step in dispute.clock {
            let reason: Markup =
                step.lateReason.isEmpty ? "" : "<br><span class=\"dim\">\(outside(step.lateReason))</span>"
            let mark: Markup = step.daysOver > 0 ? "bad" : step.doneOn != nil ? "good" : "dim"
            let english = ClockWords.words(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: false)
            let chinese = ClockWords.words(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: true)
            html += """
                <tr><th scope="row">\(say(step.text))</th><td class="t">\(step.lastDay)</td><td class="t">\(step.doneOn ?? "")</td><td><span class="\(mark)">\(say("\(english)", "\(chinese)"))</span>\(reason)</td></tr>

                """
        }
        closeTable()
        if let last = dispute.appealUntil {
            html += "<p>\(say("An appeal is possible until \(last).", "可在 \(last) 前申请复议。"))</p>\n"
        }
    }
}
