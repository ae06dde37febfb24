import Foundation
import Testing

@Suite("evidence across a change of the log's key")
struct RotationEvidenceTests {
    private static let stream = "person/210200/000001"
    private static let origin = "triplicate.example/center-210200"

    /// A center and its registrar on one node; one entry of a stream stands before the change of the center's key, one after it.
    private final class Office {
        let scratch: Scratch
        let node: String
        let file: String
        let oldKey: String
        let newKey: String
        /// The registrar's key, marked as a registrar's.
        let registrar: String

        init() throws {
            scratch = try Scratch()
            node = scratch.path("node")
            file = scratch.path("person.evidence")
            var keys: [String: [String: Any]] = [:]
            for (role, code) in [("registrar", "210000"), ("center", "210200")] {
                let made = try Tool.run(
                    [
                        "init", "--role", role, "--code", code, "--name", role, "--origin",
                        "triplicate.example/\(role)-\(code)", "--json",
                    ], node: node)
                try #require(made.status == 0, "\(made.errors)")
                keys[role] = try made.object
            }
            let center = try #require(keys["center"])
            let vkeys = try #require(center["verifierKeys"] as? [String: String])
            oldKey = try #require(vkeys["log"])
            registrar = try #require((keys["registrar"]?["verifierKeys"] as? [String: String])?["log"])
            let admission: [String: Any] = [
                "party": "center:210200", "name": "滨城医疗保险中心", "origin": RotationEvidenceTests.origin, "keys": vkeys,
            ]
            let json = String(decoding: try JSONSerialization.data(withJSONObject: admission), as: UTF8.self)
            let (node, rotation, stream) = (node, scratch.path("rotation"), RotationEvidenceTests.stream)
            func run(_ arguments: [String], input: String = "") throws -> Tool.Run {
                let run = try Tool.run(arguments, node: node, input: input)
                try #require(run.status == 0, "\(arguments): \(run.errors)")
                return run
            }
            _ = try run(
                ["record", "party/210000/center-210200", "PartyAdmitted", "--as", "registrar:210000", "--event", "-"],
                input: json)
            let person =
                #"{"name":"林海生","residentId":"210299195603120007","cardNumber":"LN21029900012345","#
                + #""status":"RETIREE","unit":"91210299MA0TRPLC1U","insuredFrom":"2001-01-01","#
                + #""telephone":"13900000000","address":"滨城示范路 1 号"}"#
            _ = try run(["record", stream, "PersonRegistered", "--as", "210200", "--event", "-"], input: person)
            let rotated = try run([
                "keys", "rotate", "--as", "center:210200", "--purpose", "log", "--out", rotation, "--json",
            ])
            newKey = try #require((rotated.object["verifierKeys"] as? [String: String])?["log"])
            _ = try run(["record", "--batch", rotation, "--as", "registrar:210000"])
            _ = try run(
                ["record", stream, "CardLocked", "--as", "210200", "--event", "-"],
                input: #"{"cardNumber":"LN21029900012345","lockedOn":"2026-01-02","reason":"lost"}"#)
            _ = try run(["evidence", "export", stream, "--out", file])
        }
    }

    private func independent(_ file: String, trust: String) throws -> Tool.Run {
        let python = ProcessInfo.processInfo.environment["TRIPLICATE_PYTHON"]
        return try Tool.start(
            python ?? "/usr/bin/env",
            (python == nil ? ["python3"] : []) + [
                "\(Tool.project)/Tests/Independent/verify_evidence.py", file, "--trust", trust,
            ])
    }

    @Test("Neither keys rotate nor keys show writes over a file that is there, unless asked.")
    func keepsFiles() throws {
        let office = try Office()
        let node = office.node
        let mine = try office.scratch.file("mine", "something of mine\n")
        for arguments in [["rotate", "--purpose", "witness"], ["show"]] {
            let refused = try Tool.run(["keys"] + arguments + ["--as", "center:210200", "--out", mine], node: node)
            #expect(refused.status == 2 && refused.errors.contains("is there already"), "\(refused.errors)")
            #expect(try String(contentsOfFile: mine, encoding: .utf8) == "something of mine\n")
        }
        let out = ["--as", "center:210200", "--out", mine, "--replace", "--json"]
        let shown = try Tool.run(["keys", "show"] + out, node: node)
        #expect(try shown.object["rotations"] as? Int == 1, "\(shown.errors)")
        let rotated = try Tool.run(["keys", "rotate", "--purpose", "witness"] + out, node: node)
        #expect(try rotated.object["rotations"] as? Int == 1, "\(rotated.errors)")
        #expect(try String(contentsOfFile: mine, encoding: .utf8).contains("KeyRotated"))
    }

    @Test("A stream from before and after is exported and holds with the registrar's key alone, for both verifiers.")
    func honest() throws {
        let office = try Office()
        let trust = try office.scratch.file("registrar.vkeys", "registrar \(office.registrar)\n")
        let run = try Tool.run(["evidence", "verify", office.file, "--trust", trust, "--json"])
        #expect(run.status == 0, "\(run.errors)")
        let types = (try run.object["entries"] as? [[String: Any]])?.compactMap { $0["type"] as? String } ?? []
        #expect(types.contains("PersonRegistered") && types.contains("CardLocked") && types.contains("KeyRotated"))
        #expect(try independent(office.file, trust: trust).status == 0)
        let text = try String(contentsOfFile: office.file, encoding: .utf8)
        #expect(text.contains("\nkey \(office.newKey)\n"), "the newest head is the new key's")
    }

    @Test("The old key alone makes nobody believe it; put in the new one's place it has signed nothing.")
    func oldKey() throws {
        let office = try Office()
        let old = try office.scratch.file("old.vkeys", "\(office.oldKey)\n")
        let both = try office.scratch.file("both.vkeys", "\(office.oldKey)\nregistrar \(office.registrar)\n")
        let alone = try Tool.run(["evidence", "verify", office.file, "--trust", old, "--json"])
        #expect(try alone.status == 1 && alone.error["code"] as? String == "untrusted")
        #expect(try independent(office.file, trust: old).status == 1)
        let text = try String(contentsOfFile: office.file, encoding: .utf8)
            .replacing("\nkey \(office.newKey)\n", with: "\nkey \(office.oldKey)\n")
        let forged = try office.scratch.file("forged.evidence", text)
        let run = try Tool.run(["evidence", "verify", forged, "--trust", both, "--json"])
        #expect(run.status == 1)
        #expect(try run.error["number"] as? Int == 1114, "\(run.errors)")
        #expect(try independent(forged, trust: both).status == 1)
    }
}
