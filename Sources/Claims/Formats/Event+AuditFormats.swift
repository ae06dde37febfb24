extension Event {
    func checkAuditFormats() throws(Refusal) {
        switch kind {
        case .admissionDeclared(let event): try event.checkFormats()
        case .admissionClosed(let event):
            try FormatCheck.date(event.dischargedOn, "dischargedOn")
            try FormatCheck.optional(event.note, "note")
        case .auditOrdered(let event): try event.checkFormats()
        case .siteVisited(let event):
            try FormatCheck.date(event.visitedOn, "visitedOn")
            try FormatCheck.required(event.place, "place")
            try FormatCheck.staff(event.staff)
            try FormatCheck.required(event.found, "found")
            try FormatCheck.documents(event.documents, "documents")
        case .operationInspected(let event):
            try FormatCheck.date(event.inspectedOn, "inspectedOn")
            try FormatCheck.staff(event.staff)
            try FormatCheck.required(event.operation, "operation")
            try FormatCheck.required(event.found, "found")
            try FormatCheck.documents(event.documents, "documents")
        case .photographTaken(let event):
            try FormatCheck.document(event.photograph, "photograph")
            guard event.subject != .unspecified, PhotographTaken.Subject.allCases.contains(event.subject) else {
                throw Refusal(.valueUnspecified, "subject does not say what the photograph shows.")
            }
            try FormatCheck.date(event.takenOn, "takenOn")
            try FormatCheck.required(event.place, "place")
            try FormatCheck.required(event.takenBy, "takenBy")
        case .auditConcluded(let event):
            guard event.result != .unspecified, AuditConcluded.Result.allCases.contains(event.result) else {
                throw Refusal(.valueUnspecified, "result is none of the results of an audit.")
            }
            try FormatCheck.date(event.concludedOn, "concludedOn")
            try FormatCheck.required(event.summary, "summary")
            try FormatCheck.grounds(event.grounds, "grounds")
        case .reviewDrawn(let event): try event.checkFormats()
        case .reviewConcluded(let event):
            try FormatCheck.stream(event.claim, .claim, "claim")
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.optional(event.summary, "summary")
        default: try checkRecoveryFormats()
        }
    }
}

extension AdmissionDeclared {
    func checkFormats() throws(Refusal) {
        if person.isEmpty {
            // A neighbour or a ward may know no more than the name.
            try FormatCheck.required(insured.name, "insured.name")
            if !insured.residentID.isEmpty { try FormatCheck.residentID(insured.residentID, "insured.residentId") }
            if !insured.cardNumber.isEmpty { try FormatCheck.card(insured.cardNumber, "insured.cardNumber") }
        } else {
            try FormatCheck.stream(person, .person, "person")
            try FormatCheck.insured(insured, "insured")
        }
        if !unit.isEmpty { try FormatCheck.creditCode(unit, "unit") }
        try FormatCheck.hospital(hospital, "hospital")
        try FormatCheck.limited(ward, to: 200, "ward")
        try FormatCheck.limited(bed, to: 64, "bed")
        try FormatCheck.date(admittedOn, "admittedOn")
        try FormatCheck.optional(diagnosis, "diagnosis")
        if !filing.isEmpty { try FormatCheck.stream(filing, .filing, "filing") }
        if !stay.isEmpty { try FormatCheck.stream(stay, .stay, "stay") }
        try FormatCheck.optional(declaredBy, "declaredBy")
        try FormatCheck.limited(telephone, to: 40, "telephone")
    }
}

extension AuditOrdered {
    func checkFormats() throws(Refusal) {
        guard kind != .unspecified, Kind.allCases.contains(kind) else {
            throw Refusal(.valueUnspecified, "kind is none of the kinds of audit.")
        }
        guard !subject.isEmpty else { throw Refusal(.missingField, "subject is missing.") }
        guard (try? StreamAddress(subject)) != nil else {
            throw Refusal(.malformedReference, "subject \"\(subject)\" names no stream.")
        }
        if !person.isEmpty { try FormatCheck.stream(person, .person, "person") }
        if !hospital.isEmpty { try FormatCheck.hospital(hospital, "hospital") }
        try FormatCheck.grounds(grounds, "grounds")
        try FormatCheck.staff(staff)
        try FormatCheck.date(dueOn, "dueOn")
    }
}

extension ReviewDrawn {
    func checkFormats() throws(Refusal) {
        try FormatCheck.date(acceptedFrom, "acceptedFrom")
        try FormatCheck.date(acceptedTo, "acceptedTo")
        try FormatCheck.period(from: acceptedFrom, to: acceptedTo, "the draw")
        guard checkpointSize > 0 else { throw Refusal(.missingField, "checkpointSize is missing.") }
        try FormatCheck.hash(checkpointRoot, "checkpointRoot")
        if !randomShare.isEmpty { try FormatCheck.decimal(randomShare, "randomShare") }
        try FormatCheck.amount(valueFrom, "valueFrom")
        if !deviationFactor.isEmpty { try FormatCheck.decimal(deviationFactor, "deviationFactor") }
        try FormatCheck.count(claims.count, atMost: 2_000, "claims")
        for (index, drawn) in claims.enumerated() {
            try FormatCheck.stream(drawn.claim, .claim, "claims[\(index)].claim")
            for cause in drawn.causes where cause == .unspecified || !DrawnClaim.Cause.allCases.contains(cause) {
                throw Refusal(.valueUnspecified, "claims[\(index)].causes names no cause.")
            }
        }
    }
}

extension FormatCheck {
    /// Names of those who are sent or were there.
    fileprivate static func staff(_ staff: [String]) throws(Refusal) {
        try count(staff.count, atMost: 50, "staff")
        for (index, name) in staff.enumerated() {
            try required(name, "staff[\(index)]")
            try limited(name, to: 200, "staff[\(index)]")
        }
    }
}
