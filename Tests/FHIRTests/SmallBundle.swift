import FHIR
import Testing

/// A bundle of one claim and one explanation that each test changes in one place.
enum SmallBundle {
    static let text = """
        {
          "resourceType": "Bundle",
          "type": "collection",
          "entry": [
            { "resource": { "resourceType": "Patient", "id": "p" } },
            {
              "fullUrl": "https://example.org/Claim/c-1",
              "resource": {
                "resourceType": "Claim",
                "id": "c-1",
                "status": "active",
                "type": { "coding": [ { "code": "institutional" } ] },
                "use": "claim",
                "patient": { "reference": "Patient/p" },
                "billablePeriod": { "start": "2026-01-02T08:00:00+08:00", "end": "2026-01-05" },
                "created": "2026-01-06T10:00:00+08:00",
                "provider": { "display": "hospital" },
                "priority": { "text": "normal" },
                "insurance": [ { "sequence": 1, "focal": true, "coverage": { "display": "center" } } ],
                "item": [
                  { "sequence": 1, "productOrService": { "text": "bed" }, "net": { "value": 10, "currency": "CNY" } },
                  {
                    "sequence": 2,
                    "productOrService": { "text": "drugs, 药" },
                    "quantity": { "value": 2.50 },
                    "net": { "value": 112.42000000000002, "currency": "CNY" }
                  }
                ],
                "total": { "value": 122.42, "currency": "CNY" }
              }
            },
            {
              "resource": {
                "resourceType": "ExplanationOfBenefit",
                "id": "e-1",
                "status": "draft",
                "type": { "text": "institutional" },
                "use": "preauthorization",
                "patient": { "display": "p" },
                "created": "2026-01-07",
                "insurer": { "display": "center" },
                "provider": { "display": "hospital" },
                "claim": { "reference": "https://example.org/Claim/c-1" },
                "outcome": "complete",
                "insurance": [ { "focal": true, "coverage": { "display": "center" } } ],
                "payment": { "amount": { "value": -8E+1, "currency": "CNY" } }
              }
            }
          ]
        }
        """

    static func parse(_ text: String) throws(FHIRError) -> FHIRImport {
        try parse(Array(text.utf8))
    }

    static func parse(_ bytes: [UInt8]) throws(FHIRError) -> FHIRImport {
        try FHIRBundle.parse(bytes: bytes, name: "small.json", sha256: Array(repeating: 7, count: 32))
    }

    /// The bundle with its only occurrence of `old` replaced.
    static func replacing(_ old: String, with new: String) throws -> String {
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(old) stands \(parts.count - 1) times in the bundle")
        return parts.joined(separator: new)
    }

    /// The error with which the changed bundle is refused.
    static func refusal(replacing old: String, with new: String) throws -> FHIRError {
        try refusal(of: Array(replacing(old, with: new).utf8))
    }

    static func refusal(of bytes: [UInt8]) throws -> FHIRError {
        do throws(FHIRError) {
            _ = try parse(bytes)
        } catch {
            return error
        }
        throw Accepted()
    }

    struct Accepted: Error {}
}
