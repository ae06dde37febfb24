import ClaimsLedger
import Foundation

extension Seeds {
    /// The forged invoice with a stay of two days instead of 48, whole and in parts.
    mutating func addStories(_ vectors: Vectors) throws {
        var lines: [String] = []
        for path in vectors.paths(under: "Examples/forged-invoice", ending: ".jsonl") {
            let text = try vectors.text(path)
            let part = path.contains("hospital-stay") ? try Self.shortStay(text) : text.split(separator: "\n").map(String.init)
            for line in part { add("batch", "\(lines.count + part.count) of story", text: line + "\n") }
            lines += part
            add("story", "first \(lines.count)", text: lines.joined(separator: "\n") + "\n")
        }
        let claim = "claim/210200/2019-000123"
        let decisions = [
            ("ClaimAccepted", "{}"),
            ("ClaimAdjudicated", #"{"policy":"policy/210200/dalian","split":{"total":"100"}}"#),
            ("ClaimApproved", #"{"amount":"100"}"#), ("PaymentOrdered", #"{"order":"1","amount":"100"}"#),
            ("PaymentMade", #"{"order":"1","amount":"100","paidOn":"2019-02-01"}"#),
            ("Corrected", #"{"entry":{"origin":"triplicate.example/210200","number":"1"},"reason":"x"}"#),
            ("Annulled", #"{"entry":{"origin":"triplicate.example/210200","number":"2"},"reason":"x"}"#),
            ("Disclosed", #"{"to":"hospital:H11019900001","reason":"x"}"#),
        ].map { #"{"stream":"\#(claim)","type":"\#($0.0)","event":\#($0.1)}"# }
        add("story", "decisions", text: (lines + decisions).joined(separator: "\n") + "\n")
    }

    /// The stay of the example from its last two days, its bill the sum of their lines.
    private static func shortStay(_ text: String) throws -> [String] {
        let all = try text.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
        var kept: [[String: Any]] = []
        var lines: [[String: Any]] = []
        for var request in all {
            guard var event = request["event"] as? [String: Any] else { continue }
            switch request.text("type") {
            case "Admitted": event["admittedOn"] = "2018-10-10"
            case "DayBilled":
                guard var bill = event["bill"] as? [String: Any], bill.text("date") >= "2018-10-10" else { continue }
                let day = Array(bill.objects("lines").prefix(2))
                lines += day
                bill["lines"] = day
                bill["total"] = sum(day)
                event["bill"] = bill
            case "BillSettled":
                guard var bill = event["bill"] as? [String: Any], var invoice = bill["invoice"] as? [String: Any] else {
                    continue
                }
                bill["lines"] = lines
                bill["total"] = sum(lines)
                invoice["amount"] = sum(lines)
                bill["invoice"] = invoice
                bill["days"] = nil
                event["bill"] = bill
            default: break
            }
            request["event"] = event
            kept.append(request)
        }
        return try kept.map { request in
            String(decoding: try JSONSerialization.data(withJSONObject: request, options: [.sortedKeys]), as: UTF8.self)
        }
    }

    private static func sum(_ lines: [[String: Any]]) -> String { "\(lines.reduce(0) { $0 + (Int64($1.text("amount")) ?? 0) })" }
}
