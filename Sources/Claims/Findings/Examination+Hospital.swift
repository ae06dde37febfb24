extension Examination {
    /// "A member hospital holds no such stay or invoice."
    func noSuchStay() -> [Finding] {
        let hospital = submission.hospital
        guard submission.care.isStay, let role = InstitutionCode(hospital)?.role,
            let reach = context.reaches["\(role.rawValue):\(hospital)"],
            let discharged = CalendarDate(submission.dischargedOn), reach.day > discharged, stays.isEmpty
        else { return [] }
        let invoice = submission.bill.invoice
        let head = reach.size.map { size in
            (chinese: "（见证的日志大小 \(size)）", english: " (a head of \(size) entries that witnesses cosigned)")
        }
        return [
            Finding(
                .noSuchStay, .alarm,
                chinese: """
                    \(hospital) 的日志已收至 \(reach.day)\(head?.chinese ?? "")，其中没有该人 \(submission.admittedOn) 至 \
                    \(submission.dischargedOn) 的住院，也没有发票 \(invoice.code)-\(invoice.number)。
                    """,
                english: """
                    The log of \(hospital) is held until \(reach.day)\(head?.english ?? ""), and it has no stay of this person \
                    from \(submission.admittedOn) to \(submission.dischargedOn), and no invoice \
                    \(invoice.code)-\(invoice.number).
                    """,
                evidence: entries(claim.submitted, in: stream) + [reach.entry, reach.receipt],
                amounts: [("claimed", submission.bill.total)])
        ]
    }

    /// "Same invoice … already reversed": the hospital annulled it, or replaced it by another.
    func invoiceReversed() -> [Finding] {
        let invoice = submission.bill.invoice
        func isClaimed(_ bill: HospitalBill) -> Bool {
            (bill.invoice.code, bill.invoice.number) == (invoice.code, invoice.number)
        }
        let streams = context.streams.values.sorted { $0.stream < $1.stream }
        var reversals: [(chinese: String, english: String, entries: [EntryReference])] = []
        for other in streams {
            guard case .stay(let stay)? = other.subject,
                (try? StreamAddress(other.stream))?.decider.code == submission.hospital
            else { continue }
            // Issued again, it counts.
            if stay.bills.last.map({ isClaimed($0.bill) }) == true { return [] }
            if let index = stay.bills.lastIndex(where: { isClaimed($0.bill) }) {
                let (old, new) = (stay.bills[index], stay.bills[index + 1])
                let now = "\(new.bill.invoice.code)-\(new.bill.invoice.number)"
                reversals.append(
                    (
                        "\(new.act.day) 已更换为 \(now)", "replaced it by \(now) on \(new.act.day)",
                        [old.act.entry, new.act.entry]
                    ))
            } else if let gone = stay.withdrawn.last(where: { isClaimed($0.bill) }) {
                reversals.append(("已作废（\(other.stream)）", "withdrew it (\(other.stream))", [gone.act.entry, gone.by]))
            }
        }
        guard let first = reversals.first else { return [] }
        return [
            Finding(
                .invoiceReversed, .alarm,
                chinese: "发票 \(invoice.code)-\(invoice.number) 由医院\(first.chinese)，仍被\(claimed.chinese)。",
                english:
                    "Invoice \(invoice.code)-\(invoice.number) is \(claimed.english), and the hospital \(first.english).",
                evidence: entries(claim.submitted, in: stream) + reversals.flatMap(\.entries),
                amounts: [("invoice", invoice.amount)])
        ]
    }
}
