import Foundation
import Testing

@Suite("peers and mirror")
struct PeersCommandTests {
    /// Two nodes, and what init printed of the second.
    struct Pair {
        let scratch: Scratch
        let node: String
        let keys: String

        init() throws {
            scratch = try Scratch()
            node = scratch.path("hospital")
            try Self.initialize(node, "hospital", "H11019900001")
            keys = try Self.initialize(scratch.path("center"), "center", "210200")
        }

        @discardableResult
        static func initialize(_ node: String, _ role: String, _ code: String) throws -> String {
            let run = try Tool.run(
                [
                    "init", "--role", role, "--code", code, "--name", "Invented \(role)", "--origin",
                    "triplicate.example/\(role)-\(code.lowercased())", "--json",
                ], node: node)
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }

        func add(_ more: [String] = []) throws -> Tool.Run {
            try Tool.run(
                ["peers", "add", "--url", "http://127.0.0.1:9", "--keys", "-", "--json"] + more, node: node, input: keys
            )
        }
    }

    @Test("A peer is added from what init printed, once; shown; and removed.")
    func adding() throws {
        let pair = try Pair()
        let added = try pair.add(["--mode", "full"])
        #expect(added.status == 0, "\(added.errors)")
        #expect(try added.object["party"] as? String == "center:210200")
        #expect(try added.object["mode"] as? String == "full")
        #expect(try pair.add(["--mode", "full"]).status == 0)
        let changed = try pair.add(["--mode", "heads"])
        #expect(changed.status == 1)
        #expect(try changed.error["code"] as? String == "known-peer")
        #expect(try pair.add(["--mode", "heads", "--replace"]).status == 0)
        let shown = try Tool.run(["peers", "--offline", "--json"], node: pair.node)
        #expect(shown.status == 0, "\(shown.errors)")
        let logs = try #require(try shown.object["logs"] as? [[String: Any]])
        #expect(logs.map { $0["hosted"] as? Bool } == [true, false])
        #expect(logs[1]["mode"] as? String == "heads")
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(pair.node)/peers.json")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try Tool.run(["peers", "remove", "center:210200"], node: pair.node).status == 0)
        let again = try Tool.run(["peers", "remove", "center:210200", "--json"], node: pair.node)
        #expect(again.status == 1)
        #expect(try again.error["code"] as? String == "unknown-peer")
    }

    @Test("Mistakes are named, and change nothing.")
    func mistakes() throws {
        let pair = try Pair()
        let plain = try Tool.run(
            ["peers", "add", "--url", "http://center.example", "--keys", "-", "--json"], node: pair.node,
            input: pair.keys)
        #expect(plain.status == 1)
        #expect(try plain.error["code"] as? String == "bad-peer-address")
        let none = try Tool.run(["peers", "add", "--keys", "-", "--json"], node: pair.node, input: "nothing")
        #expect(try none.error["code"] as? String == "bad-peer-keys")
        let own = try Tool.run(
            ["peers", "add", "--keys", "-", "--json"], node: pair.scratch.path("center"), input: pair.keys)
        #expect(try own.error["code"] as? String == "own-log")
        #expect(!FileManager.default.fileExists(atPath: "\(pair.node)/peers.json"))
        let mirror = try Tool.run(["mirror", "--json"], node: pair.node)
        #expect(mirror.status == 1)
        #expect(try mirror.error["code"] as? String == "unknown-peer")
        _ = try pair.add()
        try Data("{\"version\":1,\"peers\":[],\"more\":1}".utf8).write(
            to: URL(fileURLWithPath: "\(pair.node)/peers.json"))
        let damaged = try Tool.run(["peers", "--offline", "--json"], node: pair.node)
        #expect(damaged.status == 1)
        #expect(try damaged.error["code"] as? String == "bad-peers-file")
    }

    @Test("A peer that nobody answers for is told, with exit code 1; the table says so too.")
    func nobody() throws {
        let pair = try Pair()
        _ = try pair.add()
        let run = try Tool.run(["mirror", "--json"], node: pair.node)
        #expect(run.status == 1)
        let outcomes = try #require(try run.json as? [[String: Any]])
        #expect(outcomes.count == 1)
        #expect(outcomes[0]["isComplete"] as? Bool == false)
        let shown = try Tool.run(["peers"], node: pair.node)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("center:210200"))
        #expect(shown.output.contains("does not answer"))
    }
}
