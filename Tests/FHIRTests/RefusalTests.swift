import FHIR
import Testing

@Suite("A damaged bundle is refused whole, with its place, a numbered reason and a remedy")
struct RefusalTests {
    struct Damage: CustomTestStringConvertible, Sendable {
        var old: String
        var new: String
        var code: FHIRError.Code
        var path: String

        init(_ old: String, _ new: String, _ code: FHIRError.Code, _ path: String) {
            (self.old, self.new, self.code, self.path) = (old, new, code, path)
        }

        var testDescription: String { "\(old) → \(new)" }
    }

    static let claim = "entry[1].resource"
    static let explanation = "entry[2].resource"

    static let shapes: [Damage] = [
        Damage(#""resourceType": "Bundle""#, #""resourceType": "Patient""#, .notABundle, "resourceType"),
        Damage(#""resourceType": "Bundle","#, "", .notABundle, ""),
        Damage(#""resourceType": "Bundle""#, #""resourceType": 5"#, .notABundle, "resourceType"),
        Damage(#""type": "collection","#, "", .missingElement, ""),
        Damage(#""type": "collection""#, #""type": "collector""#, .notInValueSet, "type"),
        Damage(#""type": "collection""#, #""type": null"#, .wrongShape, "type"),
        Damage(
            #""type": "collection""#, #""type": "collection", "implicitRules": "urn:x""#, .notUnderstood,
            "implicitRules"),
        Damage(#"{ "resourceType": "Patient", "id": "p" }"#, "[]", .wrongShape, "entry[0].resource"),
        Damage(#"{ "resourceType": "Patient", "id": "p" }"#, #"{ "id": "p" }"#, .missingElement, "entry[0].resource"),
        Damage(#"{ "resource": { "resourceType": "Patient", "id": "p" } }"#, "{}", .wrongShape, "entry[0]"),
        Damage(#"{ "resource": { "resourceType": "Patient", "id": "p" } }"#, "7", .wrongShape, "entry[0]"),
        Damage(#""status": "active","#, "", .missingElement, claim),
        Damage(#"{ "code": "institutional" }"#, "{}", .wrongShape, "\(claim).type.coding[0]"),
        Damage(#"[ { "code": "institutional" } ]"#, "[]", .wrongShape, "\(claim).type.coding"),
        Damage(#"[ { "code": "institutional" } ]"#, #"{ "code": "x" }"#, .wrongShape, "\(claim).type.coding"),
        Damage(#""code": "institutional""#, #""code": """#, .wrongShape, "\(claim).type.coding[0].code"),
        Damage(#""code": "institutional""#, #""code": "a\u0000""#, .wrongShape, "\(claim).type.coding[0].code"),
        Damage(
            #""code": "institutional""#, #""userSelected": "true""#, .wrongShape, "\(claim).type.coding[0].userSelected"
        ),
        Damage(#""priority": { "text": "normal" },"#, "", .missingElement, claim),
        Damage(#""insurance": [ { "sequence": 1"#, #""insured": [ { "sequence": 1"#, .missingElement, claim),
        Damage(#""sequence": 1, "focal": true,"#, #""focal": true,"#, .missingElement, "\(claim).insurance[0]"),
        Damage(#""sequence": 1, "focal": true,"#, #""sequence": 1,"#, .missingElement, "\(claim).insurance[0]"),
        Damage(
            #""sequence": 1, "focal": true,"#, #""sequence": 0, "focal": true,"#, .wrongShape,
            "\(claim).insurance[0].sequence"),
        Damage(
            #""sequence": 1, "focal": true,"#, #""sequence": 1.0, "focal": true,"#, .wrongShape,
            "\(claim).insurance[0].sequence"),
        Damage(
            #""sequence": 1, "focal": true,"#, #""sequence": 4294967296, "focal": true,"#, .wrongShape,
            "\(claim).insurance[0].sequence"),
        Damage(#""sequence": 2,"#, "", .missingElement, "\(claim).item[1]"),
        Damage(#""productOrService": { "text": "bed" },"#, "", .missingElement, "\(claim).item[0]"),
        Damage(#""value": 112.42000000000002"#, #""value": "112.42""#, .wrongShape, "\(claim).item[1].net.value"),
        Damage(#""value": 112.42000000000002, "#, "", .missingElement, "\(claim).item[1].net"),
        Damage(
            #""sequence": 2,"#, #""sequence": 2, "modifierExtension": [ { "url": "x" } ],"#, .notUnderstood,
            "\(claim).item[1].modifierExtension"),
        Damage(#""id": "c-1","#, #""id": "c-1", "implicitRules": "urn:x","#, .notUnderstood, "\(claim).implicitRules"),
        Damage(#""insurer": { "display": "center" },"#, "", .missingElement, explanation),
        Damage(#""outcome": "complete","#, "", .missingElement, explanation),
        Damage(#""outcome": "complete","#, #""outcome": "done","#, .notInValueSet, "\(explanation).outcome"),
        Damage(
            #""outcome": "complete","#, #""outcome": "complete", "total": [ { "category": { "text": "x" } } ],"#,
            .missingElement, "\(explanation).total[0]"),
        Damage(
            #""outcome": "complete","#, #""outcome": "complete", "adjudication": [ { "value": 1 } ],"#, .missingElement,
            "\(explanation).adjudication[0]"),
        Damage(
            #""outcome": "complete","#,
            #""outcome": "complete", "diagnosis": [ { "sequence": 1 } ],"#, .missingElement,
            "\(explanation).diagnosis[0]"),
        Damage(
            #""outcome": "complete","#,
            #"""
            "outcome": "complete", "procedure": [ {
              "sequence": 1, "procedureReference": { "display": "a" }, "procedureCodeableConcept": { "text": "b" } } ],
            """#,
            .wrongShape, "\(explanation).procedure[0].procedureCodeableConcept"),
        Damage(
            #""sequence": 2,"#,
            #"""
            "sequence": 2, "detail": [ {
              "sequence": 1, "productOrService": { "text": "x" }, "subDetail": [ { "sequence": 1 } ] } ],
            """#,
            .missingElement, "\(claim).item[1].detail[0].subDetail[0]"),
    ]

    static let contents: [Damage] = [
        Damage(#""id": "c-1","#, "", .missingID, claim),
        Damage(#""id": "c-1""#, #""id": "c_1""#, .invalidID, "\(claim).id"),
        Damage(#""id": "c-1""#, #""id": "..""#, .invalidID, "\(claim).id"),
        Damage(#""id": "c-1""#, #""id": ".""#, .invalidID, "\(claim).id"),
        Damage(#""id": "c-1""#, #""id": "a/b""#, .invalidID, "\(claim).id"),
        Damage(#""id": "c-1""#, #""id": "\#(String(repeating: "a", count: 65))""#, .invalidID, "\(claim).id"),
        Damage(#""id": "e-1","#, "", .missingID, explanation),
        Damage(#""status": "active""#, #""status": "paid""#, .notInValueSet, "\(claim).status"),
        Damage(#""use": "claim""#, #""use": "Claim""#, .notInValueSet, "\(claim).use"),
        Damage(#""total": { "value": 122.42, "currency": "CNY" }"#, #""language": "zh""#, .missingTotal, claim),
        Damage(#"122.42, "currency": "CNY""#, "122.42", .missingCurrency, "\(claim).total"),
        Damage(
            #"122.42, "currency": "CNY""#, #"122.42, "currency": "RMB""#, .unknownCurrency, "\(claim).total.currency"),
        Damage(
            #"122.42, "currency": "CNY""#, #"122.42, "currency": "cny""#, .unknownCurrency, "\(claim).total.currency"),
        Damage(
            #"122.42, "currency": "CNY""#, #"122.42, "currency": "XAU""#, .unknownCurrency, "\(claim).total.currency"),
        Damage(#"122.42, "currency": "CNY""#, #"-0.01, "currency": "CNY""#, .negativeTotal, "\(claim).total"),
        Damage("122.42,", "1e400,", .invalidNumber, "\(claim).total.value"),
        Damage("122.42,", "1e-99999999999999999999,", .invalidNumber, "\(claim).total.value"),
        Damage("122.42,", "0.\(String(repeating: "0", count: 63)),", .invalidNumber, "\(claim).total.value"),
        Damage("122.42,", "1e17,", .amountTooLarge, "\(claim).total.value"),
        Damage("122.42,", "92233720368547758.075,", .amountTooLarge, "\(claim).total.value"),
        Damage("2.50", "1E65", .invalidNumber, "\(claim).item[1].quantity.value"),
        Damage("2026-01-06T10:00:00+08:00", "2026-01-06T10:00:00", .invalidDate, "\(claim).created"),
        Damage("2026-01-06T10:00:00+08:00", "2026-02-29", .invalidDate, "\(claim).created"),
        Damage("2026-01-07", "07.01.2026", .invalidDate, "\(explanation).created"),
        Damage(#""end": "2026-01-05""#, #""end": "2025-12-31""#, .reversedPeriod, "\(claim).billablePeriod"),
        Damage(
            #""sequence": 2,"#, #""sequence": 2, "servicedDate": "2026-01-02T08:00:00Z","#, .invalidDate,
            "\(claim).item[1].servicedDate"),
        Damage(
            #""use": "claim","#, #""use": "claim", "text": { "div": "\#(String(repeating: "x", count: 60_000))" },"#,
            .resourceTooLarge, claim),
    ]

    @Test("An element of the wrong shape is refused at its path.", arguments: shapes)
    func refusesShape(_ damage: Damage) throws {
        try check(damage)
    }

    @Test("A content that cannot be is refused at its path.", arguments: contents)
    func refusesContent(_ damage: Damage) throws {
        try check(damage)
    }

    private func check(_ damage: Damage) throws {
        let error = try SmallBundle.refusal(replacing: damage.old, with: damage.new)
        #expect(error.code == damage.code, "\(error)")
        #expect(error.path == damage.path, "\(error)")
        #expect(error.file == "small.json")
        #expect(!error.remedy.isEmpty)
        #expect(error.description.contains("[\(damage.code.rawValue)]"))
        #expect(!error.description.contains("\n"))
    }

    @Test("The untouched bundle is accepted: every refusal above comes from its one change.")
    func acceptsUntouched() throws {
        let bundle = try SmallBundle.parse(SmallBundle.text)
        #expect(bundle.claims.map(\.id) == ["c-1"])
        #expect(bundle.explanations.map(\.id) == ["e-1"])
    }

    @Test("The place is given as line, column and path, and the message reads as one sentence.")
    func givesPlace() throws {
        let error = try SmallBundle.refusal(replacing: "112.42000000000002", with: "1e400")
        #expect((error.line, error.column) == (26, 31))
        #expect(
            error.description
                == "small.json:26:31: entry[1].resource.item[1].net.value: the number 1e400 is beyond any bill "
                + "[1317]. Correct it: at most 64 characters, exponents from -64 to 64.")
    }

    @Test("Columns count characters, not bytes.")
    func countsCharacters() throws {
        let text = SmallBundle.text.replacing(#""text": "drugs, 药" }"#, with: #""text": "药药药" ]"#)
        let error = try SmallBundle.refusal(of: Array(text.utf8))
        #expect((error.code, error.line, error.column) == (.notJSON, 24, 49))
        #expect(error.path == "entry[1].resource.item[1].productOrService")
    }

    @Test("Two resources of one type with the same id are refused; of two types they are not.")
    func refusesDuplicateIDs() throws {
        let same = try SmallBundle.replacing(#""id": "e-1""#, with: #""id": "c-1""#)
        #expect(try SmallBundle.parse(same).explanations.map(\.id) == ["c-1"])
        let start = try #require(SmallBundle.text.firstRange(of: #"{ "resource": { "resourceType": "Patient""#))
        let claimStart = try #require(SmallBundle.text.firstRange(of: "{\n      \"fullUrl\""))
        let claimEnd = try #require(
            SmallBundle.text.firstRange(of: "{\n      \"resource\": {\n        \"resourceType\""))
        let claim = SmallBundle.text[claimStart.lowerBound..<claimEnd.lowerBound]
        var twice = SmallBundle.text
        twice.insert(contentsOf: claim, at: start.lowerBound)
        let byURL = try SmallBundle.refusal(of: Array(twice.utf8))
        #expect((byURL.code, byURL.path) == (.duplicateID, "entry[2].fullUrl"))
        let withoutURL = twice.replacing(#""fullUrl": "https://example.org/Claim/c-1","#, with: "")
        let byID = try SmallBundle.refusal(of: Array(withoutURL.utf8))
        #expect((byID.code, byID.path) == (.duplicateID, "entry[2].resource.id"))
    }

    @Test("A sum beyond 64 bits is refused.")
    func refusesHugeSum() throws {
        let entry = { (id: String) in
            """
            { "resource": { "resourceType": "Claim", "id": "\(id)", "status": "active", "type": { "text": "t" },
              "use": "claim", "patient": { "display": "p" }, "created": "2026", "provider": { "display": "h" },
              "priority": { "text": "n" },
              "insurance": [ { "sequence": 1, "focal": true, "coverage": { "display": "c" } } ],
              "total": { "value": 9e18, "currency": "JPY" } } }
            """
        }
        let text = #"{ "resourceType": "Bundle", "type": "collection", "entry": [ \#(entry("a")), \#(entry("b")) ] }"#
        let error = try SmallBundle.refusal(of: Array(text.utf8))
        #expect((error.code, error.path) == (.amountTooLarge, "entry[1].resource"))
    }

    @Test("A control character from the file does not get into the message.")
    func cleansMessage() throws {
        let error = try SmallBundle.refusal(replacing: #""code": "institutional""#, with: #""code": "\u001b[31m""#)
        #expect(error.code == .wrongShape)
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(error.description.contains("[31m"))
    }
}
