import Foundation
import Testing

@Suite("backup and restore")
struct KeepingTests {
    @Test("A backup is brought up to date, and restores to a node that says the same.")
    func restores() throws {
        let node = try PlayedCase(steps: 5)
        let file = node.path("node.backup")
        let first = try node.run("backup", file, "--json")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try first.object["added"] as? Int == 56)
        #expect(try Tool.run(PlayedCase.batch(6), node: node.node).status == 0)
        let second = try node.run("backup", file, "--json").object
        #expect(second["added"] as? Int == 1)
        #expect(second["entries"] as? Int == 57)
        let target = node.path("restored")
        let restored = try Tool.run(["restore", file, "--keys", "\(node.node)/keys", "--json"], node: target)
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try restored.object["entries"] as? Int == 57)
        #expect(try Tool.run(["verify"], node: target).status == 0)
        #expect(
            try Tool.run(["trace", PlayedCase.claim, "--json"], node: target).object["findings"] as? NSArray
                == node.run("trace", PlayedCase.claim, "--json").object["findings"] as? NSArray)
        #expect(try Tool.run(PlayedCase.batch(7), node: target).status == 0)
    }

    @Test("What a recovered node waits for is shown, and given up by name, log by log or whole; peers shows by whom.")
    func givesUp() throws {
        let node = try PlayedCase()
        #expect(try node.run("recover").output == "Nothing is awaited.\n")
        #expect(try node.run("recover", "--give-up", "admin.wang").output.hasPrefix("Nothing was awaited"))
        try "7 triplicate.example/one\n12 triplicate.example/two\n".write(
            toFile: "\(node.node)/awaited", atomically: true, encoding: .utf8)
        let release = ["record", PlayedCase.claim, "PaymentReleased", "--as", "210200"]
        let refused = try Tool.run(release, node: node.node, input: #"{"reason":"x"}"#)
        #expect(refused.status == 1 && refused.errors.contains("[1226]"), "\(refused.errors)")
        #expect(refused.errors.contains("recover --give-up"))
        let shown = try node.run("recover", "--json").object
        #expect((shown["awaited"] as? [[String: Any]])?.map { $0["entry"] as? Int } == [7, 12])
        #expect(try node.run("recover", "--log", "triplicate.example/one").status == 2)
        #expect(try node.run("recover", "--give-up", " ").status == 2)
        #expect(try node.run("recover", "--give-up", "admin.wang", "--log", "triplicate.example/none").status == 2)
        let one = try node.run("recover", "--give-up", "admin.wang", "--log", "triplicate.example/one")
        #expect(one.status == 0, "\(one.errors)")
        #expect(one.output.contains("Given up: entry 7 of triplicate.example/one"))
        #expect(one.output.contains("entry 12 of triplicate.example/two"))
        #expect(try node.run("recover", "--give-up", "admin.wang").status == 0)
        let after = try Tool.run(release, node: node.node, input: #"{"reason":"x"}"#)
        #expect(!after.errors.contains("[1226]"), "\(after.errors)")
        let overrides = try node.run("peers", "--json").object["overrides"] as? [[String: Any]] ?? []
        #expect(overrides.map { $0["what"] as? String } == ["awaited-entries", "awaited-entries"])
        #expect(overrides.allSatisfy { $0["by"] as? String == "admin.wang" })
    }

    @Test("Without keys a restored node can be read, not written; no key is in the backup.")
    func withoutKeys() throws {
        let node = try PlayedCase()
        let file = node.path("node.backup")
        #expect(try node.run("backup", file).status == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        for party in ["center-210200", "unit-\(PlayedCase.unit)", "hospital-\(PlayedCase.hospital)"] {
            for key in ["log", "witness", "mirror", "transport"] {
                let secret = try String(contentsOfFile: "\(node.node)/keys/\(party)/\(key)", encoding: .utf8)
                // PRIVATE+KEY+name+id+base64, and base64 has plus signs too.
                let seed = try #require(secret.split(separator: "+", maxSplits: 4).last).dropLast()
                let raw = try #require(Data(base64Encoded: String(seed)))
                #expect(raw.count > 32)
                #expect(bytes.range(of: raw.suffix(32)) == nil)
                #expect(bytes.range(of: Data(seed.utf8)) == nil)
            }
        }
        let target = node.path("restored")
        #expect(try Tool.run(["restore", file], node: target).status == 0)
        #expect(try Tool.run(["show", PlayedCase.claim], node: target).status == 0)
        let written = try Tool.run(
            ["record", PlayedCase.claim, "PaymentReleased", "--as", "210200"], node: target, input: #"{"reason":"x"}"#)
        #expect(written.status == 1)
        #expect(written.errors.contains("[1209]"), "\(written.errors)")
    }

    @Test("A damaged backup, a foreign key and a directory that is not empty are refused, and leave nothing.")
    func refuses() throws {
        let node = try PlayedCase()
        let file = node.path("node.backup")
        #expect(try node.run("backup", file).status == 0)
        let target = node.path("restored")
        let other = try PlayedCase(steps: 0)
        let otherKey = try Scratch()
        let foreign = try Tool.run([
            "init", "--data", otherKey.path("n"), "--role", "center", "--code", "210200", "--name", "x",
            "--origin", "triplicate.example/center-210200", "--json",
        ])
        let key = try #require((try foreign.object["verifierKeys"] as? [String: String])?["log"])
        #expect(try Tool.run(["restore", file, "--trust", key], node: target).status == 1)
        #expect(try Tool.run(["restore", file], node: other.node).status == 1)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let damaged = try Tool.run(["restore", file], node: target)
        #expect(damaged.status == 1)
        #expect(!FileManager.default.fileExists(atPath: target))
        #expect(!FileManager.default.fileExists(atPath: "\(target).restoring"))
    }
}
