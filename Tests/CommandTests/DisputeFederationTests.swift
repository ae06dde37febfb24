import Foundation
import Glibc
import Testing

/// Center, hospital and arbiter, each with a node of its own that a process serves, which mirror each other. The unit is the center's guest.
private final class Federation {
    static let parties = [
        ("center", "center", PlayedCase.center), ("center", "unit", PlayedCase.unit),
        ("hospital", "hospital", PlayedCase.hospital), ("arbiter", "arbiter", "110000"),
    ]
    static let names = ["center", "hospital", "arbiter"]

    private let scratch: Scratch
    private var served: [ServedProcess] = []
    /// What a batch is recorded as, by its file's name: numbers of entries that it names, in the example and here.
    private var numbers: [String: String] = [:]

    init() throws {
        scratch = try Scratch()
        let ports = try Dictionary(
            uniqueKeysWithValues: Self.names.map { ($0, try Self.freePort()) })
        for (node, role, code) in Self.parties {
            let made = try Tool.run([
                "init", "--data", path(node), "--role", role, "--code", code, "--name", "测试 \(role)", "--origin",
                "triplicate.example/\(role)-\(code.lowercased())", "--json",
            ])
            try #require(made.status == 0, "\(made.errors)")
            _ = try scratch.file("\(role).keys", made.output)
        }
        for node in Self.names {
            for (other, role, _) in Self.parties where other != node {
                let added = try Tool.run([
                    "peers", "add", "--data", path(node), "--url", "http://127.0.0.1:\(ports[other] ?? 0)", "--keys",
                    path("\(role).keys"), "--mode", "filtered",
                ])
                try #require(added.status == 0, "\(node), \(role): \(added.errors)")
            }
        }
        for node in Self.names {
            served.append(try ServedProcess(node: path(node), listen: "127.0.0.1:\(ports[node] ?? 0)", poll: "0.2"))
        }
    }

    func path(_ name: String) -> String { scratch.path(name) }

    func stop() -> [Int32] { served.map { $0.stop() } }

    /// A port that was free just now.
    private static func freePort() throws -> UInt16 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(file >= 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }

    /// Records a batch on the node of the party that acts, with the numbers that entries have here, and waits until everybody holds it.
    func play(_ folder: String, _ file: String, on node: String, as role: String, papers: String? = nil) throws {
        let examples = "\(Tool.project)/Examples/\(folder)"
        var text = try String(contentsOfFile: "\(examples)/\(file).jsonl", encoding: .utf8)
        // A receipt is an entry too, so the numbers are not those of the example.
        for (example, here) in numbers { text = text.replacing(example, with: here) }
        text = text.replacing("@", with: "")
        let code = try #require(Self.parties.first { $0.1 == role }?.2)
        var arguments = [
            "record", "--data", path(node), "--batch", try scratch.file("batch.jsonl", text), "--as", "\(role):\(code)",
            "--json",
        ]
        if let papers { arguments += ["--attach", "\(examples)/papers/\(papers)"] }
        let run = try Tool.run(arguments)
        try #require(run.status == 0, "\(file): \(run.errors)\(run.output)")
        func number(_ stream: String, _ place: Int) throws -> String {
            let recorded = try run.objects.filter { ($0["stream"] as? String)?.hasPrefix(stream) == true }
            return try "\(#require(recorded[place < 0 ? recorded.count + place : place]["number"] as? Int))"
        }
        func named(_ origin: String, _ number: String) -> String {
            #""origin": "triplicate.example/\#(origin)", "number": "\#(number)""#
        }
        func keep(_ origin: String, _ example: String, _ number: String) {
            // Marked, so that what was replaced is not taken for another one of the example.
            numbers[named(origin, example)] = named(origin, "@\(number)")
        }
        switch file {
        case "5-hospital-stay": keep("hospital-h11019900001", "51", try number("stay/", -1))
        case "6-unit-claim": keep("unit-91210299ma0trplc1u", "1", try number("claim/", 0))
        case "8-center-measures":
            keep("center-210200", "6", try number("claim/", 0))
            keep("center-210200", "7", try number("person/", 0))
            keep("center-210200", "8", try number("claim/", 1))
        default: break
        }
        try settle()
    }

    /// Waits until every node holds all that the others have for it, receipts included.
    private func settle() throws {
        var calm = 0
        for _ in 0..<200 where calm < 2 {
            let isBehind = try Self.names.contains { node in
                let logs = try Tool.run(["peers", "--data", path(node), "--json"]).object["logs"] as? [[String: Any]]
                return (logs ?? []).contains { log in
                    log["hosted"] as? Bool != true
                        && ((log["lag"] as? Int ?? 1) > 0 || (log["missingBlobs"] as? Int ?? 0) > 0)
                }
            }
            calm = isBehind ? 0 : calm + 1
            usleep(200_000)
        }
        try #require(calm == 2, "the nodes do not come to hold the same")
    }

    /// Opens all that a party has recorded in a stream to the arbiter.
    func disclose(_ stream: String, on node: String, as role: String) throws {
        let run = try Tool.run(
            ["record", stream, "Disclosed", "--as", role, "--json"], node: path(node),
            input: #"{"to": "arbiter:110000", "reason": "争议举证"}"#)
        try #require(run.status == 0, "\(stream): \(run.errors)")
        try settle()
    }

    func run(_ node: String, _ arguments: String...) throws -> Tool.Run { try Tool.run(arguments, node: path(node)) }
}

@Suite("a dispute over nodes that mirror each other", .timeLimit(.minutes(5)))
struct DisputeFederationTests {
    @Test(
        "L3, L4, L5: opened on the center's node, answered on the hospital's, ruled on the arbiter's: all three hold the same, and the evidence verifies."
    )
    func dispute() throws {
        let nodes = try Federation()
        for (file, role, papers) in [
            ("1-center-register", "center", nil), ("2-unit-application", "unit", nil),
            ("3-hospital-stamp", "hospital", nil),
            ("4-center-record", "center", nil), ("5-hospital-stay", "hospital", nil), ("6-unit-claim", "unit", "unit"),
        ] as [(String, String, String?)] {
            try nodes.play("forged-invoice", file, on: role == "unit" ? "center" : role, as: role, papers: papers)
        }
        let stream = "dispute/110000/2019-000009"
        for (file, role, papers) in [
            ("1-center-opening", "center", "center"), ("2-arbiter-notice", "arbiter", nil),
            ("3-hospital-statement", "hospital", "hospital"), ("4-center-statement", "center", nil),
        ] as [(String, String, String?)] {
            try nodes.play("dispute", file, on: role, as: role, papers: papers)
        }
        // The arbiter cites what it holds: the hospital opens its bill to it, the unit its claim.
        let early = try nodes.run("arbiter", "show", PlayedCase.claim)
        #expect(early.status == 1)
        try nodes.disclose(PlayedCase.stay, on: "hospital", as: "hospital:\(PlayedCase.hospital)")
        try nodes.disclose(PlayedCase.claim, on: "center", as: "unit:\(PlayedCase.unit)")
        try nodes.play("dispute", "5-arbiter-ruling", on: "arbiter", as: "arbiter", papers: "arbiter")
        try nodes.play("dispute", "6-center-appeal", on: "center", as: "center")
        try nodes.play("dispute", "7-arbiter-appeal", on: "arbiter", as: "arbiter")
        try nodes.play("dispute", "8-center-measures", on: "center", as: "center")
        try nodes.play("dispute", "9-center-consequences", on: "center", as: "center")
        try same(nodes, stream)
        try evidence(nodes, stream)
        #expect(nodes.stop() == [0, 0, 0])
    }

    /// All that each node shows of the dispute is what the others show, to the last hash.
    private func same(_ nodes: Federation, _ stream: String) throws {
        var shown: [String] = []
        var steps: [String] = []
        for node in Federation.names {
            let show = try nodes.run(node, "show", stream, "--json")
            #expect(show.status == 0, "\(node): \(show.errors)")
            shown.append(show.output)
            let trace = try nodes.run(node, "trace", stream, "--json").object
            #expect(trace["status"] as? String == "final")
            #expect((trace["verification"] as? [String: Any])?["ok"] as? Bool == true)
            let dispute = try #require(trace["dispute"] as? [String: Any])
            let events = try #require(trace["events"] as? [[String: Any]])
            #expect(events.allSatisfy { $0["verdict"] as? String == "regular" })
            steps.append(
                "\(try #require(dispute["steps"] as? [Any]).count) \(try #require(dispute["clock"] as? [Any]).count)")
            // By its receipts each says that it holds all of it; what another received of a third the node need not know.
            let known = try #require(dispute["knowledge"] as? [[String: Any]])
            let own = known.flatMap { $0["parties"] as? [[String: Any]] ?? [] }
            let standings = own.filter { ($0["party"] as? String)?.hasPrefix("\(node):") == true }
                .compactMap { $0["standing"] as? String }
            #expect(Set(standings).isSubset(of: ["own", "acknowledged", "notAddressed"]), "\(node): \(standings)")
            #expect(standings.count { $0 == "acknowledged" } > 5)
            #expect(try nodes.run(node, "verify", "--json").status == 0)
        }
        #expect(Set(shown).count == 1 && Set(steps).count == 1)
        for other in ["hospital:\(PlayedCase.hospital)", "arbiter:110000"] {
            let difference = try nodes.run("center", "peers", "--diff", stream, "--peer", other)
            #expect(difference.status == 0, "\(other): \(difference.output)\(difference.errors)")
        }
    }

    /// The evidence from the center's node has what the ruling cites, of all four logs, and verifies here and independently.
    private func evidence(_ nodes: Federation, _ stream: String) throws {
        let file = nodes.path("dispute.evidence")
        let export = try nodes.run("center", "evidence", "export", stream, "--out", file, "--json")
        #expect(export.status == 0, "\(export.errors)")
        let trust = nodes.path("trust.vkeys")
        try Data(nodes.run("center", "evidence", "keys").output.utf8).write(to: URL(fileURLWithPath: trust))
        let verdict = try Tool.run(["evidence", "verify", file, "--trust", trust, "--json"])
        #expect(verdict.status == 0, "\(verdict.errors)\(verdict.output)")
        let entries = try #require(try verdict.object["entries"] as? [[String: Any]])
        let types = entries.compactMap { $0["type"] as? String }
        #expect(types.contains("DisputeSettled") && types.contains("BillSettled") && types.contains("ClaimSubmitted"))
        let independent = try Tool.start(
            "/usr/bin/env",
            ["python3", "\(Tool.project)/Tests/Independent/verify_evidence.py", file, "--trust", trust])
        #expect(independent.status == 0, "\(independent.errors)\(independent.output)")
    }
}
