import Claims

extension ResourceReader {
    /// Reads a Claim. Its total must stand, with a currency, and not be negative: it is what the claim asks for.
    func claim() throws(FHIRError) -> ClaimImported {
        var claim = ClaimImported()
        for member in try members(root) {
            let value = member.value
            switch member.name {
            case "insurance":
                claim.insurance = try list(value) { node throws(FHIRError) in
                    try self.insurance(node, isNumbered: true)
                }
            case "supportingInfo":
                claim.supportingInfo = try list(value) { node throws(FHIRError) in
                    try self.supportingInfo(node, reason: self.concept)
                }
            case "item":
                claim.lines = try list(value) { node throws(FHIRError) in try self.line(node, .item) }
            case "total": claim.total = try total(value)
            default:
                if try !readHead(&claim, member) { try keep(member) }
            }
        }
        try checkHead(claim)
        try require(claim.hasPriority, "priority", in: root)
        guard claim.hasTotal else {
            throw refusal(
                .missingTotal, at: root, "the claim has no total",
                remedy: "Add the element total with its value and currency.")
        }
        claim.other = other
        return claim
    }

    private func total(_ node: Int) throws(FHIRError) -> MinorAmount {
        let total = try money(node)
        guard total.minor >= 0 else {
            throw refusal(
                .negativeTotal, at: node, "the claim's total is below zero",
                remedy: "A claim asks for money: correct it, or cancel the claim that it takes back.")
        }
        return total
    }

    /// Reads an ExplanationOfBenefit. Its amounts may be negative (recoveries), its payment may be absent.
    func explanation() throws(FHIRError) -> ExplanationImported {
        var explanation = ExplanationImported()
        for member in try members(root) {
            let value = member.value
            switch member.name {
            case "claim": explanation.claim = try reference(value)
            case "claimResponse": explanation.claimResponse = try reference(value)
            case "outcome": explanation.outcome = try code(value, of: ["queued", "complete", "error", "partial"])
            case "disposition": explanation.disposition = try string(value)
            case "preAuthRef": explanation.preAuthorizationReferences = try list(value, string)
            case "fundsReserveRequested": explanation.fundsReserveRequested = try concept(value)
            case "insurance":
                explanation.insurance = try list(value) { node throws(FHIRError) in
                    try self.insurance(node, isNumbered: false)
                }
            case "supportingInfo":
                explanation.supportingInfo = try list(value) { node throws(FHIRError) in
                    try self.supportingInfo(node, reason: self.codingAsConcept)
                }
            case "item":
                explanation.lines = try list(value) { node throws(FHIRError) in try self.line(node, .item) }
            case "addItem":
                explanation.addedLines = try list(value) { node throws(FHIRError) in try self.line(node, .added) }
            case "adjudication": explanation.adjudications = try list(value, adjudication)
            case "total": explanation.totals = try list(value, categoryTotal)
            case "payment": explanation.payment = try payment(value)
            default:
                if try !readHead(&explanation, member) { try keep(member) }
            }
        }
        try checkHead(explanation)
        try require(explanation.hasInsurer, "insurer", in: root)
        try require(!explanation.outcome.isEmpty, "outcome", in: root)
        explanation.other = other
        return explanation
    }

    private func categoryTotal(_ node: Int) throws(FHIRError) -> FhirTotal {
        var result = FhirTotal()
        for member in try members(node) {
            switch member.name {
            case "category": result.category = try concept(member.value)
            case "amount": result.amount = try money(member.value)
            default: try keep(member)
            }
        }
        try require(result.hasCategory, "category", in: node)
        try require(result.hasAmount, "amount", in: node)
        return result
    }

    private func payment(_ node: Int) throws(FHIRError) -> FhirPayment {
        var result = FhirPayment()
        for member in try members(node) {
            switch member.name {
            case "type": result.type = try concept(member.value)
            case "adjustment": result.adjustment = try money(member.value)
            case "adjustmentReason": result.adjustmentReason = try concept(member.value)
            case "date": result.date = try date(member.value)
            case "amount": result.amount = try money(member.value)
            case "identifier": result.identifier = try identifier(member.value)
            default: try keep(member)
            }
        }
        return result
    }
}
