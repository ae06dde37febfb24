import ClaimsLedger
import Foundation

extension Seeds {
    /// The other roads, each as far as it goes into one input.
    private mutating func addRoads(_ vectors: Vectors) throws {
        for road in ["filed-stay", "sudden-illness", "referral", "third-party"] {
            var story = ""
            for path in vectors.paths(under: "Examples/\(road)", ending: ".jsonl") {
                for line in try vectors.text(path).split(separator: "\n") where line.utf8.count < 4_000 {
                    if !line.contains("DayBilled"), story.utf8.count + line.utf8.count < 16_000 { story += "\(line)\n" }
                }
            }
            add("story", road, text: story)
        }
    }

    /// The forged invoice with a stay of two days instead of 48, whole and in parts.
    mutating func addStories(_ vectors: Vectors) throws {
        try addRoads(vectors)
        var lines: [String] = []
        for path in vectors.paths(under: "Examples/forged-invoice", ending: ".jsonl") {
            let text = try vectors.text(path)
            let part =
                path.contains("hospital-stay") ? try Self.shortStay(text) : text.split(separator: "\n").map(String.init)
            for line in part { add("batch", "\(lines.count + part.count) of story", text: line + "\n") }
            lines += part
            add("story", "first \(lines.count)", text: lines.joined(separator: "\n") + "\n")
        }
        // The same claim paid instead of refused.
        lines.removeLast(5)
        let claim = try JSONSerialization.jsonObject(with: Data((lines.last ?? "").utf8)) as? [String: Any] ?? [:]
        let event = claim["event"] as? [String: Any] ?? [:]
        let total = Int64((event["bill"] as? [String: Any] ?? [:]).text("total")) ?? 0
        let payee = String(
            decoding: try JSONSerialization.data(withJSONObject: event["payee"] ?? [:], options: [.sortedKeys]),
            as: UTF8.self)
        lines += [
            ("ClaimAccepted", #"{"latenessExcused":"x"}"#),
            (
                "ClaimAdjudicated",
                #"{"split":{"total":"\#(total)","inScope":"\#(total)","pooledFund":"\#(total - 100)","#
                    + #""fundTotal":"\#(total - 100)","personalShare":"100","cash":"100"}}"#
            ),
            ("ClaimApproved", #"{"amount":"\#(total - 100)"}"#),
            ("PaymentOrdered", #"{"order":"1","amount":"\#(total - 100)","payee":\#(payee)}"#),
            ("PaymentMade", #"{"order":"1","payment":"B1","amount":"\#(total - 100)","paidOn":"2019-01-20"}"#),
            ("PaymentMade", #"{"order":"1","payment":"B2","amount":"1","paidOn":"2019-01-20"}"#),
            ("PaymentReversed", #"{"payment":"B1","amount":"\#(total - 100)","reversedOn":"2019-01-21","reason":"x"}"#),
            ("Annulled", #"{"entry":{"origin":"triplicate.example/210200","number":"3"},"reason":"x"}"#),
            ("Disclosed", #"{"to":"hospital:H11019900001","reason":"x"}"#),
        ].map { #"{"stream":"\#(claim.text("stream"))","type":"\#($0.0)","author":"4","event":\#($0.1)}"# }
        add("story", "paid", text: lines.joined(separator: "\n") + "\n")
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

    private static func sum(_ lines: [[String: Any]]) -> String {
        "\(lines.reduce(0) { $0 + (Int64($1.text("amount")) ?? 0) })"
    }
}
