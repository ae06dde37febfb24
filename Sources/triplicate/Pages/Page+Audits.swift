import Claims
import ClaimsLedger

extension Page {
    mutating func show(_ state: AdmissionState, _ stream: String) {
        title(stream, state.status == .unspecified ? "" : "\(state.status)")
        let declaration = state.declaration
        facts([
            ("patient", "\(declaration.insured.name)  \(declaration.person)"), ("unit", declaration.unit),
            ("hospital", "\(declaration.hospital)  \(declaration.stay)"),
            ("ward, bed", [declaration.ward, declaration.bed].filter { !$0.isEmpty }.joined(separator: ", ")),
            ("admitted", declaration.admittedOn), ("diagnosis", declaration.diagnosis),
            ("filing", declaration.filing),
            (
                "declared by",
                [declaration.declaredBy, declaration.telephone].filter { !$0.isEmpty }.joined(separator: ", ")
            ),
            ("discharged", state.closing.dischargedOn), ("note", state.closing.note),
        ])
    }

    mutating func show(_ state: AuditState, _ stream: String) {
        title(stream, state.status == .unspecified ? "" : "\(state.status)")
        let order = state.order
        facts([
            ("kind", state.hasOrder ? order.kind.word : ""), ("of", order.subject), ("person", order.person),
            ("hospital", order.hospital), ("because", order.grounds.inWords),
            ("sent", order.staff.joined(separator: ", ")), ("due", order.dueOn),
            ("missing", state.hasOrder && !state.hasConclusion ? state.missing ?? "" : ""),
            (
                "concluded",
                state.hasConclusion
                    ? "\(state.conclusion.result.word) on \(state.conclusion.concludedOn): \(state.conclusion.summary)"
                    : ""
            ),
            ("grounds", state.conclusion.grounds.inWords),
        ])
        showVisits(of: state)
        showPhotographs(of: state)
    }

    private mutating func showVisits(of state: AuditState) {
        guard !state.visits.isEmpty || !state.inspections.isEmpty else { return }
        heading("Visits and inspections")
        var table = Table("day", "what", "who", "", "found")
        for item in state.visits {
            let visit = item.visit
            table.add(
                visit.visitedOn, "visit, \(visit.place)", visit.staff.joined(separator: ", "),
                visit.patientPresent ? "patient there" : Style.red("patient not there"), visit.found)
        }
        for item in state.inspections {
            let inspection = item.inspection
            table.add(
                inspection.inspectedOn, "inspection of \(inspection.operation)",
                inspection.staff.joined(separator: ", "), inspection.agrees ? "agrees" : Style.red("does not agree"),
                inspection.found)
        }
        self.table(table)
    }

    private mutating func showPhotographs(of state: AuditState) {
        let documents = state.documents
        guard !documents.isEmpty else { return }
        heading("Photographs and papers")
        var table = Table("day", "shows", "where", "by", "SHA-256")
        for item in state.photographs {
            let photograph = item.photograph
            table.add(
                photograph.takenOn, photograph.subject.word, photograph.place, photograph.takenBy,
                photograph.photograph.sha256)
        }
        let photographs = Set(state.photographs.map(\.act.entry))
        for (document, act) in documents where !photographs.contains(act.entry) {
            table.add(
                act.day.description, document.title.isEmpty ? document.kind.word : document.title, "", act.party,
                document.sha256)
        }
        self.table(table)
    }

    mutating func show(_ state: ReviewState, _ stream: String) {
        let open = word("\(state.openCount) open", "\(state.openCount) 件待复审")
        title(stream, state.hasDraw ? state.openCount == 0 ? "concluded" : open : "")
        let draw = state.draw
        facts([
            ("accepted", "\(draw.acceptedFrom) to \(draw.acceptedTo)"),
            ("drawn", "\(draw.claims.count) of \(draw.population)"),
            ("share at random", draw.randomShare), ("value from", draw.valueFrom == 0 ? "" : draw.valueFrom.yuan),
            ("times the median", draw.deviationFactor),
            ("seed", "the log's root at size \(draw.checkpointSize): \(draw.checkpointRoot)"),
        ])
        guard !state.items.isEmpty else { return }
        heading("Claims")
        var table = Table("claim", "drawn", "review", "")
        for item in state.items {
            table.add(
                item.claim.claim, item.claim.causes.map(\.word).joined(separator: ", "),
                item.hasConclusion
                    ? item.conclusion.confirmed ? "confirmed" : Style.red("not confirmed") : Style.yellow("open"),
                [item.conclusion.summary, item.conclusion.grounds.inWords].filter { !$0.isEmpty }.joined(
                    separator: "; ")
            )
        }
        self.table(table)
    }

    /// The audits and reviews of a stream, with what is open.
    mutating func show(_ concerning: [Concerning]) {
        guard !concerning.isEmpty else { return }
        heading("Audits and reviews")
        var table = Table("stream", "kind", "status", "due")
        for item in concerning {
            table.add(
                item.stream, item.kind, item.isOpen ? Style.yellow("open") : item.result, item.isOpen ? item.dueOn : "")
        }
        self.table(table)
    }
}
