import Claims

/// The parts that a claim and an explanation share. Source: HL7 FHIR R4 (4.0.1), Claim and ExplanationOfBenefit.
extension ResourceReader {
    func relatedClaim(_ node: Int) throws(FHIRError) -> FhirRelatedClaim {
        var result = FhirRelatedClaim()
        for member in try members(node) {
            switch member.name {
            case "claim": result.claim = try reference(member.value)
            case "relationship": result.relationship = try concept(member.value)
            case "reference": result.reference = try identifier(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    func payee(_ node: Int) throws(FHIRError) -> FhirPayee {
        var result = FhirPayee()
        for member in try members(node) {
            switch member.name {
            case "type": result.type = try concept(member.value)
            case "party": result.party = try reference(member.value)
            default: try keep(member)
            }
        }
        return result
    }

    func careTeamMember(_ node: Int) throws(FHIRError) -> FhirCareTeamMember {
        var result = FhirCareTeamMember()
        for member in try members(node) {
            switch member.name {
            case "sequence": result.sequence = try positive(member.value)
            case "provider": result.provider = try reference(member.value)
            case "responsible": result.responsible = try boolean(member.value)
            case "role": result.role = try concept(member.value)
            case "qualification": result.qualification = try concept(member.value)
            default: try keep(member)
            }
        }
        try require(result.sequence > 0, "sequence", in: node)
        try require(result.hasProvider, "provider", in: node)
        return result
    }

    /// - Parameter readReason: how to read the reason: FHIR R4 has a CodeableConcept in a claim, a Coding in an explanation.
    func supportingInfo(
        _ node: Int, reason readReason: (Int) throws(FHIRError) -> Concept
    ) throws(FHIRError) -> FhirSupportingInfo {
        var result = FhirSupportingInfo()
        var choices = Choices()
        for member in try members(node) {
            switch member.name {
            case "sequence": result.sequence = try positive(member.value)
            case "category": result.category = try concept(member.value)
            case "code": result.code = try concept(member.value)
            case "timingDate": result.timingDate = try date(choices.take(member, "timing", self))
            case "timingPeriod": result.timingPeriod = try period(choices.take(member, "timing", self))
            case "valueBoolean": result.valueBoolean = try boolean(choices.take(member, "value", self))
            case "valueString": result.valueString = try string(choices.take(member, "value", self))
            case "valueQuantity": result.valueQuantity = try quantity(choices.take(member, "value", self))
            case "valueReference": result.valueReference = try reference(choices.take(member, "value", self))
            case "reason": result.reason = try readReason(member.value)
            default: try keep(member)
            }
        }
        try require(result.sequence > 0, "sequence", in: node)
        try require(result.hasCategory, "category", in: node)
        return result
    }

    func diagnosis(_ node: Int) throws(FHIRError) -> FhirDiagnosis {
        var result = FhirDiagnosis()
        var choices = Choices()
        for member in try members(node) {
            switch member.name {
            case "sequence": result.sequence = try positive(member.value)
            case "diagnosisCodeableConcept":
                result.concept = try concept(choices.take(member, "diagnosis", self))
            case "diagnosisReference": result.reference = try reference(choices.take(member, "diagnosis", self))
            case "type": result.types = try list(member.value, concept)
            case "onAdmission": result.onAdmission = try concept(member.value)
            case "packageCode": result.packageCode = try concept(member.value)
            default: try keep(member)
            }
        }
        try require(result.sequence > 0, "sequence", in: node)
        try require(result.diagnosis != nil, "diagnosisCodeableConcept or diagnosisReference", in: node)
        return result
    }

    func procedure(_ node: Int) throws(FHIRError) -> FhirProcedure {
        var result = FhirProcedure()
        var choices = Choices()
        for member in try members(node) {
            switch member.name {
            case "sequence": result.sequence = try positive(member.value)
            case "type": result.types = try list(member.value, concept)
            case "date": result.date = try dateTime(member.value)
            case "procedureCodeableConcept":
                result.concept = try concept(choices.take(member, "procedure", self))
            case "procedureReference": result.reference = try reference(choices.take(member, "procedure", self))
            default: try keep(member)
            }
        }
        try require(result.sequence > 0, "sequence", in: node)
        try require(result.procedure != nil, "procedureCodeableConcept or procedureReference", in: node)
        return result
    }

    /// - Parameter isNumbered: true in a claim, where FHIR requires a sequence.
    func insurance(_ node: Int, isNumbered: Bool) throws(FHIRError) -> FhirInsurance {
        var result = FhirInsurance()
        var isFocalStated = false
        for member in try members(node) {
            switch member.name {
            case "sequence" where isNumbered: result.sequence = try positive(member.value)
            case "focal":
                result.focal = try boolean(member.value)
                isFocalStated = true
            case "identifier": result.identifier = try identifier(member.value)
            case "coverage": result.coverage = try reference(member.value)
            case "businessArrangement": result.businessArrangement = try string(member.value)
            case "preAuthRef": result.preAuthorizationReferences = try list(member.value, string)
            case "claimResponse": result.claimResponse = try reference(member.value)
            default: try keep(member)
            }
        }
        if isNumbered { try require(result.sequence > 0, "sequence", in: node) }
        try require(isFocalStated, "focal", in: node)
        try require(result.hasCoverage, "coverage", in: node)
        return result
    }

    func adjudication(_ node: Int) throws(FHIRError) -> FhirAdjudication {
        var result = FhirAdjudication()
        for member in try members(node) {
            switch member.name {
            case "category": result.category = try concept(member.value)
            case "reason": result.reason = try concept(member.value)
            case "amount": result.amount = try money(member.value)
            case "value": result.value = try decimal(member.value)
            default: try keep(member)
            }
        }
        try require(result.hasCategory, "category", in: node)
        return result
    }
}

/// Sees to it that of an element with a choice of types, as `value[x]`, only one stands in an object.
struct Choices {
    private var taken: Set<String> = []

    /// The member's value; refuses a second member of the same choice.
    mutating func take(
        _ member: ResourceReader.Member, _ choice: String, _ reader: ResourceReader
    ) throws(FHIRError) -> Int {
        guard taken.insert(choice).inserted else {
            throw reader.refusal(
                .wrongShape, at: member.value, "\(choice) is given twice, in two types",
                remedy: "FHIR allows one of the types: remove the other.")
        }
        return member.value
    }
}
