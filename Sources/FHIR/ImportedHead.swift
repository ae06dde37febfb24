import Claims

/// What a claim and an explanation have in common.
protocol ImportedHead {
    var source: ImportSource { get set }
    var id: String { get set }
    var status: String { get set }
    var use: String { get set }
    var type: Concept { get set }
    var hasType: Bool { get }
    var subType: Concept { get set }
    var identifiers: [Identifier] { get set }
    var patient: Reference { get set }
    var hasPatient: Bool { get }
    var provider: Reference { get set }
    var hasProvider: Bool { get }
    var insurer: Reference { get set }
    var hasInsurer: Bool { get }
    var enterer: Reference { get set }
    var facility: Reference { get set }
    var prescription: Reference { get set }
    var originalPrescription: Reference { get set }
    var referral: Reference { get set }
    var billablePeriod: FhirPeriod { get set }
    var created: String { get set }
    var priority: Concept { get set }
    var hasPriority: Bool { get }
    var fundsReserve: Concept { get set }
    var related: [FhirRelatedClaim] { get set }
    var payee: FhirPayee { get set }
    var careTeam: [FhirCareTeamMember] { get set }
    var supportingInfo: [FhirSupportingInfo] { get set }
    var diagnoses: [FhirDiagnosis] { get set }
    var procedures: [FhirProcedure] { get set }
    var insurance: [FhirInsurance] { get set }
    var lines: [FhirLine] { get set }
    var other: [FhirOther] { get set }
}

extension ClaimImported: ImportedHead {}
extension ExplanationImported: ImportedHead {}

extension ResourceReader {
    /// Reads a member that claims and explanations share.
    ///
    /// - Returns: false if it is none of these.
    func readHead(_ head: inout some ImportedHead, _ member: Member) throws(FHIRError) -> Bool {
        let value = member.value
        switch member.name {
        case "resourceType": break
        case "id": head.id = try resourceID(value)
        case "status": head.status = try code(value, of: ["active", "cancelled", "draft", "entered-in-error"])
        case "use": head.use = try code(value, of: ["claim", "preauthorization", "predetermination"])
        case "type": head.type = try concept(value)
        case "subType": head.subType = try concept(value)
        case "identifier": head.identifiers = try list(value, identifier)
        case "billablePeriod": head.billablePeriod = try period(value)
        case "created": head.created = try dateTime(value)
        case "priority": head.priority = try concept(value)
        case "fundsReserve": head.fundsReserve = try concept(value)
        case "related": head.related = try list(value, relatedClaim)
        case "payee": head.payee = try payee(value)
        case "careTeam": head.careTeam = try list(value, careTeamMember)
        case "diagnosis": head.diagnoses = try list(value, diagnosis)
        case "procedure": head.procedures = try list(value, procedure)
        default: return try readParty(&head, member)
        }
        return true
    }

    private func readParty(_ head: inout some ImportedHead, _ member: Member) throws(FHIRError) -> Bool {
        let value = member.value
        switch member.name {
        case "patient": head.patient = try reference(value)
        case "provider": head.provider = try reference(value)
        case "insurer": head.insurer = try reference(value)
        case "enterer": head.enterer = try reference(value)
        case "facility": head.facility = try reference(value)
        case "prescription": head.prescription = try reference(value)
        case "originalPrescription": head.originalPrescription = try reference(value)
        case "referral": head.referral = try reference(value)
        default: return false
        }
        return true
    }

    /// Refuses a head that lacks what FHIR R4 requires of both.
    func checkHead(_ head: some ImportedHead) throws(FHIRError) {
        guard !head.id.isEmpty else {
            throw refusal(
                .missingID, at: root, "the resource has no id",
                remedy: "Add one: it names the stream, so that importing again adds nothing.")
        }
        try require(!head.status.isEmpty, "status", in: root)
        try require(!head.use.isEmpty, "use", in: root)
        try require(head.hasType, "type", in: root)
        try require(head.hasPatient, "patient", in: root)
        try require(head.hasProvider, "provider", in: root)
        try require(!head.created.isEmpty, "created", in: root)
        try require(!head.insurance.isEmpty, "insurance", in: root)
    }
}
