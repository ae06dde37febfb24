import Claims

/// Where a line stands, and so what it may hold. Source: HL7 FHIR R4 (4.0.1), Claim and ExplanationOfBenefit.
enum LineLevel {
    case item, itemDetail, itemSubDetail
    case added, addedDetail, addedSubDetail

    /// The name of the element with the line's parts, and their level.
    var parts: (name: String, level: LineLevel)? {
        switch self {
        case .item: ("detail", .itemDetail)
        case .itemDetail: ("subDetail", .itemSubDetail)
        case .added: ("detail", .addedDetail)
        case .addedDetail: ("subDetail", .addedSubDetail)
        case .itemSubDetail, .addedSubDetail: nil
        }
    }

    /// FHIR numbers the lines of the provider, and not those that the insurer added.
    var isNumbered: Bool {
        switch self {
        case .item, .itemDetail, .itemSubDetail: true
        case .added, .addedDetail, .addedSubDetail: false
        }
    }
}

extension ResourceReader {
    func line(_ node: Int, _ level: LineLevel) throws(FHIRError) -> FhirLine {
        var line = FhirLine()
        var choices = Choices()
        for member in try members(node) {
            let value = member.value
            switch member.name {
            case "sequence" where level.isNumbered: line.sequence = try positive(value)
            case "revenue": line.revenue = try concept(value)
            case "category": line.category = try concept(value)
            case "productOrService": line.productOrService = try concept(value)
            case "modifier": line.modifiers = try list(value, concept)
            case "programCode": line.programCodes = try list(value, concept)
            case "quantity": line.quantity = try quantity(value)
            case "unitPrice": line.unitPrice = try money(value)
            case "factor": line.factor = try decimal(value)
            case "net": line.net = try money(value)
            case "adjudication": line.adjudications = try list(value, adjudication)
            case "noteNumber": line.noteNumbers = try list(value, positive)
            case level.parts?.name:
                guard let parts = level.parts else { continue }
                line.details = try list(value) { part throws(FHIRError) in try self.line(part, parts.level) }
            default:
                if try readPlace(&line, member, &choices) { continue }
                if try readSequences(&line, member, level) { continue }
                try keep(member)
            }
        }
        if level.isNumbered { try require(line.sequence > 0, "sequence", in: node) }
        try require(line.hasProductOrService, "productOrService", in: node)
        return line
    }

    /// When, where and at what part of the body.
    private func readPlace(
        _ line: inout FhirLine, _ member: Member, _ choices: inout Choices
    ) throws(FHIRError) -> Bool {
        switch member.name {
        case "servicedDate": line.servicedDate = try date(choices.take(member, "serviced", self))
        case "servicedPeriod": line.servicedPeriod = try period(choices.take(member, "serviced", self))
        case "locationCodeableConcept":
            line.locationConcept = try concept(choices.take(member, "location", self))
        case "locationReference":
            line.locationReference = try reference(choices.take(member, "location", self))
        case "bodySite": line.bodySite = try concept(member.value)
        case "subSite": line.subSites = try list(member.value, concept)
        case "encounter": line.encounters = try list(member.value, reference)
        default: return false
        }
        return true
    }

    /// What else of the resource the line refers to by number.
    private func readSequences(
        _ line: inout FhirLine, _ member: Member, _ level: LineLevel
    ) throws(FHIRError) -> Bool {
        let value = member.value
        switch (member.name, level) {
        case ("careTeamSequence", .item): line.careTeamSequences = try list(value, positive)
        case ("diagnosisSequence", .item): line.diagnosisSequences = try list(value, positive)
        case ("procedureSequence", .item): line.procedureSequences = try list(value, positive)
        case ("informationSequence", .item): line.informationSequences = try list(value, positive)
        case ("itemSequence", .added): line.itemSequences = try list(value, positive)
        case ("detailSequence", .added): line.detailSequences = try list(value, positive)
        case ("subDetailSequence", .added): line.subDetailSequences = try list(value, positive)
        case ("provider", .added): line.providers = try list(value, reference)
        default: return false
        }
        return true
    }
}
