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
                head("entry", "记录"),
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
        writeClock(of: dispute)
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
            "时限 Clock", heads: [head("what", "事项"), head("last day", "期限"), head("done", "完成"), head("", "")])
        for step in dispute.clock {
            let mark: Markup = step.daysOver > 0 ? "bad" : step.doneOn != nil ? "good" : "dim"
            let english = ClockWords.words(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: false)
            let chinese = ClockWords.words(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: true)
            html += """
                <tr><th scope="row">\(say(step.text))</th><td class="t">\(step.lastDay)</td><td class="t">\(step.doneOn ?? "")</td><td><span class="\(mark)">\(say("\(english)", "\(chinese)"))</span></td></tr>

                """
        }
        closeTable()
        if let last = dispute.appealUntil {
            html += "<p>\(say("An appeal is possible until \(last).", "可在 \(last) 前申请复议。"))</p>\n"
        }
    }
}
