import Claims
import ClaimsLedger

extension Page {
    mutating func show(_ state: DisputeState, _ stream: String) {
        title(stream, state.status == .unspecified ? "" : state.status.word)
        let opening = state.opening
        facts([
            ("claimant", opening.claimant), ("respondent", opening.respondent),
            ("concerned", opening.others.joined(separator: ", ")), ("about", opening.subjects.joined(separator: " ")),
            ("in dispute", opening.amount == 0 ? "" : opening.amount.yuan), ("demanded", opening.demand),
            ("grounds", opening.grounds.inWords), ("lodged", opening.lodgedOn), ("notice", state.notice.notifiedOn),
            (
                "rejected",
                state.hasRejection ? "\(state.rejection.rejectedOn): \(state.rejection.grounds.inWords)" : ""
            ),
            ("withdrawn", state.withdrawal.reason),
            // What came of it stands before what led to it.
            ("ruling", state.standingRuling.map { $0.inWords(isAppealed: state.status == .appealed) } ?? ""),
        ])
        showStatements(of: state)
        showInquiries(of: state)
        for ruled in state.rulings { show(ruled, of: state) }
        showAppeals(of: state)
    }

    private mutating func showStatements(of state: DisputeState) {
        guard !state.statements.isEmpty else { return }
        heading("Statements")
        var table = Table("day", "of", "", ">documents")
        for item in state.statements {
            let side = item.act.party == state.opening.claimant ? "claimant" : "respondent"
            let late = item.statement.lateReason.isEmpty ? "" : " (late: \(item.statement.lateReason))"
            table.add(item.act.day.description, side, item.statement.text + late, "\(item.statement.documents.count)")
        }
        self.table(table)
    }

    private mutating func showInquiries(of state: DisputeState) {
        guard !state.inquiries.isEmpty else { return }
        heading("Inquiries")
        var table = Table("number", "sent", "by", "to", "questions", "answer")
        for item in state.inquiries {
            let inquiry = item.inquiry
            let answer =
                item.hasAnswer
                ? "\(item.answer.answeredOn): \(item.answer.text)\(item.answer.onPaper ? Style.yellow(" (on paper, not signed by the institution)") : "")"
                : Style.yellow("open")
            table.add(
                inquiry.number, inquiry.sentOn, item.act.party, inquiry.institution,
                inquiry.questions.joined(separator: "; "), answer)
        }
        self.table(table)
    }

    private mutating func show(_ ruled: DisputeState.Ruled, of state: DisputeState) {
        heading(word("Ruling of \(ruled.ruledOn)", "\(ruled.ruledOn) 的裁决"))
        let ruling = ruled.ruling
        facts([
            ("outcome", ruling.outcome.word), ("amount", ruling.amount == 0 ? "" : ruling.amount.yuan),
            ("grounds", ruling.grounds.inWords),
            ("rests on", ruling.cited.map { "\($0.entry.origin)#\($0.entry.number)" }.joined(separator: ", ")),
        ])
        guard !ruling.consequences.isEmpty else { return }
        let isLast = ruled == state.rulings.last
        var table = Table(">", "consequence", "by", "in", "until", ">amount", "")
        for item in ruling.consequences {
            let done = isLast ? state.carriedOut(item) : nil
            table.add(
                "\(item.number)", "\(item.kind.word): \(item.text)", item.party, item.stream, item.dueOn,
                item.amount == 0 ? "" : item.amount.yuan,
                done.map {
                    "carried out on \($0.report.doneOn.isEmpty ? $0.act.day.description : $0.report.doneOn), entry #\($0.report.entry.entry.number)"
                }
                    ?? (isLast ? Style.yellow("open") : ""))
        }
        self.table(table)
    }

    private mutating func showAppeals(of state: DisputeState) {
        guard !state.appeals.isEmpty else { return }
        heading("Appeals")
        var table = Table("day", "by", "", "decision")
        for item in state.appeals {
            table.add(
                item.act.day.description, item.act.party, item.appeal.text,
                item.hasDecision
                    ? "\(item.decision.decidedOn): \(item.decision.result.word), \(item.decision.grounds.inWords)"
                    : Style.yellow("open"))
        }
        self.table(table)
    }

    /// Until when each step of a dispute was due, and what is overdue on `today`.
    mutating func showClock(_ steps: [DisputeStep], today: CalendarDate, _ word: TraceWords) {
        guard !steps.isEmpty else { return }
        heading(word("Clock", "时限"))
        var table = Table(
            word("what", "事项"), word("last day", "期限"), word("done", "完成"), "", word("the reason given", "所述理由"))
        for step in steps {
            table.add(
                word(step.waiting.words.en, step.waiting.words.zh), step.lastDay.description,
                step.doneOn?.description ?? "",
                ClockWords.shown(
                    isDone: step.doneOn != nil, daysOver: step.daysOver(on: today), chinese: word.isChinese),
                step.lateReason)
        }
        self.table(table)
    }
}

extension DisputeState.Ruled {
    /// The ruling in a line.
    fileprivate func inWords(isAppealed: Bool) -> String {
        let given = ruling.amount == 0 ? "" : ", \(ruling.amount.yuan)"
        return "\(ruling.outcome.word)\(given), on \(ruledOn)\(isAppealed ? Style.yellow("; an appeal is open") : "")"
    }
}

/// How a step of a clock stands.
enum ClockWords {
    static func shown(isDone: Bool, daysOver: Int, chinese: Bool) -> String {
        let text = words(isDone: isDone, daysOver: daysOver, chinese: chinese)
        return daysOver > 0 ? Style.red(text) : isDone ? Style.green(text) : text
    }

    static func words(isDone: Bool, daysOver: Int, chinese: Bool) -> String {
        if daysOver > 0 {
            return isDone
                ? chinese ? "迟 \(daysOver) 天" : "\(daysOver.of("day")) late"
                : chinese ? "逾期 \(daysOver) 天" : "overdue by \(daysOver.of("day"))"
        }
        return isDone ? chinese ? "按时" : "in time" : chinese ? "未到期" : "open"
    }
}
