/// One thing that a dispute's clock counts: until when it was to be done, and when it was.
public struct DisputeStep: Hashable, Sendable {
    public let waiting: Waiting
    public let lastDay: CalendarDate
    /// `nil` while it is open.
    public let doneOn: CalendarDate?
    /// Why it was late, as who did it says; empty where nothing is said.
    public var lateReason = ""

    /// By how many calendar days it is over, or was when it was done; zero or below: in time.
    public func daysOver(on today: CalendarDate) -> Int { (doneOn ?? today).dayNumber - lastDay.dayNumber }
}

extension DisputeState {
    /// The clock of the dispute: notice, statement, inquiries, ruling, appeals, consequences, with what is done.
    ///
    /// What is open is what the stream waits for (``StreamState/waitings``), so that a list of what is overdue says the same.
    /// - Parameters:
    ///   - arbiter: The arbiter's code.
    ///   - settings: The state of `policy/ARBITER/arbiter/procedure`; `nil`: the defaults.
    public func clock(at arbiter: String, by settings: StreamState?) -> [DisputeStep] {
        guard let lodged = CalendarDate(opening.lodgedOn) else { return [] }
        let procedure = Procedure(settings, on: lodged)
        var steps: [DisputeStep] = []
        func add(
            _ kind: Waiting.Kind, _ number: String = "", until last: CalendarDate?, done: CalendarDate?,
            because reason: String = ""
        ) {
            guard let last, let done else { return }
            steps.append(
                DisputeStep(
                    waiting: Waiting(kind, at: arbiter, since: lodged, due: last, number: number), lastDay: last,
                    doneOn: done, lateReason: done > last ? reason : ""))
        }
        add(.disputeNotice, until: procedure.noticeDeadline(of: self), done: CalendarDate(notice.notifiedOn))
        let answer = statements.first { $0.act.party == opening.respondent }
        add(
            .disputeStatement, until: procedure.statementDeadline(of: self), done: answer?.act.day,
            because: answer?.statement.lateReason ?? "")
        for inquiry in inquiries where inquiry.hasAnswer {
            let sent = CalendarDate(inquiry.inquiry.sentOn)
            add(
                .inquiry, inquiry.inquiry.number,
                until: CalendarDate(inquiry.inquiry.dueOn) ?? sent?.adding(days: procedure.inquiryDays),
                done: CalendarDate(inquiry.answer.answeredOn))
        }
        for (index, ruled) in heardRulings.enumerated() {
            add(.disputeRuling, until: lastDay(ofRuling: index, by: procedure), done: CalendarDate(ruled.ruledOn))
        }
        for appeal in appeals where appeal.hasDecision {
            add(
                .disputeAppeal, until: procedure.workingDay(procedure.disputeRulingDays, after: appeal.act.day),
                done: CalendarDate(appeal.decision.decidedOn))
        }
        for consequence in rulings.last?.ruling.consequences ?? [] {
            add(
                .consequence, "\(consequence.number) (\(consequence.party))", until: CalendarDate(consequence.dueOn),
                done: carriedOut(consequence).map { CalendarDate($0.report.doneOn) ?? $0.act.day })
        }
        let open = waitings(at: arbiter).compactMap { waiting in
            procedure.deadline(of: waiting).map { DisputeStep(waiting: waiting, lastDay: $0.lastDay, doneOn: nil) }
        }
        return steps + open
    }

    /// The rulings that are steps of their own: an appeal that changed one put another in its place by itself.
    private var heardRulings: [Ruled] {
        let changed = appeals.filter { $0.hasDecision && $0.decision.hasRuling }.map(\.decided.entry)
        return rulings.filter { !changed.contains($0.act.entry) }
    }

    /// The last day of the first ruling, or of one on what was sent back before it.
    private func lastDay(ofRuling index: Int, by procedure: Procedure) -> CalendarDate? {
        let days = procedure.disputeRulingDays
        guard index > 0 else {
            return CalendarDate(notice.rulingBy)
                ?? CalendarDate(opening.lodgedOn).map { procedure.workingDay(days, after: $0) }
        }
        let sentBack = appeals.filter { $0.hasDecision && $0.decision.result == .sentBack }
        guard index <= sentBack.count else { return nil }
        return CalendarDate(sentBack[index - 1].decision.decidedOn).map { procedure.workingDay(days, after: $0) }
    }
}
