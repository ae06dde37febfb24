public import Claims

extension EventText {
    static func auditWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .admissionDeclared(let event):
            (
                "申报 \(event.insured.name) \(event.admittedOn) 在 \(event.hospital) 住院",
                "declared that \(event.insured.name) was admitted to \(event.hospital) on \(event.admittedOn)", nil
            )
        case .admissionClosed(let event):
            ("住院结束 \(event.dischargedOn)", "closed the admission: discharged on \(event.dischargedOn)", nil)
        case .auditOrdered(let event):
            (
                "派员稽核（\(event.kind.chinese)）\(event.subject)，期限 \(event.dueOn)",
                "ordered an audit (\(event.kind.word)) of \(event.subject), due on \(event.dueOn)", nil
            )
        case .siteVisited(let event):
            (
                "\(event.visitedOn) 现场核查，\(event.patientPresent ? "患者在院" : "患者不在院")：\(event.found)",
                "visited on \(event.visitedOn), the patient was \(event.patientPresent ? "" : "not ")there: \(event.found)",
                nil
            )
        case .operationInspected(let event):
            (
                "\(event.inspectedOn) 核验手术（\(event.operation)），\(event.agrees ? "相符" : "不符")：\(event.found)",
                "inspected the operation (\(event.operation)) on \(event.inspectedOn), which "
                    + "\(event.agrees ? "agrees" : "does not agree"): \(event.found)", nil
            )
        case .photographTaken(let event):
            (
                "照片（\(event.subject.chinese)）\(event.takenOn) \(event.place)，\(event.takenBy)",
                "photograph (\(event.subject.word)) taken on \(event.takenOn) at \(event.place) by \(event.takenBy)",
                nil
            )
        case .auditConcluded(let event):
            (
                "稽核结论：\(event.result.chinese)，\(event.summary)",
                "concluded the audit: \(event.result.word), \(event.summary)", nil
            )
        case .reviewDrawn(let event):
            (
                "从 \(event.population) 件中抽取 \(event.claims.count) 件复审",
                "drew \(event.claims.count) of \(event.population) claims for review", nil
            )
        case .reviewConcluded(let event):
            (
                "复审 \(event.claim)：\(event.confirmed ? "维持" : grounds(event.grounds, chinese: true))",
                "reviewed \(event.claim): \(event.confirmed ? "it stands" : grounds(event.grounds, chinese: false))",
                nil
            )
        default: recoveryWords(kind, type)
        }
    }
}

extension AuditConcluded.Result {
    fileprivate var chinese: String {
        switch self {
        case .confirmed: "属实"
        case .notConfirmed: "不属实"
        case .inconclusive: "未能查明"
        default: "未知"
        }
    }
}

extension PhotographTaken.Subject {
    fileprivate var chinese: String {
        switch self {
        case .patientAtBed: "患者在床"
        case .operatedPart: "手术部位"
        case .wholeBody: "全身"
        case .papersPhotographed: "材料"
        default: "其他"
        }
    }

    /// What the photograph shows, in plain English.
    public var word: String {
        switch self {
        case .patientAtBed: "patient at the bed"
        case .operatedPart: "operated part"
        case .wholeBody: "whole body"
        case .papersPhotographed: "papers"
        default: "other"
        }
    }
}
