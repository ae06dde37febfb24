extension Procedure {
    /// The last day on which the papers of a returned claim are in time: the day that the return names, else so many
    /// working days after it as the settings say. `nil` if the claim was never returned.
    public func completionDeadline(of claim: ClaimState) -> CalendarDate? {
        guard claim.hasReturned else { return nil }
        return CalendarDate(claim.dueOn) ?? workingDay(returnWorkingDays, after: claim.returned.day)
    }

    /// The last day on which a decision may be objected to.
    /// - Parameter day: The day of the decision.
    public func objectionDeadline(decidedOn day: CalendarDate) -> CalendarDate {
        workingDay(objectionDays, after: day)
    }

    /// The last day on which an objection is decided in time.
    /// - Parameter day: The day on which it was filed.
    public func decisionDeadline(filedOn day: CalendarDate) -> CalendarDate {
        workingDay(objectionDecisionDays, after: day)
    }
}

extension ClaimState {
    /// The last day for the wanting papers, and the day on which they were completed by their author's clock, if that was
    /// later. The settings in force on the day of the return count.
    func completionLateness(
        in context: Context, at center: String
    ) -> (deadline: CalendarDate, handedIn: CalendarDate)? {
        guard hasCompleted, hasReturned, status != .returned,
            let deadline = context.procedure(of: center, on: returned.day).completionDeadline(of: self),
            completed.day > deadline
        else { return nil }
        return (deadline, completed.day)
    }
}
