extension Examination {
    func treatedAfterDeath() -> [Finding] {
        guard let day = CalendarDate(submission.dischargedOn) else { return [] }
        // A death is recorded with the one who stands for the person.
        for name in context.standing(for: submission.person) {
            guard let stream = context[name], let person = context.person(name), !person.isAlive(on: day) else {
                continue
            }
            return [
                Finding(
                    .treatedAfterDeath, .alarm,
                    chinese:
                        "参保人\(person.register.name)于 \(person.diedOn) 死亡，\(claimed.chinese)的就医到 \(submission.dischargedOn) 为止。",
                    english: """
                        \(person.register.name) died on \(person.diedOn), and the treatment is \(claimed.english) until \
                        \(submission.dischargedOn).
                        """,
                    evidence: [claim.submitted.entry] + entries(person.died, in: stream))
            ]
        }
        return []
    }

    func notCompared() -> [Finding] {
        guard claim.hasApproval, let filing = context.filing(submission.filing),
            let reason = filing.whyNotCompared(claim: stream.stream)
        else { return [] }
        let comparison = filing.comparison(of: stream.stream)?.act.entry
        return [
            Finding(
                .notCompared, .warning,
                chinese: "\(reason.chinese)，仍予审批。", english: "The claim is approved, and \(reason.english).",
                evidence: [claim.approved.entry, filing.preEvaluated.entry] + [comparison].compactMap(\.self))
        ]
    }

    func itemMismatch() -> [Finding] {
        guard !submission.specificItem.isEmpty, let item = context.item(submission.specificItem),
            let from = CalendarDate(submission.admittedOn), let to = CalendarDate(submission.dischargedOn)
        else { return [] }
        // A form of a duplicate that was merged into the person is the person's.
        let isSame = context.isSamePerson(item.application.person, as: submission.person)
        let person = isSame ? item.application.person : submission.person
        guard let reason = item.whyNotCovered(person: person, institution: submission.hospital, from: from, to: to)
        else { return [] }
        return [
            Finding(
                .itemMismatch, .warning,
                chinese: "门诊特定项目 \(submission.specificItem) 不覆盖 \(submission.admittedOn) 至 \(submission.dischargedOn)"
                    + " 在 \(submission.hospital) 的就医：\(reason.chinese)。",
                english: """
                    \(submission.specificItem) does not cover the treatment from \(submission.admittedOn) to \
                    \(submission.dischargedOn) in \(submission.hospital): \(reason.english).
                    """,
                evidence: [claim.submitted.entry, item.applied.entry, item.approved.entry, item.ended.entry])
        ]
    }

    func historyOfRefused() -> [Finding] {
        guard claim.status == .refused else { return [] }
        // What a duplicate claimed may have been entered with the one who stands for it.
        return context.standing(for: submission.person).compactMap { person in
            guard let name = StreamAddress.history(of: person), case .history(let history)? = context[name]?.subject
            else { return nil }
            let items = history.items.filter { $0.verified.claim == stream.stream }
            guard !items.isEmpty else { return nil }
            return Finding(
                .historyOfRefused, .warning,
                chinese: "申报已拒付，病史档案 \(name) 仍引用该次就医。",
                english: "The claim is refused, and \(name) still holds its stay.",
                evidence: [claim.refused.entry] + items.map(\.act.entry))
        }
    }
}

/// What the rules find in a personal account: withdrawals that broke a rule, until they are reversed, and those that could not be
/// booked.
func findings(for account: AccountState, of stream: StreamState) -> [Finding] {
    account.movements.filter { $0.suspense && $0.kind == .withdrawal && !$0.hasReversedBy }.map { movement in
        let judged = stream.entries.first { $0.act.entry == movement.act.entry }
        let amount = -movement.amount
        return Finding(
            .withdrawalInSuspense, .alarm,
            chinese: """
                \(movement.day) 在 \(movement.institution) 支取 \(amount.yuan) 元（\(movement.number)）违反规定\
                （\(judged?.refusal ?? 0)：\(judged?.reason ?? "")），挂账待查。
                """,
            english: """
                Withdrawal \(movement.number) of \(amount.yuan) at \(movement.institution) on \(movement.day) broke a rule \
                (\(judged?.refusal ?? 0): \(judged?.reason ?? "")) and stands in suspense.
                """,
            evidence: [movement.act.entry], amounts: [("suspense", amount)])
    } + unbooked(in: stream, .withdrawalInSuspense)
}
