extension Examination {
    func completedLate() -> [Finding] {
        guard let late = claim.completionLateness(in: context, at: address.decider.code) else { return [] }
        let days = late.handedIn.dayNumber - late.deadline.dayNumber
        return [
            Finding(
                .completedLate, .warning,
                chinese: "补正期限 \(late.deadline)，\(late.handedIn) 补齐，逾期 \(days) 天。",
                english: """
                    The wanting papers were due on \(late.deadline) and completed on \(late.handedIn): \(days.inDays) late.
                    """,
                evidence: [claim.returned.entry, claim.completed.entry])
        ]
    }

    func careMismatch() -> [Finding] {
        let center = address.decider.code
        guard submission.care.isSuddenIllness, let day = CalendarDate(submission.admittedOn),
            let register = context.institution(StreamAddress.institution(submission.hospital, at: center)),
            register.designation(on: day)?.ownership != .public
        else { return [] }
        return [
            Finding(
                .careMismatch, .warning,
                chinese: "申报为\(submission.care.chinese)，而 \(submission.hospital) 在 \(day) 不是定点公立医院。",
                english: """
                    The claim is for a \(submission.care.word), and \(submission.hospital) was no designated public hospital \
                    on \(day).
                    """,
                evidence: entries(claim.submitted, in: stream) + register.designated.map(\.entry))
        ]
    }
}
