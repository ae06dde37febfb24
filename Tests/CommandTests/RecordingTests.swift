import Foundation
import Testing

@Suite("init and record")
struct RecordingTests {
    @Test("init makes a node, prints the party's four verifier keys, and adds a second party.")
    func initialises() throws {
        let scratch = try Scratch()
        let node = scratch.path("node")
        func initialise(_ role: String, _ code: String) throws -> Tool.Run {
            try Tool.run([
                "init", "--data", node, "--role", role, "--code", code, "--name", "名", "--origin",
                "example.org/\(role)",
                "--json",
            ])
        }
        let made = try initialise("center", "210200")
        #expect(made.status == 0)
        let party = try made.object
        #expect(party["party"] as? String == "center:210200")
        #expect(party["origin"] as? String == "example.org/center")
        #expect(party["hosted"] as? Bool == true)
        let keys = try #require(party["verifierKeys"] as? [String: String])
        #expect(keys.keys.sorted() == ["log", "mirror", "transport", "witness"])
        #expect(keys["log"]?.hasPrefix("example.org/center+") == true)
        #expect(keys["witness"]?.hasPrefix("example.org/center/witness+") == true)
        #expect(try initialise("hospital", "H11019900001").status == 0)
        #expect(try initialise("hospital", "H11019900001").status == 1)
        let mode = try FileManager.default.attributesOfItem(atPath: "\(node)/keys/center-210200/log")[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test("A recorded event is answered with where it stands, and the checkpoint that signs it.")
    func records() throws {
        let node = try PlayedCase(steps: 2)
        let run = try node.run(
            "record", "filing/210200/2018-000045", "FormStamped", "--as", PlayedCase.hospital, "--operator",
            "office.li",
            "--event", "-", "--json", input: #"{"hospital":"H11019900001","stampedOn":"2018-02-12","officer":"李"}"#)
        #expect(run.status == 0, "\(run.errors)")
        let recorded = try run.object
        #expect(recorded["stream"] as? String == "filing/210200/2018-000045")
        #expect(recorded["log"] as? String == "triplicate.example/hospital-h11019900001")
        #expect(recorded["number"] as? Int == 0)
        #expect(recorded["position"] as? Int == 3)
        #expect(recorded["alreadyPresent"] as? Bool == false)
        #expect((recorded["eventId"] as? String)?.count == 32)
        let checkpoint = try #require(recorded["checkpoint"] as? String)
        #expect(checkpoint.hasPrefix("triplicate.example/hospital-h11019900001\n1\n"))
        #expect(checkpoint.contains("\n— triplicate.example/hospital-h11019900001 "))
        let state = try node.run("show", "filing/210200/2018-000045", "--json").object
        let entries = try #require(state["entries"] as? [[String: Any]])
        #expect((entries.last?["act"] as? [String: Any])?["operatorName"] as? String == "office.li")
    }

    @Test("An event comes from a file as from standard input, and a byte order mark is passed over.")
    func readsFile() throws {
        let node = try PlayedCase(steps: 2)
        let file = try node.file(
            "stamp.json", "\u{feff}{\"hospital\":\"H11019900001\",\"stampedOn\":\"2018-02-12\",\"officer\":\"李\"}")
        let run = try node.run(
            "record", "filing/210200/2018-000045", "FormStamped", "--as", "hospital:H11019900001", "--event", file)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("hospital:H11019900001 recorded FormStamped in filing/210200/2018-000045."))
    }

    @Test("A batch prints a line for each event; recorded again it adds nothing.")
    func batches() throws {
        let node = try PlayedCase(steps: 4)
        let batch = PlayedCase.batch(5) + ["--json"]
        let first = try Tool.run(batch, node: node.node)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try first.objects.count == 51)
        #expect(try first.objects.allSatisfy { $0["alreadyPresent"] as? Bool == false })
        let second = try Tool.run(batch, node: node.node)
        #expect(try second.objects.count == 51)
        #expect(try second.objects.allSatisfy { $0["alreadyPresent"] as? Bool == true })
        #expect(try second.objects.map { $0["number"] as? Int } == first.objects.map { $0["number"] as? Int })
        #expect(try node.run("status", "--json").object["entries"] as? Int == 56)
    }

    @Test("An empty batch records nothing, and says so.")
    func emptyBatch() throws {
        let node = try PlayedCase(steps: 0)
        let file = try node.file("empty.jsonl", "\n\n")
        #expect(try node.run("record", "--batch", file, "--as", "210200").output == "nothing to record\n")
        let json = try node.run("record", "--batch", file, "--as", "210200", "--json")
        #expect(json.status == 0)
        #expect(json.output.isEmpty)
        #expect(json.errors == "note: nothing to record.\n")
    }

    private let goodThenBad = """
        {"stream": "person/210200/A1", "type": "PersonRegistered", "event": {"name": "甲", "residentId": "34052419800101001X", "cardNumber": "CARD000001", "status": "EMPLOYEE", "insuredFrom": "2001-01-01"}}

        {"stream": "person/210200/A2", "type": "PersonRegistered", "event": {"name": "乙", "residentId": "340524198001010011", "cardNumber": "CARD000002", "status": "EMPLOYEE", "insuredFrom": "2001-01-01"}}
        """

    @Test("A batch stops at the first event that is refused, and says what stands; an atomic one leaves nothing.")
    func stops() throws {
        let node = try PlayedCase(steps: 0)
        let file = try node.file("batch.jsonl", goodThenBad)
        let atomic = try node.run("record", "--batch", file, "--as", "210200", "--atomic", "--json")
        #expect(atomic.status == 1)
        #expect(try atomic.error["place"] as? Int == 2)
        #expect(try atomic.error["recorded"] as? Int == 0)
        #expect(try atomic.error["number"] as? Int == 204)
        #expect(try node.run("status", "--json").object["entries"] as? Int == 0)
        let plain = try node.run("record", "--batch", file, "--as", "210200")
        #expect(plain.status == 1)
        #expect(plain.errors.contains("Event 2 of the batch"))
        #expect(plain.errors.contains("[204]"))
        #expect(plain.errors.contains("The event before it is recorded."))
        #expect(try node.run("status", "--json").object["entries"] as? Int == 1)
    }

    @Test("With --json a batch that stops has printed a line for each event that stands, and the refusal last.")
    func stopsInLines() throws {
        let node = try PlayedCase(steps: 0)
        let file = try node.file("batch.jsonl", goodThenBad)
        let run = try node.run("record", "--batch", file, "--as", "210200", "--json")
        #expect(run.status == 1)
        let lines = try run.objects
        try #require(lines.count == 2)
        #expect(lines[0]["stream"] as? String == "person/210200/A1")
        #expect((lines[1]["error"] as? [String: Any])?["recorded"] as? Int == 1)
    }

    @Test("The same event under the same id is recorded once; other content under it is refused.")
    func retries() throws {
        let node = try PlayedCase(steps: 7)
        func hold(_ reason: String) throws -> Tool.Run {
            try node.run(
                "record", PlayedCase.claim, "PaymentReleased", "--as", "210200", "--operator", "a", "--event-id",
                "release-1",
                "--json", input: "{\"reason\":\"\(reason)\"}")
        }
        let first = try hold("eins")
        #expect(first.status == 0, "\(first.errors)")
        let again = try hold("eins")
        #expect(try again.object["alreadyPresent"] as? Bool == true)
        #expect(try again.object["number"] as? Int == first.object["number"] as? Int)
        #expect(try again.object["eventId"] as? String == first.object["eventId"] as? String)
        let other = try hold("zwei")
        #expect(other.status == 1)
        #expect(try other.error["number"] as? Int == 1211)
    }

    @Test("A stale expectation names what was expected, what is there, and what came between.")
    func stale() throws {
        let node = try PlayedCase(steps: 7)
        func release(expect: String) throws -> Tool.Run {
            try node.run(
                "record", PlayedCase.claim, "PaymentReleased", "--as", "210200", "--expect", expect, "--json",
                input: #"{"reason":"x"}"#)
        }
        let stale = try release(expect: "3")
        #expect(stale.status == 1)
        let message = try #require(try stale.error["message"] as? String)
        #expect(message.contains("holds 5 entries, not 3"))
        #expect(message.contains("ReferredToPolice by center:210200, ClaimRefused by center:210200 came between"))
        #expect(try stale.error["number"] as? Int == 1210)
        #expect(try release(expect: "5").status == 0)
    }

    @Test("The center records for the unit, and the entry says so.")
    func onBehalf() throws {
        let node = try PlayedCase(steps: 5)
        _ = try node.run(
            "record", "--batch", try node.file("none.jsonl", ""), "--as", "210200", "--attach",
            "\(PlayedCase.examples)/papers/unit")
        let run = try node.run(
            "record", "--batch", "\(PlayedCase.examples)/6-unit-claim.jsonl", "--as", "210200",
            "--on-behalf-of", "unit:\(PlayedCase.unit)", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let state = try node.run("show", PlayedCase.claim, "--json").object
        let act = try #require((state["entries"] as? [[String: Any]])?[0]["act"] as? [String: Any])
        #expect(act["party"] as? String == "center:210200")
        #expect(act["onBehalfOf"] as? String == "unit:\(PlayedCase.unit)")
    }

    @Test("Documents that are handed in with a refused event stay, and the user is told.")
    func attached() throws {
        let node = try PlayedCase(steps: 5)
        let scan = try node.file("scan.txt", "a scan\n")
        let refused = try node.run(
            "record", PlayedCase.claim, "ClaimRestored", "--as", "210200", "--attach", scan, input: #"{"reason":"x"}"#)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("note: 1 document given with --attach stayed"), "\(refused.errors)")
        let alone = try node.run(
            "record", "--batch", try node.file("none.jsonl", ""), "--as", "210200", "--attach", scan)
        #expect(alone.status == 0 && !alone.errors.contains("stayed"))
        let accepted = try Tool.run(PlayedCase.batch(6), node: node.node)
        #expect(accepted.status == 0 && !accepted.errors.contains("stayed"))
    }

    @Test("Where several parties are hosted, who acts has to be said, and the choices are named.")
    func actors() throws {
        let node = try PlayedCase(steps: 0)
        let run = try node.run("record", "person/210200/1", "PersonRegistered", input: "{}")
        #expect(run.status == 1)
        #expect(run.errors.contains("--as: center:210200, unit:91210299MA0TRPLC1U, hospital:H11019900001"))
    }
}
