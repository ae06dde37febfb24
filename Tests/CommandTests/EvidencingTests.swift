import Foundation
import Testing

@Suite("evidence")
struct EvidencingTests {
    /// An exported case with the keys to trust, beside its node.
    private struct Exported {
        let node: PlayedCase
        let file: String
        let trust: String
        let text: String

        init() throws {
            node = try PlayedCase()
            file = node.path("case.evidence")
            let run = try node.run("evidence", "export", PlayedCase.claim, "--out", file, "--json")
            try #require(run.status == 0, "\(run.errors)")
            try #require(try run.object["entries"] as? Int == 61)
            trust = try node.file("trust.vkeys", node.run("evidence", "keys").output)
            text = try String(contentsOfFile: file, encoding: .utf8)
        }
    }

    @Test("A file that is there already is not written over, unless that is asked for.")
    func replacing() throws {
        let exported = try Exported()
        let other = try exported.node.file("other", "something of mine\n")
        let refused = try exported.node.run("evidence", "export", PlayedCase.claim, "--out", other)
        #expect(refused.status == 2 && refused.errors.contains("is there already"), "\(refused.errors)")
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "something of mine\n")
        #expect(try exported.node.run("evidence", "export", PlayedCase.claim, "--out", other, "--replace").status == 0)
        #expect(try String(contentsOfFile: other, encoding: .utf8) == exported.text)
    }

    /// The verifier that was written from Docs/format.md alone.
    private func independent(_ file: String, trust: String) throws -> Int32 {
        let python = ProcessInfo.processInfo.environment["TRIPLICATE_PYTHON"] ?? "/usr/bin/env"
        let arguments = python == "/usr/bin/env" ? ["python3"] : []
        return try Tool.start(
            python, arguments + ["\(Tool.project)/Tests/Independent/verify_evidence.py", file, "--trust", trust]
        ).status
    }

    @Test("Exported evidence holds, for our verifier without a node and for the independent one.")
    func honest() throws {
        let exported = try Exported()
        let run = try Tool.run(["evidence", "verify", exported.file, "--trust", exported.trust, "--json"])
        let chinese = try Tool.run(["evidence", "verify", exported.file, "--trust", exported.trust, "--language", "zh"])
        #expect(chinese.output.contains("证据有效") && chinese.output.contains("记录"), "\(chinese.output)")
        #expect(run.status == 0, "\(run.errors)")
        let verdict = try run.object
        #expect(verdict["ok"] as? Bool == true)
        #expect(verdict["stream"] as? String == PlayedCase.claim)
        #expect((verdict["entries"] as? [Any])?.count == 61)
        #expect((verdict["logs"] as? [[String: Any]])?.map { $0["size"] as? Int } == [8, 52, 2])
        let entries = try #require(verdict["entries"] as? [[String: Any]])
        let submitted = try #require(entries.first { $0["type"] as? String == "ClaimSubmitted" })
        let bill = (submitted["event"] as? [String: Any])?["bill"] as? [String: Any]
        #expect(bill?["total"] as? String == "10526314")
        #expect(try independent(exported.file, trust: exported.trust) == 0)
        let piped = try Tool.run(["evidence", "verify", "-", "--trust", exported.trust], input: exported.text)
        #expect(piped.output.hasPrefix("The evidence holds: 61 entries of 3 logs."))
    }

    @Test("Evidence on standard output is the same as in a file.")
    func standardOutput() throws {
        let exported = try Exported()
        #expect(try exported.node.run("evidence", "export", PlayedCase.claim, "--out", "-").output == exported.text)
    }

    /// Forgeries of an honest file, by name.
    static let forgeries: [(String, @Sendable (String) -> String)] = [
        ("empty", { _ in "" }),
        ("no first line", { $0.split(separator: "\n", maxSplits: 1)[1].description }),
        ("another version", { $0.replacing("evidence/v2", with: "evidence/v3", maxReplacements: 1) }),
        ("truncated by a byte", { String($0.dropLast()) }),
        ("truncated by half", { String($0.prefix($0.count / 2)) }),
        ("something after the end", { $0 + "\n" }),
        (
            "another stream",
            { $0.replacing("stream claim/210200/2019-000123", with: "stream claim/210200/2019-000124") }
        ),
        ("a related stream left out", { $0.without(line: "related person/210200/000123") }),
        (
            "a related stream invented",
            { $0.replacing("related person/", with: "related policy/210200/x\nrelated person/").sortedRelated }
        ),
        ("a number moved", { $0.replacing("\nentry 1\n", with: "\nentry 2\n", maxReplacements: 1) }),
        ("an entry's bytes changed", { $0.flipping(afterFirst: "\nbytes ") }),
        ("a proof's hash changed", { $0.flipping(afterFirst: "\nhash ") }),
        ("a proof's hash left out", { $0.without(firstLineBeginning: "hash ") }),
        ("a proof's hash twice", { $0.doubling(firstLineBeginning: "hash ") }),
        ("an entry left without bytes", { $0.without(firstLineBeginning: "bytes ") }),
        ("a signature changed", { $0.flipping(afterFirst: "\n— triplicate.example/center-210200 ", offset: 30) }),
        ("a signature left out", { $0.without(firstLineBeginning: "— ") }),
        ("a checkpoint's size changed", { $0.replacing("\n52\n", with: "\n53\n") }),
        (
            "a checkpoint of another log",
            {
                $0.replacing(
                    "checkpoint\ntriplicate.example/center-210200",
                    with: "checkpoint\ntriplicate.example/unit-91210299ma0trplc1u")
            }
        ),
        ("a key changed", { $0.flipping(afterFirst: "\nkey triplicate.example/center-210200+", offset: 30) }),
        ("logs exchanged", { $0.exchangingLogs }),
        (
            "a blob that no entry names",
            { $0.replacing("\nend\n", with: "\nblob \(String(repeating: "0", count: 64))\nend\n") }
        ),
        ("an unknown keyword", { $0.replacing("\nend\n", with: "\nexhibit x\nend\n") }),
        ("carriage returns", { $0.replacing("\n", with: "\r\n") }),
    ]

    @Test("Every forgery is refused by our verifier and by the independent one.")
    func forged() throws {
        let exported = try Exported()
        #expect(Self.forgeries.count >= 20)
        for (name, forge) in Self.forgeries {
            let forged = forge(exported.text)
            try #require(forged != exported.text, "\(name) changed nothing")
            let file = try exported.node.file("forged.evidence", forged)
            let run = try Tool.run(["evidence", "verify", file, "--trust", exported.trust, "--json"])
            #expect(run.status == 1, "\(name)")
            #expect(try run.object["ok"] as? Bool == false, "\(name)")
            let number = try run.error["number"] as? Int ?? 0
            #expect((1101...1199).contains(number), "\(name)")
            #expect(try independent(file, trust: exported.trust) == 1, "\(name)")
        }
    }

    @Test("Evidence and trusted keys beyond their limits are refused by number, however long they are.")
    func tooLong() throws {
        let exported = try Exported()
        for more in [1, 2, 1 << 27] {
            let file = try exported.node.file("long.evidence", exported.text)
            try #require(truncate(file, (1 << 26) + more) == 0)
            let run = try Tool.run(["evidence", "verify", file, "--trust", exported.trust, "--json"])
            #expect(run.status == 1)
            #expect(try run.error["number"] as? Int == 1101)
        }
        #expect(try independent(exported.node.path("long.evidence"), trust: exported.trust) == 1)
        for more in [1, 1 << 25] {
            let keys = try exported.node.file("long.vkeys", String(contentsOfFile: exported.trust, encoding: .utf8))
            try #require(truncate(keys, (1 << 20) + more) == 0)
            let run = try Tool.run(["evidence", "verify", exported.file, "--trust", keys])
            #expect(run.status == 1)
            #expect(run.errors.contains("[1122]"))
        }
    }

    @Test("Evidence under keys that are not trusted is refused, whoever's it says they are.")
    func untrusted() throws {
        let exported = try Exported()
        let other = try PlayedCaseOfOthers()
        let run = try Tool.run(["evidence", "verify", exported.file, "--trust", other.trust, "--json"])
        #expect(run.status == 1)
        #expect(try run.error["code"] as? String == "untrusted")
        #expect(try independent(exported.file, trust: other.trust) == 1)
        let empty = try exported.node.file("empty.vkeys", "# none\n")
        #expect(try Tool.run(["evidence", "verify", exported.file, "--trust", empty]).status == 2)
    }

    /// A node whose parties have the same names and other keys.
    private struct PlayedCaseOfOthers {
        let scratch: Scratch
        let trust: String

        init() throws {
            scratch = try Scratch()
            for (role, code, name) in PlayedCase.parties {
                try Tool.run([
                    "init", "--data", scratch.path("node"), "--role", role, "--code", code, "--name", name,
                    "--origin", "triplicate.example/\(role)-\(code.lowercased())",
                ])
            }
            trust = try scratch.file("trust.vkeys", Tool.run(["evidence", "keys"], node: scratch.path("node")).output)
        }
    }
}

extension String {
    fileprivate func without(line: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != line }.joined(separator: "\n")
    }

    private var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }

    fileprivate func without(firstLineBeginning start: String) -> String {
        var lines = lines
        if let index = lines.firstIndex(where: { $0.hasPrefix(start) }) { lines.remove(at: index) }
        return lines.joined(separator: "\n")
    }

    fileprivate func doubling(firstLineBeginning start: String) -> String {
        var lines = lines
        if let index = lines.firstIndex(where: { $0.hasPrefix(start) }) { lines.insert(lines[index], at: index) }
        return lines.joined(separator: "\n")
    }

    /// Changes one character of base64 behind the first occurrence of `marker`.
    fileprivate func flipping(afterFirst marker: String, offset: Int = 10) -> String {
        guard let range = range(of: marker) else { return self }
        let place = index(range.upperBound, offsetBy: offset)
        var text = self
        text.replaceSubrange(place...place, with: self[place] == "A" ? "B" : "A")
        return text
    }

    /// The parts of the file: its head, and each log.
    private var parts: (head: String, logs: [String]) {
        let pieces = dropLast("end\n".count).description.components(separatedBy: "\nlog ")
        return (pieces[0], Array(pieces.dropFirst()))
    }

    fileprivate var exchangingLogs: String {
        let (head, logs) = parts
        return ([head] + logs.reversed().map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }).joined(
            separator: "\nlog "
        ).ending
    }

    private var ending: String { hasSuffix("\n") ? "\(self)end\n" : "\(self)\nend\n" }

    /// The lines `related` in order.
    fileprivate var sortedRelated: String {
        let lines = lines
        let related = lines.filter { $0.hasPrefix("related ") }.sorted()
        let first = lines.firstIndex { $0.hasPrefix("related ") } ?? 0
        let rest = lines.filter { !$0.hasPrefix("related ") }
        return (rest[..<first] + related + rest[first...]).joined(separator: "\n")
    }
}
