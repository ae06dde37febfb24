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
            let text = event.text(chinese: isChinese)
            table.add(lanes.name(step.entry), step.side == .claimant ? text : "", step.side == .respondent ? text : "")
        }
        page.table(table)
        page.heading(word("Clock", "时限"))
        var clock = Table(word("what", "事项"), word("last day", "期限"), word("done", "完成"), "")
        for step in dispute.clock {
            clock.add(
                step.text(chinese: isChinese), step.lastDay, step.doneOn ?? "",
                ClockWords.shown(isDone: step.doneOn != nil, daysOver: step.daysOver, chinese: isChinese))
        }
        page.table(clock)
        if let last = dispute.appealUntil {
            page.line("  \(word("An appeal is possible until \(last).", "可在 \(last) 前申请复议。"))")
        }
    }
}

extension Trace.Dispute.Clock {
    func text(chinese: Bool) -> String { chinese ? text.zh : text.en }
}
