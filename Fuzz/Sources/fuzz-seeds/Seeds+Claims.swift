import Claims
import ClaimsLedger
import Foundation

extension Seeds {
    mutating func addPolicies(_ vectors: Vectors) throws {
        for path in vectors.paths(under: "Examples", ending: ".yaml") {
            let parts = path.split(separator: "/").dropFirst().joined(separator: " ")
            let file = path.split(separator: "/").last ?? ""
            if file.hasPrefix("policy") || path.contains("/policies/") { add("policy", parts, try vectors.bytes(path)) }
            if file.hasPrefix("bill") { add("bill", parts, try vectors.bytes(path)) }
            if file.hasPrefix("history") { add("history", parts, try vectors.bytes(path)) }
            if file.hasPrefix("catalogue") { add("catalogue", parts, try vectors.bytes(path)) }
            if file.hasPrefix("procedure") { add("procedure", parts, try vectors.bytes(path)) }
        }
        add(
            "history", "everything",
            text: """
                stays: 2
                date: 2024-03-01
                inScope: 12000.00
                deductible: 800.00
                pooledFund: 9000.00
                majorIllness: 100.00
                otherFunds: {aid: 5.00}
                bases: {majorIllness: 3000.00}
                """)
    }

    /// Bundles of one resource each, of one with many.
    static func singles(of bundle: [UInt8]) throws -> [[UInt8]] {
        guard var object = try JSONSerialization.jsonObject(with: Data(bundle)) as? [String: Any] else { return [] }
        return try object.objects("entry").map { entry in
            object["entry"] = [entry]
            return [UInt8](try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]))
        }
    }

    mutating func addEvents(_ vectors: Vectors) throws {
        var types: Set<String> = []
        for path in vectors.paths(under: "Examples", ending: ".jsonl") {
            for request in try RecordRequest.lines(vectors.text(path)) where types.insert(request.type).inserted {
                guard let type = EventType(name: request.type), let place = EventType.known.firstIndex(of: type),
                    request.event.utf8.count < 4000
                else { continue }
                let payload = try Event(type: type, json: request.event).payloadBytes()
                add("event", request.type, [UInt8(place)] + payload)
                add("event-json", request.type, [UInt8(place)] + request.event.utf8)
            }
        }
        // The types that no example has, empty.
        for (place, type) in EventType.known.enumerated() where !types.contains(type.description) {
            let payload = try Event(type: type, json: "{}").payloadBytes()
            add("event", type.description, [UInt8(place)] + payload)
            add("event-json", type.description, [UInt8(place)] + "{}".utf8)
        }
        for name in [
            "claim/210200/2019-000123", "stay/H11019900001/2018-004711", "fhir-claim/210200/a.b", "center:210200",
            "unit:91210299MA0TRPLC1U", "hospital:H11019900001", "2018-08-25", "210299195603120007",
            "91210299MA0TRPLC1U",
            "H11019900001", "210200", "H11019900001201810111030000001", "24564.514", "-0.05", "max(0, (a + b) * 2%)",
            "2018-08-25T03:04:05.678Z", "2018-08-25T03:04:05+08:00", "0003-9QXD-3PF8", "林海生", "ｌｉｎ　１１",
            "objection\t210200\t2018-11-05\t\t\t\tO1",
        ] { add("names", name, text: name) }
        let row = [
            "claim/210200/1", "claim", "held", "林海生", "person/210200/1", "", "", "", "H11019900001", "1-2", "1526314",
            "CNY",
            "2019-01-20", "",
        ]
        add("list-row", "claim", row.flatMap { littleEndian(UInt32($0.utf8.count)) + $0.utf8 })
    }
}
