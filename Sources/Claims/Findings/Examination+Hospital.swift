extension Examination {
    /// How far the hospital's own log is held, where that is far enough to know what is not in it: past the discharge that is claimed,
    /// or past the entry in which the hospital itself asked for the direct settlement.
    private var reach: LogReach? {
        let hospital = submission.hospital
        guard submission.care.isStay, let role = InstitutionCode(hospital)?.role,
            let reach = context.reaches["\(role.rawValue):\(hospital)"]
        else { return nil }
        if isSettlement { return reach.isPast(claim.submitted.entry) ? reach : nil }
        guard let discharged = CalendarDate(submission.dischargedOn), reach.day > discharged else { return nil }
        return reach
    }

    /// "A member hospital holds no such stay or invoice."
    func noSuchStay() -> [Finding] {
        let hospital = submission.hospital
        guard let reach, stays.isEmpty else { return [] }
        let invoice = submission.bill.invoice
        let head = reach.size.map { size in
            (chinese: "（见证的日志大小 \(size)）", english: " (a head of \(size) entries that witnesses cosigned)")
        }
        var held = (chinese: "\(reach.day)\(head?.chinese ?? "")", english: "\(reach.day)\(head?.english ?? "")")
        var stay = (chinese: "该人", english: "stay of this person")
        if isSettlement {
            let asked = claim.submitted.entry
            held.chinese += "，晚于其直接结算请求（\(asked.origin) 第 \(asked.number) 条）"
            held.english += ", past its request for the direct settlement (entry \(asked.number) of \(asked.origin))"
            stay = ("所引 \(submission.stay)，没有该人", "\(submission.stay) that it names, no other stay of this person")
        }
        return [
            Finding(
                .noSuchStay, .alarm,
                chinese: """
                    \(hospital) 的日志已收至 \(held.chinese)，其中没有\(stay.chinese) \(submission.admittedOn) 至 \
                    \(submission.dischargedOn) 的住院，也没有发票 \(invoice.code)-\(invoice.number)。
                    """,
                english: """
                    The log of \(hospital) is held until \(held.english), and it has no \(stay.english) \
                    from \(submission.admittedOn) to \(submission.dischargedOn), and no invoice \
                    \(invoice.code)-\(invoice.number).
                    """,
                evidence: entries(claim.submitted, in: stream) + [reach.entry, reach.receipt],
                amounts: [("claimed", submission.bill.total)])
        ]
    }

    /// The stay that is named is not the one that is paid for.
    func stayMismatch() -> [Finding] {
        let name = submission.stay
        guard submission.care.isStay, (try? StreamAddress(name))?.decider.code == submission.hospital else { return [] }
        var reasons: [(chinese: String, english: String)] = []
        var evidence = entries(claim.submitted, in: stream)
        var isOthers = false
        if let own = context[name], case .stay(let stay)? = own.subject, stay.hasAdmission {
            let insured = stay.admission.insured
            isOthers = !residentIDs.contains(insured.residentID)
            if isOthers { reasons.append(("系他人（\(insured.name)）的住院", "it is another person's (\(insured.name))")) }
            if let days = daysOutside(stay) { reasons.append(days) }
            evidence += entries(stay.admitted, in: own)
            if stay.hasDischarge { evidence += entries(stay.discharged, in: own) }
        } else if reach != nil, let other = stays.first {
            reasons.append(
                (
                    "医院日志中没有该次住院，另有 \(other.stream.stream)",
                    "the hospital's log has no such stay, and has \(other.stream.stream)"
                ))
            evidence += entries(other.state.admitted, in: other.stream)
        }
        guard !reasons.isEmpty else { return [] }
        return [
            Finding(
                .stayMismatch, isOthers ? .alarm : .warning,
                chinese: "\(claimed.chinese)所引住院 \(name)：\(reasons.map(\.chinese).joined(separator: "；"))。",
                english:
                    "\(name) is the stay that is \(claimed.english): \(reasons.map(\.english).joined(separator: "; ")).",
                evidence: evidence, amounts: [("claimed", submission.bill.total)])
        ]
    }

    /// What is paid for before the admission to a stay or after the discharge from it: the days of the treatment, or of its daily bills.
    private func daysOutside(_ stay: StayState) -> (chinese: String, english: String)? {
        let stated = [submission.admittedOn, submission.dischargedOn] + submission.bill.days.map(\.date)
        let days = stated.compactMap { CalendarDate($0) }
        guard let admitted = CalendarDate(stay.admission.admittedOn), let first = days.min(), let last = days.max()
        else { return nil }
        let discharged = stay.hasDischarge ? CalendarDate(stay.discharge.dischargedOn) : nil
        guard first < admitted || discharged.map({ $0 < last }) ?? false else { return nil }
        let end = (chinese: discharged.map { "至 \($0)" } ?? "起", english: discharged.map { " to \($0)" } ?? " on")
        return (
            "其住院自 \(admitted) \(end.chinese)，而\(claimed.chinese) \(first) 至 \(last)",
            "it is from \(admitted)\(end.english), and \(first) to \(last) is \(claimed.english)"
        )
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
