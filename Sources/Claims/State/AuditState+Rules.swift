import SwiftProtobuf

extension AuditState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        if case .auditOrdered(let order) = event {
            guard !hasOrder else { throw Refusal(.auditAlreadyOrdered, "This stream already holds an order.") }
            try AuditState.judge(order)
            return
        }
        guard hasOrder else { throw Refusal(.auditNotOrdered, "There is no order in this stream.") }
        try requireOpen()
        try judge(content: event, except: nil)
        if case .auditConcluded(let conclusion) = event { try judge(conclusion) }
    }

    /// A correction answers to the same rules as what it replaces, and keeps what the audit is of.
    func judge(replacement event: Event.OneOf_Kind, of entry: EntryReference) throws(Refusal) {
        try requireOpen()
        if case .auditOrdered(let order) = event {
            try AuditState.judge(order)
            guard order.kind == self.order.kind, order.subject == self.order.subject else {
                throw Refusal(.orderKept, "The audit is ordered of \(self.order.subject), and not of another.")
            }
        }
        try judge(content: event, except: entry)
    }

    /// After the conclusion only the conclusion itself is annulled; an order that something rests on stays.
    func judge(annulling type: EventType) throws(Refusal) {
        guard type != .auditConcluded else { return }
        try requireOpen()
        guard type != .auditOrdered || (visits.isEmpty && inspections.isEmpty && photographs.isEmpty) else {
            throw Refusal(.restsOnIt, "What was visited, inspected or photographed rests on the order.")
        }
    }

    private func requireOpen() throws(Refusal) {
        guard !hasConclusion else {
            throw Refusal(.auditConcluded, "The audit was concluded on \(conclusion.concludedOn).")
        }
    }

    private static func judge(_ order: AuditOrdered) throws(Refusal) {
        try requireStaff(order.staff)
        let kind = (try? StreamAddress(order.subject))?.kind
        let fits: [StreamKind] = order.kind == .siteVisit ? [.admission, .claim, .filing] : [.claim, .filing]
        guard let kind, fits.contains(kind) else {
            throw Refusal(.auditSubjectUnfit, "\"\(order.subject)\" cannot be audited in that way.")
        }
    }

    private static func requireStaff(_ staff: [String]) throws(Refusal) {
        guard !staff.isEmpty else { throw Refusal(.staffMissing, "Nobody is named.") }
    }

    /// Visits, inspections and photographs.
    /// - Parameter entry: The entry that is corrected, if one is.
    private func judge(content event: Event.OneOf_Kind, except entry: EntryReference?) throws(Refusal) {
        switch event {
        case .siteVisited(let visit): try AuditState.requireStaff(visit.staff)
        case .operationInspected(let inspection): try AuditState.requireStaff(inspection.staff)
        case .photographTaken(let photograph):
            guard photograph.photograph.kind == .photograph else {
                throw Refusal(.notAPhotograph, "The document is no photograph, but \(photograph.photograph.kind).")
            }
            let hash = photograph.photograph.sha256
            guard !photographs.contains(where: { $0.photograph.photograph.sha256 == hash && $0.act.entry != entry })
            else { throw Refusal(.photographAlreadyThere, "The photograph \(hash) stands in this audit already.") }
        default: break
        }
    }

    private func judge(_ conclusion: AuditConcluded) throws(Refusal) {
        let days =
            visits.map(\.visit.visitedOn) + inspections.map(\.inspection.inspectedOn)
            + photographs.map(\.photograph.takenOn)
        if let last = days.compactMap({ CalendarDate($0) }).max(),
            let day = CalendarDate(conclusion.concludedOn), day < last
        {
            throw Refusal(.concludedTooEarly, "It is to be concluded on \(day), and something of \(last) stands in it.")
        }
        if conclusion.result != .confirmed { try FilingState.requireGrounds(conclusion.grounds) }
        guard conclusion.result != .inconclusive else { return }
        if let missing { throw Refusal(.auditIncomplete, "The audit has no \(missing).") }
        guard conclusion.result == .confirmed else { return }
        if let contradiction { throw Refusal(.confirmedAgainstFindings, "\(contradiction).") }
    }

    /// What the kind of audit asks and nobody recorded; `nil` if all is there.
    public var missing: String? {
        switch order.kind {
        case .siteVisit: return visits.isEmpty ? "visit" : nil
        case .inspectionAfterSurgery: return inspections.isEmpty ? "inspection" : nil
        case .photographsAfterSurgery:
            let subjects = photographs.map(\.photograph.subject)
            if !subjects.contains(.operatedPart) { return "photograph of the operated part" }
            return subjects.contains(.wholeBody) ? nil : "photograph of the whole body"
        default: return nil
        }
    }

    /// What stands against a confirmation; `nil` if nothing does. Of several inspections the latest counts, and of one day
    /// the one recorded last.
    private var contradiction: String? {
        var last: AuditState.Inspection?
        for inspection in inspections where inspection.day >= (last?.day ?? inspection.day) { last = inspection }
        if let last, !last.inspection.agrees {
            return "The inspection of \(last.inspection.inspectedOn) does not agree with the papers"
        }
        if order.kind == .siteVisit, !visits.contains(where: \.visit.patientPresent) {
            return "No visit found the patient"
        }
        return nil
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .auditOrdered(let event):
            order = event
            ordered = act
            status = hasConclusion ? .concluded : .ordered
        case .siteVisited(let event):
            visits.append(
                .with {
                    $0.visit = event
                    $0.act = act
                })
        case .operationInspected(let event):
            inspections.append(
                .with {
                    $0.inspection = event
                    $0.act = act
                })
        case .photographTaken(let event):
            photographs.append(
                .with {
                    $0.photograph = event
                    $0.act = act
                })
        case .auditConcluded(let event):
            conclusion = event
            concluded = act
            status = .concluded
        default: break
        }
    }
}

extension AuditState.Inspection {
    fileprivate var day: Int { CalendarDate(inspection.inspectedOn)?.dayNumber ?? .min }
}

extension AuditState {
    /// Whether it was concluded with a result.
    func isConcluded(_ result: AuditConcluded.Result) -> Bool { hasConclusion && conclusion.result == result }

    /// The documents that it holds, each with the entry that brought it.
    public var documents: [(document: Document, act: Act)] {
        visits.flatMap { visit in visit.visit.documents.map { ($0, visit.act) } }
            + inspections.flatMap { inspection in inspection.inspection.documents.map { ($0, inspection.act) } }
            + photographs.map { ($0.photograph.photograph, $0.act) }
    }
}

extension AuditOrdered.Kind {
    /// The kind in plain English.
    public var word: String {
        switch self {
        case .siteVisit: "visit at the bed"
        case .inspectionAfterSurgery: "inspection after surgery"
        case .photographsAfterSurgery: "photographs after surgery"
        case .papers: "papers"
        default: "unknown"
        }
    }

    /// The kind in Chinese.
    public var chinese: String {
        switch self {
        case .siteVisit: "床旁核查"
        case .inspectionAfterSurgery: "术后查验"
        case .photographsAfterSurgery: "术后照片"
        case .papers: "材料核查"
        default: "未知"
        }
    }
}

extension AuditConcluded.Result {
    /// The result in plain English.
    public var word: String {
        switch self {
        case .confirmed: "confirmed"
        case .notConfirmed: "not confirmed"
        case .inconclusive: "nothing found out"
        default: "unknown"
        }
    }
}
