import Foundation
import Glibc
import Testing

@Suite("Bad input: a sentence, a number, a remedy, an exit code, and nothing changed")
struct BadInputTests {
    /// Runs on a node, and checks that a refusal is whole: numbered, in words and in JSON, with nothing changed.
    private func refused(
        _ arguments: [String], on node: PlayedCase, input: String = "", number: Int, status: Int32 = 1,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try node.run("status", "--json").object["entries"] as? Int
        let run = try Tool.run(arguments, node: node.node, input: input)
        #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: location)
        #expect(run.errors.hasPrefix("error: "), sourceLocation: location)
        #expect(run.errors.contains(". [\(number)] "), "\(run.errors)", sourceLocation: location)
        #expect(run.output.isEmpty, sourceLocation: location)
        let json = try Tool.run(arguments + ["--json"], node: node.node, input: input)
        #expect(json.status == status, sourceLocation: location)
        let error = try json.error
        #expect(error["number"] as? Int == number, sourceLocation: location)
        for member in ["area", "code", "message", "remedy"] {
            #expect((error[member] as? String)?.isEmpty == false, "\(member)", sourceLocation: location)
        }
        #expect(try node.run("status", "--json").object["entries"] as? Int == before, sourceLocation: location)
    }

    @Test(
        "What cannot be recorded is refused by number.",
        arguments: [
            ("nosuch/210200/1", "ClaimSubmitted", "{}", "210200", 101),
            ("claim/210200", "ClaimSubmitted", "{}", "210200", 102),
            ("claim/H11019900001/1", "ClaimSubmitted", "{}", "210200", 103),
            ("claim/210200/1", "NoSuchThing", "{}", "210200", 104),
            ("claim/210200/1", "Admitted", "{}", "210200", 105),
            ("claim/210200/1", "{", "{}", "210200", 104),
            (PlayedCase.claim, "ClaimRestored", #"{"reason":"x"}"#, "H11019900001", 106),
            ("stay/H11019900002/1", "Admitted", "{}", "H11019900001", 107),
            (PlayedCase.claim, "ClaimRestored", "{", "210200", 109),
            (PlayedCase.claim, "ClaimRestored", "", "210200", 109),
            (PlayedCase.claim, "ClaimRestored", "[]", "210200", 109),
            (PlayedCase.claim, "ClaimRestored", #"{"because":"x"}"#, "210200", 109),
            (PlayedCase.claim, "ClaimRestored", #"{"reason":7}"#, "210200", 109),
            (PlayedCase.claim, "ClaimRestored", "{}", "210200", 209),
            (PlayedCase.claim, "ClaimApproved", #"{"amount":"1"}"#, "210200", 616),
            (PlayedCase.claim, "PaymentHeld", #"{"grounds":[{"number":1,"text":"x"}]}"#, "210200", 713),
            (PlayedCase.claim, "ClaimRestored", #"{"reason":"x"}"#, "999999", 1207),
        ])
    func recording(stream: String, type: String, event: String, party: String, number: Int) throws {
        try refused(
            ["record", stream, type, "--as", party], on: try PlayedCase(), input: event, number: number)
    }

    @Test("An oversized event is refused.")
    func oversized() throws {
        let node = try PlayedCase(steps: 4)
        let admitted = try String(contentsOfFile: "\(PlayedCase.examples)/5-hospital-stay.jsonl", encoding: .utf8)
            .split(separator: "\n")[0]
        let batch = try node.file("admitted.jsonl", String(admitted))
        #expect(try node.run("record", "--batch", batch, "--as", PlayedCase.hospital).status == 0)
        let name = String(repeating: "药", count: 600)
        let line = #"{"name":"\#(name)","itemClass":"CLASS_A","amount":"1"}"#
        let lines = Array(repeating: line, count: 40).joined(separator: ",")
        try refused(
            ["record", PlayedCase.stay, "DayBilled", "--as", PlayedCase.hospital], on: node,
            input: #"{"bill":{"date":"2018-08-26","lines":[\#(lines)],"total":"40"}}"#, number: 110)
    }

    @Test(
        "A line of a batch that cannot be read is named.",
        arguments: [
            "{", "[]", "7", #"{"stream":"claim/210200/1"}"#, #"{"stream":1,"type":"ClaimSubmitted","event":{}}"#,
            #"{"stream":"claim/210200/1","type":"ClaimSubmitted","event":{},"extra":1}"#,
            #"{"stream":"claim/210200/1","type":"ClaimSubmitted","event":"x"}"#,
            #"{"stream":"claim/210200/1","type":"ClaimSubmitted","event":{},"expect":-1}"#,
        ])
    func batchLines(line: String) throws {
        let node = try PlayedCase(steps: 1)
        let file = try node.file("batch.jsonl", "\n\(line)\n")
        try refused(["record", "--batch", file, "--as", "210200"], on: node, number: 109)
        #expect(try node.run("record", "--batch", file, "--as", "210200").errors.contains("Line 2 of the batch"))
    }

    @Test(
        "Misuse ends with 2.",
        arguments: [
            [], ["frobnicate"], ["record"], ["record", "claim/210200/1"], ["record", "a", "b", "--atomic"],
            ["record", "a", "b", "--batch", "c"], ["record", "--nosuch"], ["list"], ["list", "claims", "--limit", "0"],
            ["list", "claims", "--from", "yesterday"], ["list", "claims", "--from", "2026-13-99"],
            ["list", "frogs"], ["list", "frogs", "--overdue"],
            ["list", "claims", "--status", "nonsense"], ["list", "stays", "--status", "refused"],
            ["list", "claims", "--after", "nonsense"], ["list", "claims", "--after", PlayedCase.stay],
            ["list", "claims", "--limit", "-5"], ["show", PlayedCase.claim, "--as-of", "2026-11-31"],
            ["show", PlayedCase.claim, "--as-of", "2027-02-30T10:00:00Z"],
            ["show", PlayedCase.claim, "--as-of", "2027-02-03T24:00:00Z"],
            ["record", PlayedCase.claim, "ClaimRestored", "--as", "210200", "--expect", "-1"],
            ["show"], ["show", PlayedCase.claim, "--as-of", "soon"],
            ["trace", PlayedCase.claim, "--language", "fr"], ["trace", PlayedCase.claim, "--html"],
            ["trace", PlayedCase.claim, "--replace"], ["keys", "show", "--replace"],
            ["import"], ["import", "fhir"], ["import", "fhir", "nowhere.json"], ["evidence"],
            ["evidence", "verify", "x"],
            ["evidence", "verify", "nowhere", "--trust", "nowhere"], ["evidence", "export", PlayedCase.claim],
            ["settle"], ["settle", "--policy", "nowhere", "--bill", "nowhere"], ["backup"], ["init"],
            ["record", "--batch", "nowhere.jsonl", "--as", "210200"],
            ["record", PlayedCase.claim, "ClaimRestored", "--as", "210200", "--attach", "nowhere.pdf"],
        ])
    func misuse(arguments: [String]) throws {
        let run = try Tool.run(arguments, node: try PlayedCase().node)
        #expect(run.status == 2, "\(run.output)\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(!run.errors.isEmpty)
    }

    @Test("A number below zero is told as what it is, not as missing; a wrong status with the choices.")
    func namesTheMistake() throws {
        let node = try PlayedCase()
        #expect(try node.run("list", "claims", "--limit", "-5").errors.contains("--limit is a number from 1 to 10000"))
        let record = try node.run("record", PlayedCase.claim, "ClaimRestored", "--as", "210200", "--expect", "-1")
        #expect(record.errors.contains("'-1' is invalid for '--expect <n>'"), "\(record.errors)")
        let status = try node.run("list", "stays", "--status", "refused")
        #expect(status.errors.contains("it has admitted, discharged, settled."), "\(status.errors)")
    }

    @Test(
        "An option that takes one value is given once: no value is dropped in silence.",
        arguments: [
            (["list", "claims", "--limit", "5", "--limit", "7"], "limit"),
            (["list", "claims", "--limit=5", "--json", "--limit", "7"], "limit"),
            (["record", "--batch", "a.jsonl", "--as", "210200", "--as", "210200"], "as"),
            (["show", PlayedCase.claim, "--data", "elsewhere", "--data", "nowhere"], "data"),
            (["settle", "--policy", "a", "--policy", "b", "--bill", "c"], "policy"),
        ] as [([String], String)])
    func repeated(arguments: [String], option: String) throws {
        let run = try Tool.run(arguments, node: try PlayedCase().node)
        #expect(run.status == 2, "\(run.errors)")
        #expect(run.errors.contains("--\(option) is given more than once"), "\(run.errors)")
    }

    @Test("An option that takes several values, and a flag, may be given again.")
    func repeatable() throws {
        let node = try PlayedCase()
        let run = try node.run("findings", "--json", "--number", "3", "--number", "5", "--json")
        #expect(run.status == 0 || run.status == 1, "\(run.errors)")
        #expect(!run.errors.contains("more than once"))
        #expect(try node.run("list", "--json", "--", "claims").status == 0)
    }

    @Test("Misuse, too, is one JSON document where JSON was asked for.")
    func misuseAsJSON() throws {
        let run = try Tool.run(["list", "claims", "--limit", "0", "--json"], node: try PlayedCase().node)
        #expect(run.status == 2)
        #expect(try run.error["number"] as? Int == 1501)
        let none = try Tool.run(["status", "--json"])
        #expect(none.status == 2)
        #expect(try none.error["remedy"] as? String == "Give --data DIR, or set TRIPLICATE_DATA.")
    }

    @Test(
        "What is not there is refused.",
        arguments: [
            (["show", "claim/210200/2019-000999"], 1225), (["show", "nosuch/210200/1"], 101),
            (["trace", "claim/210200/2019-000999"], 1225),
            (["evidence", "export", "claim/210200/2019-000999", "--out", "-"], 1225),
            (["replay", "--view", "nosuch"], 1221),
        ])
    func missing(arguments: [String], number: Int) throws {
        let node = try PlayedCase()
        let run = try Tool.run(arguments, node: node.node)
        #expect(run.status == 1)
        #expect(run.errors.contains("[\(number)]"), "\(run.errors)")
    }

    // MARK: Directories

    private static let commands: [[String]] = [
        ["status"], ["show", PlayedCase.claim], ["list", "claims"], ["trace", PlayedCase.claim], ["verify"], ["scrub"],
        ["replay"], ["backup", "nowhere.backup"], ["evidence", "keys"],
        ["record", PlayedCase.claim, "PaymentReleased", "--as", "210200"],
    ]

    @Test("A directory that is missing, and one that holds no node, are refused by every command.", arguments: commands)
    func noNode(command: [String]) throws {
        let scratch = try Scratch()
        for folder in [scratch.path("missing"), scratch.folder] {
            let run = try Tool.run(command, node: folder, input: #"{"reason":"x"}"#)
            #expect(run.status == 1)
            #expect(run.errors.contains("[1201]"), "\(run.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path("missing")))
    }

    @Test("A directory of a newer format is refused by every command, and not touched.", arguments: commands)
    func newerFormat(command: [String]) throws {
        let node = try PlayedCase()
        let config = "\(node.node)/config"
        let text = try String(contentsOfFile: config, encoding: .utf8)
        try text.replacing(#""format" : 1"#, with: #""format" : 2"#).write(
            toFile: config, atomically: true, encoding: .utf8)
        let run = try Tool.run(command, node: node.node, input: #"{"reason":"x"}"#)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1202]"), "\(run.errors)")
        #expect(run.errors.contains("format 2"))
    }

    @Test("A second writer is refused and the first is named; readers go on.")
    func secondWriter() throws {
        let node = try PlayedCase()
        let lock = open("\(node.node)/lock", O_RDWR)
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        defer { close(lock) }
        let run = try node.run(
            "record", PlayedCase.claim, "PaymentReleased", "--as", "210200", input: #"{"reason":"x"}"#)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1203]"), "\(run.errors)")
        for command in [
            ["show", PlayedCase.claim], ["trace", PlayedCase.claim], ["list", "claims"], ["verify"], ["scrub"],
            ["status"],
        ] {
            #expect(try Tool.run(command, node: node.node).status == 0, "\(command)")
        }
    }

    @Test("A map that is full is refused, loses nothing, and reading goes on.")
    func fullMap() throws {
        let node = try PlayedCase(steps: 4)
        let config = "\(node.node)/config"
        let text = try String(contentsOfFile: config, encoding: .utf8)
        let size =
            (try FileManager.default.attributesOfItem(atPath: "\(node.node)/log/data.mdb")[.size] as? NSNumber)?
            .intValue ?? 0
        let small = text.replacing(/"logMapBytes" : [0-9]+/, with: "\"logMapBytes\" : \(size + 8192)")
        try #require(small != text)
        try small.write(toFile: config, atomically: true, encoding: .utf8)
        let run = try Tool.run(PlayedCase.batch(5), node: node.node)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1205]"), "\(run.errors)")
        #expect(try node.run("verify").status == 0)
        try text.write(toFile: config, atomically: true, encoding: .utf8)
        #expect(try Tool.run(PlayedCase.batch(5), node: node.node).status == 0)
        #expect(try node.run("verify").status == 0)
    }

    @Test(
        "A full disk is refused, loses nothing, and clears when space returns.",
        .enabled(if: SmallDisk.isPossible, "mounting a small disk needs root"))
    func fullDisk() throws {
        let disk = try SmallDisk()
        let node = disk.path("node")
        let played = try PlayedCase(steps: 4)
        try FileManager.default.copyItem(atPath: played.node, toPath: node)
        try disk.fill()
        let run = try Tool.run(PlayedCase.batch(5), node: node)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1205]"), "\(run.errors)")
        disk.clear()
        #expect(try Tool.run(PlayedCase.batch(5), node: node).status == 0)
        let report = try Tool.run(["verify", "--json"], node: node)
        #expect(report.status == 0)
        #expect(try report.object["entries"] as? Int == 56)
    }

    @Test("A directory that this user may not write is refused by every command.", arguments: commands)
    func readOnlyDirectory(command: [String]) throws {
        let node = try PlayedCase()
        let user = try OtherUser(owning: node.node)
        let run = try user.run(command, node: node.node, input: #"{"reason":"x"}"#)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1204]"), "\(run.errors)")
    }
}
