import Claims
import FHIR
import SwiftProtobuf
import Testing

@Suite("Every element finds its field")
struct MappingTests {
    let claim: ClaimImported
    let explanation: ExplanationImported

    init() throws {
        let bundle = try SmallBundle.parse(FullResources.bundle)
        claim = try #require(bundle.claims.first).message
        explanation = try #require(bundle.explanations.first).message
    }

    @Test("The source is the bundle's hash, the entry's index and its fullUrl.")
    func mapsSource() {
        #expect(claim.source.sha256.elementsEqual(repeatElement(7, count: 32)))
        #expect(claim.source.entry == 0)
        #expect(claim.source.fullURL == "https://example.org/fhir/Claim/full")
        #expect(explanation.source.entry == 1)
        #expect(explanation.source.fullURL == "https://example.org/fhir/ExplanationOfBenefit/full")
    }

    @Test("The head of a claim is kept.")
    func mapsHead() {
        #expect((claim.id, claim.status, claim.use, claim.created) == ("full", "active", "claim", "2026-01-06"))
        #expect(claim.type.codings.map(\.code) == ["institutional"])
        #expect(claim.type.codings[0].system == "https://example.org/t")
        #expect(claim.type.codings[0].version == "2")
        #expect(claim.type.codings[0].display == "Institutional")
        #expect(claim.type.codings[0].userSelected)
        #expect(claim.type.text == "type")
        #expect(claim.subType.text == "sub")
        #expect(claim.identifiers.map(\.value) == ["A-1"])
        #expect(claim.identifiers[0].use == "official")
        #expect(claim.identifiers[0].period.end == "2030-12")
        #expect(claim.identifiers[0].assigner.display == "assigner")
        #expect(claim.patient.reference == "Patient/1")
        #expect(claim.insurer.identifier.value == "210200")
        #expect((claim.provider.display, claim.enterer.display) == ("provider", "enterer"))
        #expect((claim.facility.display, claim.referral.display) == ("facility", "referral"))
        #expect((claim.prescription.display, claim.originalPrescription.display) == ("prescription", "original"))
        #expect(claim.billablePeriod.start == "2026-01-02T08:00:00+08:00")
        #expect(claim.billablePeriod.end == "2026-01-05")
        #expect((claim.priority.text, claim.fundsReserve.text) == ("normal", "patient"))
    }

    @Test("The parts of a claim are kept.")
    func mapsParts() {
        #expect(claim.related.map(\.claim.reference) == ["Claim/0"])
        #expect(claim.related.map(\.reference.value) == ["file-1"])
        #expect((claim.payee.type.text, claim.payee.party.display) == ("provider", "party"))
        #expect(claim.careTeam.map(\.provider.display) == ["surgeon"])
        #expect(claim.careTeam[0].responsible)
        #expect(claim.supportingInfo.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(claim.supportingInfo[0].timing == .timingDate("2026-01-02"))
        #expect(claim.supportingInfo[0].value == .valueString("free text"))
        #expect(claim.supportingInfo[0].reason.text == "why")
        #expect(explanation.supportingInfo[0].reason.codings.map(\.code) == ["why"])
        #expect(claim.supportingInfo[1].timingPeriod.start == "2026-01")
        #expect(claim.supportingInfo[1].valueQuantity.value == "72.50")
        #expect(claim.supportingInfo[1].valueQuantity.comparator == "<=")
        #expect(claim.supportingInfo[2].value == .valueBoolean(true))
        #expect(claim.supportingInfo[3].valueReference.reference == "Observation/1")
        #expect(claim.supportingInfo[4].value == nil)
        #expect(claim.diagnoses[0].concept.text == "K80.2")
        #expect(claim.diagnoses[0].types.map(\.text) == ["principal"])
        #expect(claim.diagnoses[1].reference.reference == "Condition/1")
        #expect(claim.procedures[0].date == "2026-01-03T09:00:00+08:00")
        #expect(claim.procedures[0].concept.text == "operation")
        #expect(claim.procedures[1].reference.reference == "Procedure/1")
        #expect(claim.insurance.map(\.sequence) == [1])
        #expect(claim.insurance[0].focal)
        #expect(claim.insurance[0].businessArrangement == "arrangement")
        #expect(claim.insurance[0].preAuthorizationReferences == ["pre-1", "pre-2"])
        #expect(claim.insurance[0].claimResponse.reference == "ClaimResponse/1")
    }

    @Test("A line is kept with its parts, its references by number, and its amounts in minor units.")
    func mapsLines() throws {
        let line = try #require(claim.lines.first)
        #expect(line.careTeamSequences == [1])
        #expect(line.diagnosisSequences == [1, 2])
        #expect(line.procedureSequences == [2])
        #expect(line.informationSequences == [3, 4, 5])
        #expect(line.servicedPeriod.end == "2026-01-05")
        #expect(line.locationConcept.text == "ward")
        #expect((line.quantity.value, line.quantity.unit) == ("3.0", "d"))
        #expect(line.unitPrice == amount(5513, "CNY", "55.125"))
        #expect(line.factor == "1.10")
        #expect(line.net == amount(18191, "CNY", "181.9125"))
        #expect(line.encounters.map(\.reference) == ["Encounter/1"])
        #expect(line.details.map(\.net) == [amount(1500, "KWD")])
        #expect(line.details[0].details.map(\.unitPrice) == [amount(3, "JPY")])
        #expect(line.details[0].details[0].factor == "0.50")
        #expect(claim.total == amount(123_457, "CNY", "1234.565"))
    }

    @Test("An explanation keeps its adjudications, totals, payment, outcome and added lines.")
    func mapsExplanation() throws {
        #expect((explanation.outcome, explanation.disposition) == ("partial", "settled in part"))
        #expect(explanation.preAuthorizationReferences == ["pre-3"])
        #expect(explanation.claim.type == "Claim")
        #expect(explanation.claimID == "full")
        #expect(explanation.claimResponse.reference == "ClaimResponse/2")
        #expect(explanation.fundsReserveRequested.text == "provider")
        #expect(explanation.insurance.map(\.focal) == [false])
        let line = try #require(explanation.lines.first)
        #expect(line.noteNumbers == [1, 2])
        #expect(line.adjudications.map(\.category.text) == ["benefit", "percent"])
        #expect(line.adjudications[0].amount == amount(1, "CNY", "0.005"))
        #expect(line.adjudications[0].reason.text == "share")
        #expect(line.adjudications[1].value == "85.50")
        #expect(!line.adjudications[1].hasAmount)
        #expect(line.details[0].adjudications[0].amount == amount(700, "CNY"))
        let added = try #require(explanation.addedLines.first)
        #expect((added.sequence, added.itemSequences, added.subDetailSequences) == (0, [1], [1]))
        #expect(added.providers.map(\.display) == ["insurer"])
        #expect(added.serviced == .servicedDate("2026-02"))
        #expect(added.net == amount(-310, "CNY"))
        #expect(added.details[0].details[0].productOrService.text == "added part of part")
        #expect(explanation.adjudications.map(\.amount) == [amount(1200, "CNY")])
        #expect(explanation.totals.map(\.category.text) == ["submitted", "benefit"])
        #expect(explanation.totals.map(\.amount) == [amount(10_000, "CNY"), amount(8013, "CNY", "80.125")])
        #expect(explanation.payment.amount == amount(7913, "CNY", "79.125"))
        #expect(explanation.payment.adjustment == amount(-100, "CNY"))
        #expect((explanation.payment.date, explanation.payment.identifier.value) == ("2026-03-01", "transfer-1"))
    }

    @Test("What has no field is kept as JSON with its place.")
    func keepsOther() {
        let other = Dictionary(uniqueKeysWithValues: claim.other.map { ($0.path, $0.json) })
        #expect(other["meta"] == #"{"versionId":"3"}"#)
        #expect(other["language"] == #""en""#)
        #expect(other["_status"] == #"{"id":"s"}"#)
        #expect(other["extension"] == #"[{"url":"https://example.org/x","valueDecimal":1.000}]"#)
        #expect(other["supportingInfo[4].valueAttachment"] == #"{"title":"scan"}"#)
        #expect(other["item[0].udi"] == #"[{"reference":"Device/1"}]"#)
        #expect(other["text"]?.contains(#"text \u4e2d"#) == true)
        #expect(
            claim.other.map(\.path) == [
                "meta", "language", "text", "contained", "extension", "_status", "supportingInfo[4].valueAttachment",
                "accident", "item[0].udi",
            ])
    }

    @Test("An explanation finds its claim by fullUrl, by relative reference, and not at all.")
    func findsClaim() throws {
        let relative = FullResources.bundle.replacing(
            #""claim": { "reference": "https://example.org/fhir/Claim/full""#,
            with: #""claim": { "reference": "Claim/full""#)
        #expect(try SmallBundle.parse(relative).explanations.map(\.message.claimID) == ["full"])
        let elsewhere = FullResources.bundle.replacing(
            #""claim": { "reference": "https://example.org/fhir/Claim/full""#,
            with: #""claim": { "reference": "Claim/other""#)
        #expect(try SmallBundle.parse(elsewhere).explanations.map(\.message.claimID) == [""])
    }

    @Test("Sums are by currency, other resources are counted.")
    func sums() throws {
        let bundle = try SmallBundle.parse(SmallBundle.text)
        #expect(bundle.claimTotal == ["CNY": 12242])
        #expect(bundle.paymentTotal == ["CNY": -8000])
        #expect(bundle.passedOver == ["Patient": 1])
        #expect(bundle.entriesWithoutResource == 0)
        let deletion = try SmallBundle.replacing(
            #"{ "resource": { "resourceType": "Patient", "id": "p" } }"#,
            with: #"{ "request": { "method": "DELETE", "url": "Claim/9" } }"#)
        #expect(try SmallBundle.parse(deletion).entriesWithoutResource == 1)
        let empty = try SmallBundle.parse(#"{"resourceType":"Bundle","type":"searchset","total":0}"#)
        #expect(empty.claims.isEmpty && empty.explanations.isEmpty && empty.claimTotal.isEmpty)
    }

    @Test("An explanation without a payment adds nothing to the sum and is counted.")
    func acceptsMissingPayment() throws {
        let text = try SmallBundle.replacing(
            #"{ "amount": { "value": -8E+1, "currency": "CNY" } }"#, with: #"{ "date": "2026-01-08" }"#)
        let bundle = try SmallBundle.parse(text)
        #expect(bundle.explanations.count == 1)
        #expect(bundle.paymentTotal.isEmpty)
    }

    @Test("Two imports of one resource from different files differ in their source alone.")
    func separatesSource() throws {
        let other = try FHIRBundle.parse(
            bytes: Array(FullResources.bundle.replacing(" ", with: "").utf8), name: "b",
            sha256: Array(repeating: 8, count: 32))
        var first = claim
        var second = try #require(other.claims.first).message
        #expect(first != second)
        first.clearSource()
        second.clearSource()
        first.other.removeAll { $0.path == "text" }
        second.other.removeAll { $0.path == "text" }
        let strip = { (text: String) in text.replacing(" ", with: "") }
        #expect(try strip(first.jsonString()) == strip(second.jsonString()))
    }

    @Test("A message nested as deep as JSON may be can be decoded again.")
    func decodesDeepest() throws {
        var identifier = #"{ "value": "x" }"#
        for _ in 0..<29 { identifier = #"{ "assigner": { "identifier": \#(identifier) } }"# }
        let text = try SmallBundle.replacing(#""id": "c-1","#, with: #""id": "c-1", "identifier": [ \#(identifier) ],"#)
        let claim = try #require(SmallBundle.parse(text).claims.first).message
        #expect(try ClaimImported(serializedBytes: claim.serializedBytes() as [UInt8]) == claim)
        let deeper = text.replacing(#"{ "value": "x" }"#, with: #"{ "assigner": { "display": "x" } }"#)
        #expect(try SmallBundle.refusal(of: Array(deeper.utf8)).code == .tooDeep)
    }

    private func amount(_ minor: Int64, _ currency: String, _ printed: String = "") -> MinorAmount {
        .with {
            $0.minor = minor
            $0.currency = currency
            $0.printed = printed
        }
    }
}
