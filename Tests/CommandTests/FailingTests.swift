import Foundation
import Glibc
import LMDB
import Testing

@testable import triplicate

@Suite("Failures are told: damaged stores, full outputs, errors of the store")
struct FailingTests {
    static let commands = [
        ["status"], ["show", PlayedCase.claim], ["list", "claims"], ["trace", PlayedCase.claim], ["replay"],
        ["evidence", "keys"], ["record", PlayedCase.claim, "PaymentReleased", "--as", "210200"],
    ]

    @Test(
        "A store that kills its reader is told in a sentence, by every command, without a trace.", arguments: commands)
    func damagedStore(command: [String]) throws {
        let node = try PlayedCase()
        try #require(truncate("\(node.node)/log/data.mdb", 40_000) == 0)
        let run = try Tool.run(command + ["--json"], node: node.node, input: #"{"reason":"x"}"#)
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("error: ") && run.errors.contains("[1206]"), "\(run.errors)")
        #expect(!run.errors.contains("Backtrace") && !run.errors.contains("Crash"))
        let error = try run.error
        #expect(error["number"] as? Int == 1206)
        #expect(error["code"] as? String == "damaged")
        #expect(error["area"] as? String == "ledger")
    }

    @Test(
        "An answer that standard output does not take is no success.",
        arguments: [
            ["list", "persons"], ["show", PlayedCase.claim, "--json"], ["trace", PlayedCase.claim], ["status"],
            ["verify"], ["version"], ["list", "--help"],
        ])
    func fullOutput(command: [String]) throws {
        let node = try PlayedCase()
        let line = #""$0" "$@" >/dev/full"#
        let run = try Tool.start("/bin/sh", ["-c", line, Tool.path] + command, node: node.node)
        #expect(run.status == 1)
        #expect(run.errors.contains("No space left on device. [1504]"), "\(run.errors)")
    }

    @Test("A limit on the size of files refuses the write, and does not kill.")
    func fileSizeLimit() throws {
        let node = try PlayedCase()
        let line = #"ulimit -f 1; exec "$0" backup "$1""#
        let run = try Tool.start("/bin/sh", ["-c", line, Tool.path, node.path("node.backup")], node: node.node)
        #expect(run.status == 1)
        #expect(run.errors.contains("[1205]"), "\(run.errors)")
    }

    @Test("An init that cannot make the log leaves no log, and the next one makes it.")
    func interruptedInit() throws {
        let node = try PlayedCase()
        let path = node.path("limited")
        let command = [
            "init", "--data", path, "--role", "center", "--code", "210200", "--name", "名", "--origin",
            "triplicate.example/limited",
        ]
        // The store's two heads fit, and not what its first commit writes.
        let limited = try Tool.start(
            "/bin/sh", ["-c", #"ulimit -f 16; exec "$0" "$@""#, Tool.path] + command, node: node.node)
        #expect(limited.status == 1)
        #expect(limited.errors.contains("[1205]"), "\(limited.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/log") == [])
        let again = try Tool.start(Tool.path, command, node: node.node)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try Tool.start(Tool.path, ["verify", "--data", path], node: node.node).status == 0)
    }

    @Test(
        "Errors of the store carry the ledger's numbers and names, never the store's own.",
        arguments: [
            (LMDBError.mapFull, 1205, "no-space"), (.diskFull, 1205, "no-space"), (.corrupted, 1206, "damaged"),
            (.pageNotFound, 1206, "damaged"), (.readersFull, 1214, "busy"),
            (.permissionDenied, 1204, "directory-unusable"),
            (LMDBError(code: EFBIG, operation: "commit", path: "log"), 1205, "no-space"),
        ])
    func storeErrors(error: LMDBError, number: Int, code: String) {
        let report = ErrorReport(error)
        #expect(report.area == "ledger")
        #expect(report.number == number)
        #expect(report.code == code)
        #expect(!report.message.isEmpty && !report.remedy.isEmpty)
    }
}
