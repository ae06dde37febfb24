/// The clock of a dispute (row P7): lodged on day 0, notified by day 2, discovery until day 5, ruled on by day 15, all working
/// days (the exchange protocol of HCX and Shenzhen's rules); inquiries to the treating place within 60 days. A day that an entry
/// states stands; else the arbiter's settings count.
extension Procedure {
    /// The last day for the notice.
    public func noticeDeadline(of dispute: DisputeState) -> CalendarDate? {
        CalendarDate(dispute.opening.lodgedOn).map { workingDay(disputeNoticeDays, after: $0) }
    }

    /// The last day for the sides' statements.
    public func statementDeadline(of dispute: DisputeState) -> CalendarDate? {
        CalendarDate(dispute.notice.statementsUntil)
            ?? CalendarDate(dispute.opening.lodgedOn).map { workingDay(disputeDiscoveryDays, after: $0) }
    }

    /// The last day for the ruling; of a dispute that was sent back as many working days after that.
    public func rulingDeadline(of dispute: DisputeState) -> CalendarDate? {
        if let back = dispute.appeals.last?.decision, back.result == .sentBack {
            return CalendarDate(back.decidedOn).map { workingDay(disputeRulingDays, after: $0) }
        }
        return CalendarDate(dispute.notice.rulingBy)
            ?? CalendarDate(dispute.opening.lodgedOn).map { workingDay(disputeRulingDays, after: $0) }
    }

    /// The last day to appeal against the last ruling.
    public func appealDeadline(of dispute: DisputeState) -> CalendarDate? {
        guard let ruled = dispute.rulings.last else { return nil }
        return CalendarDate(ruled.appealUntil) ?? CalendarDate(ruled.ruledOn)?.adding(days: appealDays)
    }
}

extension DisputeState {
    /// What the dispute waits for, at its arbiter.
    func waitings(at arbiter: String) -> [Waiting] {
        var waitings: [Waiting] = []
        guard let lodged = CalendarDate(opening.lodgedOn) else { return [] }
        if status == .opened { waitings.append(Waiting(.disputeNotice, at: arbiter, since: lodged)) }
        if status == .notified {
            let sentBack = appeals.last.flatMap { CalendarDate($0.decision.decidedOn) }
            // The respondent has a first word; what else the sides say is theirs to choose.
            if sentBack == nil, !statements.contains(where: { $0.act.party == opening.respondent }) {
                waitings.append(
                    Waiting(.disputeStatement, at: arbiter, since: lodged, due: CalendarDate(notice.statementsUntil)))
            }
            waitings.append(
                Waiting(
                    .disputeRuling, at: arbiter, since: sentBack ?? lodged,
                    due: sentBack == nil ? CalendarDate(notice.rulingBy) : nil))
        }
        if status == .appealed, let appeal = appeals.last {
            waitings.append(Waiting(.disputeAppeal, at: arbiter, since: appeal.act.day))
        }
        if status == .notified || status == .appealed {
            for open in inquiries where !open.hasAnswer {
                guard let sent = CalendarDate(open.inquiry.sentOn) else { continue }
                waitings.append(
                    Waiting(
                        .inquiry, at: arbiter, since: sent, due: CalendarDate(open.inquiry.dueOn),
                        number: open.inquiry.number))
            }
        }
        if status == .ruled || status == .final, let ruled = rulings.last {
            for consequence in ruled.ruling.consequences where carriedOut(consequence) == nil {
                waitings.append(
                    Waiting(
                        .consequence, at: arbiter, since: CalendarDate(ruled.ruledOn) ?? lodged,
                        due: CalendarDate(consequence.dueOn), number: "\(consequence.number) (\(consequence.party))"))
            }
        }
        return waitings
    }
}
