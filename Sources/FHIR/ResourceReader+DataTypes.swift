import Claims

/// FHIR's general-purpose types. Source: HL7 FHIR R4 (4.0.1), data types.
extension ResourceReader {
    func concept(_ node: Int) throws(FHIRError) -> Concept {
        var result = Concept()
        for member in try members(node) {
            switch member.name {
            case "coding": result.codings = try list(member.value, coding)
            case "text": result.text = try string(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    /// A Coding alone, as a concept.
    func codingAsConcept(_ node: Int) throws(FHIRError) -> Concept {
        var result = Concept()
        result.codings = [try coding(node)]
        return result
    }

    private func coding(_ node: Int) throws(FHIRError) -> FhirCoding {
        var result = FhirCoding()
        for member in try members(node) {
            switch member.name {
            case "system": result.system = try string(member.value)
            case "version": result.version = try string(member.value)
            case "code": result.code = try string(member.value)
            case "display": result.display = try string(member.value)
            case "userSelected": result.userSelected = try boolean(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    func reference(_ node: Int) throws(FHIRError) -> Reference {
        var result = Reference()
        for member in try members(node) {
            switch member.name {
            case "reference": result.reference = try string(member.value)
            case "type": result.type = try string(member.value)
            case "identifier": result.identifier = try identifier(member.value)
            case "display": result.display = try string(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    func identifier(_ node: Int) throws(FHIRError) -> Identifier {
        var result = Identifier()
        for member in try members(node) {
            switch member.name {
            case "use":
                result.use = try code(member.value, of: ["usual", "official", "temp", "secondary", "old"])
            case "type": result.type = try concept(member.value)
            case "system": result.system = try string(member.value)
            case "value": result.value = try string(member.value)
            case "period": result.period = try period(member.value)
            case "assigner": result.assigner = try reference(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    func period(_ node: Int) throws(FHIRError) -> FhirPeriod {
        var result = FhirPeriod()
        for member in try members(node) {
            switch member.name {
            case "start": result.start = try dateTime(member.value)
            case "end": result.end = try dateTime(member.value)
            default: try keep(member)
            }
        }
        // FHIR's invariant per-1. Texts of different precision are compared by all that they can mean.
        if let start = FHIRInstant(result.start, allowsTime: true), let end = FHIRInstant(result.end, allowsTime: true),
            start.earliest > end.latest
        {
            throw refusal(
                .reversedPeriod, at: node, "the period ends (\(result.end)) before it starts (\(result.start))",
                remedy: "Correct its start or its end.")
        }
        return result
    }

    func quantity(_ node: Int) throws(FHIRError) -> FhirQuantity {
        var result = FhirQuantity()
        for member in try members(node) {
            switch member.name {
            case "value": result.value = try decimal(member.value)
            case "comparator": result.comparator = try code(member.value, of: ["<", "<=", ">=", ">"])
            case "unit": result.unit = try string(member.value)
            case "system": result.system = try string(member.value)
            case "code": result.code = try string(member.value)
            default: try keep(member)
            }
        }
        return result
    }
}
