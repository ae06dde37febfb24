/// A claim and an explanation that use every element for which our messages have a field, and some for which they have none.
enum FullResources {
    static let bundle = """
        { "resourceType": "Bundle", "type": "collection", "entry": [
          { "fullUrl": "https://example.org/fhir/Claim/full", "resource": \(claim) },
          { "fullUrl": "https://example.org/fhir/ExplanationOfBenefit/full", "resource": \(explanation) } ] }
        """

    static let claim = """
        {
          "resourceType": "Claim", \(head), \(parts(reason: #"{ "text": "why" }"#)),
          "insurance": [ {
            "sequence": 1, "focal": true, "identifier": { "value": "policy" }, "coverage": { "reference": "Coverage/1" },
            "businessArrangement": "arrangement", "preAuthRef": [ "pre-1", "pre-2" ],
            "claimResponse": { "reference": "ClaimResponse/1" } } ],
          "accident": { "date": "2026-01-01", "type": { "text": "traffic" } },
          "item": [ {
            "sequence": 1, \(itemReferences), \(line), "udi": [ { "reference": "Device/1" } ],
            "bodySite": { "text": "hand" }, "subSite": [ { "text": "thumb" } ], "encounter": [ { "reference": "Encounter/1" } ],
            "detail": [ {
              "sequence": 1, "productOrService": { "text": "part" }, "net": { "value": 1.5, "currency": "KWD" },
              "subDetail": [ {
                "sequence": 1, "productOrService": { "text": "part of part" }, "factor": 0.50,
                "unitPrice": { "value": 3, "currency": "JPY" } } ] } ] } ],
          "total": { "value": 1234.565, "currency": "CNY" }
        }
        """

    static let explanation = """
        {
          "resourceType": "ExplanationOfBenefit", \(head), \(parts(reason: #"{ "code": "why" }"#)),
          "fundsReserveRequested": { "text": "provider" },
          "claim": { "reference": "https://example.org/fhir/Claim/full", "type": "Claim" },
          "claimResponse": { "reference": "ClaimResponse/2" },
          "outcome": "partial", "disposition": "settled in part", "preAuthRef": [ "pre-3" ],
          "preAuthRefPeriod": [ { "start": "2026-01-01" } ], "precedence": 2,
          "insurance": [ { "focal": false, "coverage": { "display": "none" }, "preAuthRef": [ "pre-4" ] } ],
          "item": [ {
            "sequence": 1, \(itemReferences), \(line), "noteNumber": [ 1, 2 ],
            "adjudication": [
              { "category": { "text": "benefit" }, "reason": { "text": "share" }, "amount": { "value": 0.005, "currency": "CNY" } },
              { "category": { "text": "percent" }, "value": 85.50 } ],
            "detail": [ {
              "sequence": 1, "productOrService": { "text": "part" }, "noteNumber": [ 3 ],
              "adjudication": [ { "category": { "text": "denied" }, "amount": { "value": 7, "currency": "CNY" } } ] } ] } ],
          "addItem": [ {
            "itemSequence": [ 1 ], "detailSequence": [ 1 ], "subDetailSequence": [ 1 ], "provider": [ { "display": "insurer" } ],
            "productOrService": { "text": "added" }, "servicedDate": "2026-02", "locationReference": { "display": "ward" },
            "net": { "value": -3.10, "currency": "CNY" }, "adjudication": [ { "category": { "text": "added" } } ],
            "detail": [ { "productOrService": { "text": "added part" },
              "subDetail": [ { "productOrService": { "text": "added part of part" } } ] } ] } ],
          "adjudication": [ { "category": { "text": "whole" }, "amount": { "value": 12, "currency": "CNY" } } ],
          "total": [
            { "category": { "text": "submitted" }, "amount": { "value": 100, "currency": "CNY" } },
            { "category": { "text": "benefit" }, "amount": { "value": 80.125, "currency": "CNY" } } ],
          "payment": {
            "type": { "text": "complete" }, "adjustment": { "value": -1.00, "currency": "CNY" },
            "adjustmentReason": { "text": "recovery" }, "date": "2026-03-01", "amount": { "value": 79.125, "currency": "CNY" },
            "identifier": { "value": "transfer-1" } },
          "processNote": [ { "number": 1, "type": "display", "text": "note" } ],
          "benefitBalance": [ {
            "category": { "text": "medical" },
            "financial": [ { "type": { "text": "benefit" }, "allowedMoney": { "value": 500.00, "currency": "CNY" } } ] } ]
        }
        """

    private static let head = """
        "id": "full", "meta": { "versionId": "3" }, "language": "en",
        "text": { "status": "generated", "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">text \\u4e2d</div>" },
        "contained": [ { "resourceType": "Coverage", "id": "c", "status": "active",
          "beneficiary": { "reference": "Patient/1" }, "payor": [ { "display": "payor" } ] } ],
        "extension": [ { "url": "https://example.org/x", "valueDecimal": 1.000 } ],
        "identifier": [ {
          "use": "official", "type": { "text": "number" }, "system": "https://example.org/ids", "value": "A-1",
          "period": { "start": "2020", "end": "2030-12" }, "assigner": { "display": "assigner" } } ],
        "status": "active", "_status": { "id": "s" },
        "type": { "coding": [ {
          "system": "https://example.org/t", "version": "2", "code": "institutional", "display": "Institutional",
          "userSelected": true } ], "text": "type" },
        "subType": { "text": "sub" }, "use": "claim", "patient": { "reference": "Patient/1", "type": "Patient" },
        "billablePeriod": { "start": "2026-01-02T08:00:00+08:00", "end": "2026-01-05" }, "created": "2026-01-06",
        "enterer": { "display": "enterer" }, "insurer": { "identifier": { "value": "210200" } },
        "provider": { "display": "provider" }, "priority": { "text": "normal" }, "fundsReserve": { "text": "patient" }
        """

    /// - Parameter reason: FHIR R4 has a CodeableConcept in a claim, a Coding in an explanation.
    private static func parts(reason: String) -> String {
        """
        "related": [ {
          "claim": { "reference": "Claim/0" }, "relationship": { "text": "prior" }, "reference": { "value": "file-1" } } ],
        "prescription": { "display": "prescription" }, "originalPrescription": { "display": "original" },
        "payee": { "type": { "text": "provider" }, "party": { "display": "party" } }, "referral": { "display": "referral" },
        "facility": { "display": "facility" },
        "careTeam": [ {
          "sequence": 1, "provider": { "display": "surgeon" }, "responsible": true, "role": { "text": "lead" },
          "qualification": { "text": "surgery" } } ],
        "supportingInfo": [
          { "sequence": 1, "category": { "text": "info" }, "code": { "text": "code" }, "timingDate": "2026-01-02",
            "valueString": "free text", "reason": \(reason) },
          { "sequence": 2, "category": { "text": "info" }, "timingPeriod": { "start": "2026-01" },
            "valueQuantity": {
              "value": 72.50, "comparator": "<=", "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg" } },
          { "sequence": 3, "category": { "text": "info" }, "valueBoolean": true },
          { "sequence": 4, "category": { "text": "info" }, "valueReference": { "reference": "Observation/1" } },
          { "sequence": 5, "category": { "text": "info" }, "valueAttachment": { "title": "scan" } } ],
        "diagnosis": [
          { "sequence": 1, "diagnosisCodeableConcept": { "text": "K80.2" }, "type": [ { "text": "principal" } ],
            "onAdmission": { "text": "y" }, "packageCode": { "text": "drg" } },
          { "sequence": 2, "diagnosisReference": { "reference": "Condition/1" } } ],
        "procedure": [
          { "sequence": 1, "type": [ { "text": "primary" } ], "date": "2026-01-03T09:00:00+08:00",
            "procedureCodeableConcept": { "text": "operation" } },
          { "sequence": 2, "procedureReference": { "reference": "Procedure/1" } } ]
        """
    }

    private static let itemReferences = """
        "careTeamSequence": [ 1 ], "diagnosisSequence": [ 1, 2 ], "procedureSequence": [ 2 ],
        "informationSequence": [ 3, 4, 5 ]
        """

    private static let line = """
        "revenue": { "text": "0120" }, "category": { "text": "bed" },
        "productOrService": { "coding": [ { "code": "bed" } ], "text": "bed" }, "modifier": [ { "text": "night" } ],
        "programCode": [ { "text": "program" } ], "servicedPeriod": { "start": "2026-01-02", "end": "2026-01-05" },
        "locationCodeableConcept": { "text": "ward" }, "quantity": { "value": 3.0, "unit": "d" },
        "unitPrice": { "value": 55.125, "currency": "CNY" }, "factor": 1.10, "net": { "value": 181.9125, "currency": "CNY" }
        """
}
