/// What a place has set about filings and claims: `ProcedureSettings` with its defaults filled in.
public struct Procedure: Hashable, Sendable {
    /// Months in which a claim is submitted.
    public var claimMonths = 1
    /// What starts these months.
    public var claimStarts = ProcedureSettings.Day.discharge
    /// Whether the last day moves to the next working day.
    public var rollsToWorkingDay = false
    /// Days off besides Saturdays and Sundays.
    public var holidays: Set<CalendarDate> = []
    /// Saturdays and Sundays that are worked.
    public var workingWeekendDays: Set<CalendarDate> = []
    /// Which day decides the benefit year.
    public var benefitYear = ProcedureSettings.Day.discharge
    /// Least months of a temporary filing.
    public var temporaryMonths = 6
    /// Months in which a filing on record may not be amended.
    public var unchangedMonths = 0
    /// Whether the hospitals of a filing are of different levels.
    public var differentLevels = true
    /// Whether a referral is evaluated before it is put on record.
    public var preEvaluation = false
    /// Working days within which a returned claim's papers are handed in, where the return names no day.
    public var returnWorkingDays = 10
    /// Working days within which a decision is objected to, and within which the objection is decided.
    public var objectionDays = 60
    public var objectionDecisionDays = 30
    /// Whether photographs after surgery are asked of resettled and long-term resident persons.
    public var photographsAfterSurgery = false
    /// Working days within which the review of a drawn claim is concluded.
    public var reviewWorkingDays = 30
    /// From how many times its usual price a charge is found.
    public var priceFactor = 3
    /// From how many persons a group that is admitted and discharged together is found.
    public var groupSize = 5
    /// Working days, from the day on which a dispute was lodged, for the notice of it, for the statements of the sides and
    /// for the ruling.
    public var disputeNoticeDays = 2
    public var disputeDiscoveryDays = 5
    public var disputeRulingDays = 15
    /// Days for the answer to an inquiry, and for an appeal.
    public var inquiryDays = 60
    public var appealDays = 15

    /// The defaults: one month from discharge that rolls to no other day, six months, no period without change.
    public init() {}

    public init(_ settings: ProcedureSettings) {
        if settings.hasClaimMonths { claimMonths = Int(settings.claimMonths) }
        if settings.claimStarts != .unspecified { claimStarts = settings.claimStarts }
        if settings.hasRollsToWorkingDay { rollsToWorkingDay = settings.rollsToWorkingDay }
        holidays = Set(settings.holidays.compactMap { CalendarDate($0) })
        workingWeekendDays = Set(settings.workingWeekendDays.compactMap { CalendarDate($0) })
        if settings.benefitYear != .unspecified { benefitYear = settings.benefitYear }
        if settings.hasTemporaryMonths { temporaryMonths = Int(settings.temporaryMonths) }
        if settings.hasUnchangedMonths { unchangedMonths = Int(settings.unchangedMonths) }
        if settings.hasDifferentLevels { differentLevels = settings.differentLevels }
        if settings.hasPreEvaluation { preEvaluation = settings.preEvaluation }
        if settings.hasReturnWorkingDays { returnWorkingDays = Int(settings.returnWorkingDays) }
        if settings.hasObjectionDays { objectionDays = Int(settings.objectionDays) }
        if settings.hasObjectionDecisionDays { objectionDecisionDays = Int(settings.objectionDecisionDays) }
        if settings.hasPhotographsAfterSurgery { photographsAfterSurgery = settings.photographsAfterSurgery }
        if settings.hasReviewWorkingDays { reviewWorkingDays = Int(settings.reviewWorkingDays) }
        if settings.hasPriceFactor { priceFactor = max(2, Int(settings.priceFactor)) }
        if settings.hasGroupSize { groupSize = max(2, Int(settings.groupSize)) }
        if settings.hasDisputeNoticeDays { disputeNoticeDays = Int(settings.disputeNoticeDays) }
        if settings.hasDisputeDiscoveryDays { disputeDiscoveryDays = Int(settings.disputeDiscoveryDays) }
        if settings.hasDisputeRulingDays { disputeRulingDays = Int(settings.disputeRulingDays) }
        if settings.hasInquiryDays { inquiryDays = Int(settings.inquiryDays) }
        if settings.hasAppealDays { appealDays = Int(settings.appealDays) }
    }

    /// The settings in force on a day, with the holidays of all versions.
    /// - Parameter state: The state of `policy/CENTER/procedure`; `nil`, or nothing in force: the defaults.
    public init(_ state: StreamState?, on day: CalendarDate) {
        guard case .policy(let policy)? = state?.subject else {
            self.init()
            return
        }
        self.init(policy.version(on: day)?.procedure ?? ProcedureSettings())
        // Which days are off is a fact, whichever version told it: a version for next year extends what this year's said.
        for other in policy.versions {
            holidays.formUnion(other.policy.procedure.holidays.compactMap { CalendarDate($0) })
            workingWeekendDays.formUnion(other.policy.procedure.workingWeekendDays.compactMap { CalendarDate($0) })
        }
    }

    /// The last day on which the claim is in time.
    ///
    /// "Within one month of discharge": the same day of the next month, or that month's last day; a setting moves it on
    /// to a working day.
    public func claimDeadline(for claim: ClaimSubmitted) -> CalendarDate? {
        guard let start = day(claimStarts, of: claim) else { return nil }
        return claimDeadline(from: start)
    }

    /// The last day of the months that begin on a day.
    func claimDeadline(from start: CalendarDate) -> CalendarDate {
        var last = start.adding(months: claimMonths)
        while rollsToWorkingDay, !isWorkingDay(last), last.dayNumber < start.dayNumber + 4_000 {
            last = last.adding(days: 1)
        }
        return last
    }

    /// The last of so many working days that follow a day; the day itself does not count.
    /// - Parameter count: at most 366 as settings go; more are counted as 366.
    public func workingDay(_ count: Int, after day: CalendarDate) -> CalendarDate {
        var last = day
        var left = min(max(count, 0), 366)
        // A calendar without any working day ends somewhere too.
        while left > 0, last.dayNumber < day.dayNumber + 10_000 {
            last = last.adding(days: 1)
            if isWorkingDay(last) { left -= 1 }
        }
        return last
    }

    /// The day that decides the claim's benefit year, and so the version of the policy that prices it.
    public func benefitDay(of claim: ClaimSubmitted) -> CalendarDate? { day(benefitYear, of: claim) }

    public func isWorkingDay(_ day: CalendarDate) -> Bool {
        day.weekday <= 5 ? !holidays.contains(day) : workingWeekendDays.contains(day)
    }

    private func day(_ day: ProcedureSettings.Day, of claim: ClaimSubmitted) -> CalendarDate? {
        switch day {
        case .invoiceIssue: CalendarDate(claim.bill.invoice.issuedOn)
        case .admission: CalendarDate(claim.admittedOn)
        default: CalendarDate(claim.dischargedOn)
        }
    }
}

extension ClaimState {
    /// The claim's last day, and the day on which it was handed in by its author's clock, if that was later.
    func lateness(_ procedure: Procedure) -> (deadline: CalendarDate, handedIn: CalendarDate)? {
        guard hasSubmitted, let deadline = procedure.claimDeadline(for: submission), submitted.day > deadline else {
            return nil
        }
        return (deadline, submitted.day)
    }
}
