public import Claims
import Ledger

extension Node {
    /// The day in Asia/Shanghai by this node's clock.
    public var today: CalendarDate { CalendarDate(instant: now()) }

    /// The patients of a center who are in hospital on a day: declared admissions that are not closed, and stays that the hospitals
    /// themselves record; one that is both stands once.
    ///
    /// - Parameter center: the center, hosted here.
    /// - Throws: `Refusal` `notTheDecider` where the party is no center; `LedgerError` `damaged`.
    /// - Complexity: for today or later, by an index, linear in those who are in hospital and in what is held of these people. For a day
    ///   that is over, linear in the rows of all admissions and stays, and in the entries of those that began before it.
    public func worklist(_ query: WorklistQuery, of center: Party) throws -> Worklist {
        guard center.role == .center else {
            throw Refusal(
                .notTheDecider, "A worklist is a center's, and \(center) is none.",
                remedy: "Say which center: --as CODE.")
        }
        var rows = try admissionRows(query, center)
        for stay in try stayRows(query, center) {
            let place = rows.firstIndex { row in
                row.stay == stay.stay
                    || (row.stay.isEmpty && row.hospital == stay.hospital && !row.residentID.isEmpty
                        && row.residentID == stay.residentID)
            }
            guard let place else {
                rows.append(stay)
                continue
            }
            rows[place].stay = stay.stay
            if rows[place].ward.isEmpty { rows[place].ward = stay.ward }
            if rows[place].diagnosis.isEmpty { rows[place].diagnosis = stay.diagnosis }
            if rows[place].filing.isEmpty { rows[place].filing = stay.filing }
        }
        for index in rows.indices {
            var examined = WorklistExamination(node: self, center: center, day: query.day, row: rows[index])
            try examined.examine()
            rows[index] = examined.row
        }
        rows.sort { a, b in
            (-a.weight, a.admittedOn, a.admission, a.stay) < (-b.weight, b.admittedOn, b.admission, b.stay)
        }
        return Worklist(day: query.day.description, center: center.code, rows: rows)
    }

    private func admissionRows(_ query: WorklistQuery, _ center: Party) throws -> [Worklist.Row] {
        try candidates("admission", "declared", under: "admission/\(center.code)/", query).compactMap { listed in
            guard case .admission(let admission)? = try state(of: listed.stream).subject,
                admission.isInHospital(on: query.day)
            else { return nil }
            let declaration = admission.declaration
            var row = Worklist.Row()
            row.admission = listed.stream
            row.stay = declaration.stay
            row.person = declaration.person
            row.name = declaration.insured.name
            row.residentID = declaration.insured.residentID
            row.hospital = declaration.hospital
            row.ward = declaration.ward
            row.bed = declaration.bed
            row.diagnosis = declaration.diagnosis
            row.admittedOn = declaration.admittedOn
            row.filing = declaration.filing
            return row
        }
    }

    private func stayRows(_ query: WorklistQuery, _ center: Party) throws -> [Worklist.Row] {
        try candidates("stay", "admitted", under: "stay/", query).compactMap { listed in
            guard case .stay(let stay)? = try state(of: listed.stream).subject, stay.admission.center == center.code,
                stay.isInHospital(on: query.day)
            else { return nil }
            var row = Worklist.Row()
            row.stay = listed.stream
            row.name = stay.admission.insured.name
            row.residentID = stay.admission.insured.residentID
            row.hospital = listed.institutions.first ?? ""
            row.ward = stay.admission.department
            row.diagnosis = stay.admission.diagnosis
            row.admittedOn = stay.admission.admittedOn
            row.filing = stay.admission.filing
            return row
        }
    }

    /// The rows of the list that may be of the day: from the index those that are open, for a day that is over all.
    private func candidates(
        _ kind: String, _ status: String, under prefix: String, _ query: WorklistQuery
    ) throws -> [ListRow] {
        let day = query.day.description
        let rows =
            query.day >= today
            ? try streams(linkedBy: "status", "\(kind):\(status)").filter { $0.hasPrefix(prefix) }.compactMap {
                try listRow(of: $0)
            }
            : try ledger.rows(of: SearchProjection.view, prefix: SearchProjection.rowKey(prefix)).compactMap {
                ListRow($0.value)
            }
        return rows.filter { row in
            row.date <= day && (query.hospital == nil || row.institutions == [query.hospital ?? ""])
        }
    }
}

extension StayState {
    /// Whether the patient is in hospital on a day, as the hospital records it.
    func isInHospital(on day: CalendarDate) -> Bool {
        guard hasAdmission, let first = CalendarDate(admission.admittedOn), first <= day else { return false }
        return CalendarDate(discharge.dischargedOn).map { $0 > day } ?? true
    }
}

/// One patient under examination: what is held of the person beside the admission.
struct WorklistExamination {
    let node: Node
    let center: Party
    let day: CalendarDate
    var row: Worklist.Row

    mutating func examine() throws {
        let admitted = CalendarDate(row.admittedOn) ?? day
        row.days = day.dayNumber - admitted.dayNumber
        let held = try held()
        if row.person.isEmpty {
            row.person = held.first { $0.stream.hasPrefix("person/\(center.code)/") }?.stream ?? ""
        }
        try examineOtherStays(held)
        try examineFiling(held, admitted)
        try examinePast(held)
        for subject in [row.admission, row.filing] where !subject.isEmpty {
            row.audits += try node.concerning(subject).filter { $0.stream.hasPrefix("audit/") }
        }
        let overdue = row.audits.filter { $0.isOpen && $0.dueOn < day.description }.map(\.stream)
        if !overdue.isEmpty { add("audit-overdue", "稽核逾期", "an audit is overdue", overdue) }
        if row.audits.isEmpty { add("no-audit", "尚未稽核", "no audit yet") }
        row.reasons.sort { $0.weight > $1.weight }
    }

    private mutating func add(_ code: String, _ zh: String, _ en: String, _ streams: [String] = []) {
        row.reasons.append(Worklist.Reason(code, zh, en, streams))
    }

    /// All that this node holds of the person, by resident ID and by the person's stream.
    private func held() throws -> [ListRow] {
        var names: Set<String> = []
        if !row.residentID.isEmpty { names.formUnion(try node.streams(linkedBy: "resident", row.residentID)) }
        let persons = [row.person] + names.filter { $0.hasPrefix("person/\(center.code)/") }
        for person in Set(persons) where !person.isEmpty {
            names.formUnion(try node.streams(linkedBy: "person", person))
        }
        return try names.sorted().compactMap { try node.listRow(of: $0) }
    }

    /// Other admissions and stays of the person on that day; and whether the hospital says that the patient has left.
    private mutating func examineOtherStays(_ held: [ListRow]) throws {
        var overlapping: [String] = []
        for other in held
        where other.stream != row.admission && other.stream != row.stay && other.date <= day.description {
            switch try node.state(of: other.stream).subject {
            case .admission(let admission) where admission.isInHospital(on: day): overlapping.append(other.stream)
            case .stay(let stay) where stay.isInHospital(on: day) && stay.admission.center == center.code:
                overlapping.append(other.stream)
            case .stay(let stay)
            where row.stay.isEmpty && other.institutions == [row.hospital] && !row.admission.isEmpty:
                if stay.hasDischarge, stay.discharge.dischargedOn >= row.admittedOn {
                    add("discharged", "医院记录已出院", "the hospital has discharged the patient", [other.stream])
                }
            default: break
            }
        }
        if !row.admission.isEmpty, !row.stay.isEmpty, case .stay(let stay)? = try node.state(of: row.stay).subject,
            stay.hasDischarge, !stay.isInHospital(on: day)
        {
            add("discharged", "医院记录已出院", "the hospital has discharged the patient", [row.stay])
        }
        if !overlapping.isEmpty {
            add("overlap", "与其他住院重叠", "overlaps with another stay", overlapping)
        }
    }

    private mutating func examineFiling(_ held: [ListRow], _ admitted: CalendarDate) throws {
        if row.filing.isEmpty {
            for other in held where other.stream.hasPrefix("filing/\(center.code)/") {
                guard case .filing(let filing)? = try node.state(of: other.stream).subject,
                    filing.reasonNotCovered(hospital: row.hospital, on: admitted) == nil
                else { continue }
                row.filing = other.stream
                return
            }
            return add("no-filing", "未备案", "no filing")
        }
        guard (try? StreamAddress(row.filing)) != nil,
            case .filing(let filing)? = try node.state(of: row.filing).subject,
            filing.hasApplication
        else { return add("filing-does-not-cover", "备案不存在", "the filing is not there", [row.filing]) }
        var reason = filing.reasonNotCovered(hospital: row.hospital, on: admitted)
        if !row.person.isEmpty, filing.application.person != row.person { reason = "the filing is of another person" }
        if let reason {
            add("filing-does-not-cover", "备案不覆盖", "the filing does not cover the stay: \(reason)", [row.filing])
        }
    }

    /// What was found about the person before, and whether the medical history is clear.
    private mutating func examinePast(_ held: [ListRow]) throws {
        var found: [String] = []
        var isVerified = false
        for other in held {
            switch other.kind {
            case "claim":
                if try node.findings(on: other.stream).contains(where: {
                    $0.severity.rawValue >= Finding.Severity.warning.rawValue
                }) {
                    found.append(other.stream)
                }
            case "audit":
                if case .audit(let audit)? = try node.state(of: other.stream).subject,
                    audit.conclusion.result == .notConfirmed
                {
                    found.append(other.stream)
                }
            case "history":
                if case .history(let history)? = try node.state(of: other.stream).subject, !history.items.isEmpty {
                    isVerified = true
                }
            default: break
            }
        }
        if !found.isEmpty { add("earlier-finding", "此前有疑点", "an earlier finding", found) }
        if !isVerified { add("history-unclear", "无核实病史", "no verified medical history") }
    }
}
