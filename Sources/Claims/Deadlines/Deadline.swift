/// The last day of something that is waited for.
public struct Deadline: Hashable, Sendable {
    public let waiting: Waiting
    /// It is in time on this day, and late from the next one on.
    public let lastDay: CalendarDate

    public init(_ waiting: Waiting, lastDay: CalendarDate) {
        self.waiting = waiting
        self.lastDay = lastDay
    }

    /// By how many calendar days it is over on a day; zero or below while it is not.
    public func daysOver(on day: CalendarDate) -> Int { day.dayNumber - lastDay.dayNumber }
}

extension Procedure {
    /// The last day of what is waited for, by these settings; `nil` while the day from which they count is not known.
    ///
    /// - A day that an entry names stands: a filing's last day, an audit's, a return's.
    /// - "Within one month of discharge": calendar months from the day that the settings choose (``claimDeadline(for:)``).
    /// - Working days count from the next day on: of a return that names no day, an objection, a review.
    public func deadline(of waiting: Waiting) -> Deadline? {
        if let due = waiting.due { return Deadline(waiting, lastDay: due) }
        func working(_ days: Int) -> Deadline { Deadline(waiting, lastDay: workingDay(days, after: waiting.since)) }
        switch waiting.kind {
        case .filingEnds, .audit, .consequence: return nil
        case .returnedClaim: return working(returnWorkingDays)
        case .objection: return working(objectionDecisionDays)
        case .review: return working(reviewWorkingDays)
        case .disputeNotice: return working(disputeNoticeDays)
        case .disputeStatement: return working(disputeDiscoveryDays)
        // An appeal is decided in as many days as the dispute was.
        case .disputeRuling, .disputeAppeal: return working(disputeRulingDays)
        case .inquiry: return Deadline(waiting, lastDay: waiting.since.adding(days: inquiryDays))
        case .unitMonth:
            let start: CalendarDate? =
                switch claimStarts {
                case .invoiceIssue: waiting.invoiceIssued
                case .admission: waiting.admitted
                default: waiting.since
                }
            return start.map { Deadline(waiting, lastDay: claimDeadline(from: $0)) }
        }
    }
}

extension Waiting {
    /// The last day of what is waited for.
    /// - Parameter settings: The state of `policy/CENTER/procedure`, of a dispute `policy/ARBITER/arbiter/procedure`; `nil`: the defaults.
    public func deadline(by settings: StreamState?) -> Deadline? {
        Procedure(settings, on: since).deadline(of: self)
    }

    /// In words: Chinese and English.
    public var words: (zh: String, en: String) {
        switch kind {
        case .filingEnds: ("备案到期", "the filing ends")
        case .unitMonth: ("单位申报期限", "the unit's month to claim")
        case .returnedClaim: ("补正材料期限", "papers of the returned claim")
        case .objection: ("异议 \(number) 待决定", "objection \(number) to be decided")
        case .audit: ("稽核期限", "the audit to be concluded")
        case .review: ("抽查 \(number) 待结论", "review of \(number) to be concluded")
        case .disputeNotice: ("争议待通知", "notice of the dispute")
        case .disputeStatement: ("被申请方待陈述", "the respondent's statement")
        case .disputeRuling: ("争议待裁决", "the ruling")
        case .disputeAppeal: ("复议待决定", "the decision on the appeal")
        case .inquiry: ("协查 \(number) 待答复", "inquiry \(number) to be answered")
        case .consequence: ("裁决事项 \(number) 待执行", "consequence \(number) to be carried out")
        }
    }
}
