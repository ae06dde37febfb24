import Foundation
import Glibc
import Testing

@Suite("verify, scrub, replay")
struct ProvingTests {
    @Test("verify reports what it read, and that it checks.")
    func verifies() throws {
        let node = try PlayedCase()
        let run = try node.run("verify", "--json")
        #expect(run.status == 0)
        let report = try run.object
        #expect(report["ok"] as? Bool == true)
        #expect(report["entries"] as? Int == 62)
        #expect(report["logs"] as? Int == 3)
        #expect(report["blobs"] as? Int == 6)
        #expect(report["unsigned"] as? Int == 0)
        #expect((report["problems"] as? [Any])?.isEmpty == true)
        #expect(try node.run("verify").output.contains("verified: everything checks."))
    }

    /// Changes every place of the file that holds `bytes`: stale pages may hold them too.
    private func damage(_ file: String, _ bytes: [UInt8]) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: file))
        var start = data.startIndex
        var count = 0
        while let found = data.range(of: Data(bytes), in: start..<data.endIndex) {
            data[found.lowerBound] ^= 0x01
            start = found.upperBound
            count += 1
        }
        try #require(count > 0)
        try data.write(to: URL(fileURLWithPath: file))
    }

    @Test("One flipped bit in an entry: verify fails and names the entry; what is read of it is refused.")
    func namesDamagedEntry() throws {
        let node = try PlayedCase(steps: 6)
        try damage("\(node.node)/log/data.mdb", Array("材料寄回较晚".utf8))
        let run = try node.run("verify", "--json")
        #expect(run.status == 1)
        let report = try run.object
        #expect(report["ok"] as? Bool == false)
        let problems = try #require(report["problems"] as? [[String: Any]])
        #expect(problems[0]["origin"] as? String == "triplicate.example/unit-91210299ma0trplc1u")
        #expect(problems[0]["number"] as? Int == 1)
        #expect(problems[0]["position"] as? Int == 56)
        let page = try node.run("verify")
        #expect(page.status == 1)
        #expect(page.output.contains("ntry 1 of triplicate.example/unit-91210299ma0trplc1u"))
        #expect(try node.run("scrub").status == 1)
        #expect(try node.run("show", PlayedCase.claim).status == 1)
    }

    @Test("A store that kills its reader is reported, not died of.")
    func survivesTruncation() throws {
        let node = try PlayedCase()
        try #require(truncate("\(node.node)/log/data.mdb", 40_000) == 0)
        for command in ["verify", "scrub"] {
            let run = try node.run(command, "--json")
            #expect(run.status == 1)
            let report = try run.object
            #expect(report["ok"] as? Bool == false)
            let problems = try #require(report["problems"] as? [[String: Any]])
            #expect(problems.count == 1)
            #expect((problems[0]["message"] as? String)?.contains("Restore the node from a backup.") == true)
        }
    }

    @Test("Beside a writer, scrub says that it has not looked at the views.")
    func besideWriter() throws {
        let node = try PlayedCase()
        #expect(try node.run("scrub").output.contains("scrubbed: everything checks."))
        let lock = open("\(node.node)/lock", O_RDWR)
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        defer { close(lock) }
        let run = try node.run("scrub")
        #expect(run.status == 0)
        #expect(run.output.contains("views not compared: another process writes"), "\(run.output)")
        #expect(!run.output.contains("everything checks"))
    }

    @Test("A document that is missing, and one that was changed, are problems.")
    func checksDocuments() throws {
        let missing = try PlayedCase()
        let folder = "\(missing.node)/blobs"
        let blob = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: folder).first { $0.count == 65 })
        try FileManager.default.removeItem(atPath: "\(folder)/\(blob)")
        let run = try missing.run("verify", "--json")
        #expect(run.status == 1)
        let hash = blob.replacing("/", with: "")
        #expect(run.output.contains(hash))
        let changed = try PlayedCase()
        try Data("forged".utf8).write(to: URL(fileURLWithPath: "\(changed.node)/blobs/\(blob)"))
        let second = try changed.run("verify", "--json")
        #expect(second.status == 1)
        #expect(second.output.contains(hash))
    }

    @Test("replay --check finds the live views equal to what the log says; replay builds the same.")
    func replays() throws {
        let node = try PlayedCase()
        let checked = try node.run("replay", "--check", "--json")
        #expect(checked.status == 0)
        let views = try #require(try checked.object["views"] as? [[String: Any]])
        #expect(views.map { $0["matches"] as? Bool } == [true])
        #expect(views[0]["entries"] as? Int == 62)
        let built = try node.run("replay", "--view", "search", "--json")
        let again = try #require(try built.object["views"] as? [[String: Any]])
        #expect(again[0]["digest"] as? String == views[0]["digest"] as? String)
        #expect(try node.run("replay", "--view", "nosuch").status == 1)
    }

    @Test("Views that were deleted come back the same.")
    func viewsComeBack() throws {
        let node = try PlayedCase()
        let before = try node.run("list", "claims").output
        let digest = try node.run("replay", "--check").output
        try FileManager.default.removeItem(atPath: "\(node.node)/views/data.mdb")
        let check = try node.run("replay", "--check")
        #expect(check.status == 0)
        let lines = { (text: String) in text.split(separator: "\n").first { $0.contains("digest") } }
        #expect(lines(check.output) == lines(digest))
        #expect(try node.run("list", "claims").output == before)
        #expect(try node.run("scrub").status == 0)
    }

    @Test("A view that is not as it was written is built again by the next command that opens it, which says so once.")
    func mendsViews() throws {
        let node = try PlayedCase()
        #expect(try node.run("replay").status == 0)
        for command in [["replay", "--check"], ["scrub"], ["list", "claims"]] {
            let before = try node.run("list", "claims").output
            try damage("\(node.node)/views/data.mdb", Array("91210299MA0TRPLC1U".utf8))
            let first = try Tool.run(command, node: node.node)
            #expect(first.status == 0, "\(first.output)")
            #expect(first.errors.components(separatedBy: "[1224]").count == 2, "\(first.errors)")
            #expect(try node.run("replay", "--check").status == 0)
            let second = try Tool.run(command, node: node.node)
            #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
            #expect(try node.run("list", "claims").output == before)
        }
    }

    @Test("What a killed writer left without a signature is signed by verify, and checks.")
    func signsTail() throws {
        let node = try PlayedCase(steps: 0)
        let lines = (10_000..<14_000).map { number in
            """
            {"stream": "institution/210200/H110199\(number)", "type": "InstitutionDesignated", "event": {"code": "H110199\(number)", "name": "院", "place": "110100", "level": 3, "ownership": "PUBLIC", "validFrom": "2015-01-01"}}
            """
        }
        let batch = try node.file("many.jsonl", lines.joined(separator: "\n"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments = ["record", "--data", node.node, "--as", "210200", "--batch", batch]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The batch is committed a thousand at a time.
        var held = 0
        for _ in 0..<600 where held == 0 && process.isRunning {
            usleep(50_000)
            held = (try node.run("status", "--json").object["entries"] as? Int) ?? 0
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // On a fast machine it may have ended between two looks.
        if held == 0 { held = (try node.run("status", "--json").object["entries"] as? Int) ?? 0 }
        try #require(held > 0)
        let report = try node.run("verify", "--json").object
        #expect(report["ok"] as? Bool == true)
        #expect(report["unsigned"] as? Int == 0)
        let entries = try #require(report["entries"] as? Int)
        #expect(entries >= held)
        let logs = try #require(try node.run("status", "--json").object["logs"] as? [[String: Any]])
        #expect(logs[0]["signed"] as? Int == entries)
        #expect(try node.run("record", "--batch", batch, "--as", "210200").status == 0)
    }
}
