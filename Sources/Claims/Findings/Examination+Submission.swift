extension Examination {
    func lateSubmission() -> [Finding] {
        let procedure = context.procedure(
            of: address.decider.code, on: CalendarDate(submission.dischargedOn))
        guard let late = claim.lateness(procedure) else { return [] }
        let days = late.handedIn.dayNumber - late.deadline.dayNumber
        return [
            Finding(
                .lateSubmission, .warning,
                chinese: "\(submission.dischargedOn) 出院，申报期限 \(late.deadline)，\(late.handedIn) 申报，逾期 \(days) 天。",
                english: """
                    Discharged on \(submission.dischargedOn), to be claimed by \(late.deadline), handed in on \
                    \(late.handedIn): \(days.inDays) late.
                    """,
                evidence: [claim.submitted.entry])
        ]
    }

    func filingMismatch() -> [Finding] {
        guard let stream = context[submission.filing], let filing = context.filing(submission.filing) else { return [] }
        var reason: (chinese: String, english: String)?
        if !context.isSamePerson(filing.application.person, as: submission.person) {
            reason = ("备案属于他人", "the filing is of another person")
        } else if let admitted = CalendarDate(submission.admittedOn) {
            reason = filing.whyNotCovered(hospital: submission.hospital, on: admitted)
        }
        guard let reason else { return [] }
        let evidence =
            [claim.submitted.entry]
            + [filing.submitted, filing.recorded, filing.withdrawn].map(\.entry)
            + stream.entries.filter { $0.typeName == "FilingAmended" && $0.verdict == .regular }.map(\.act.entry)
        return [
            Finding(
                .filingMismatch, .warning,
                chinese: """
                    备案 \(submission.filing) 不覆盖 \(submission.admittedOn) 开始在 \(submission.hospital) 的就医：\(reason.chinese)。
                    """,
                english: """
                    \(submission.filing) does not cover the stay that began on \(submission.admittedOn) in \
                    \(submission.hospital): \(reason.english).
                    """,
                evidence: evidence)
        ]
    }

    func invoiceClaimedTwice() -> [Finding] {
        let invoice = submission.bill.invoice
        var others: [String: [EntryReference]] = [:]
        var evidence = [claim.submitted.entry]
        if let register = context.invoice(StreamAddress.invoice(invoice, at: address.decider.code)) {
            evidence.append(register.claimed.entry)
            if register.hasClaimed, register.claim != stream.stream { others[register.claim, default: []] = [] }
            for further in register.further where further.claim != stream.stream {
                others[further.claim, default: []].append(further.act.entry)
            }
        }
        for other in context.streams.values where other.stream != stream.stream {
            guard case .claim(let state)? = other.subject, state.hasSubmission else { continue }
            let own = state.submission.bill.invoice
            guard (own.code, own.number) == (invoice.code, invoice.number) else { continue }
            others[other.stream, default: []].append(state.submitted.entry)
        }
        guard !others.isEmpty else { return [] }
        let names = others.keys.sorted()
        return [
            Finding(
                .invoiceClaimedTwice, .alarm,
                chinese: "发票 \(invoice.code)-\(invoice.number) 也由 \(names.joined(separator: "、")) 申报。",
                english: """
                    Invoice \(invoice.code)-\(invoice.number) is also claimed by \(names.joined(separator: ", ")).
                    """,
                evidence: evidence + names.flatMap { others[$0] ?? [] }, amounts: [("invoice", invoice.amount)])
        ]
    }
}
