import ClaimsLedger
import Foundation
import Ledger
import NIOHTTP1
import Testing
import TransparencyLog

/// A served log read by Go's own code: `Tests/Independent/servedlog`, over Debian's golang-golang-x-mod-dev.
@Suite("A served log, checked by golang.org/x/mod")
struct IndependentTests {
    private static let goPath = "/usr/share/gocode"

    private static var isAvailable: Bool {
        let found =
            FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
            && FileManager.default.fileExists(atPath: goPath + "/src/golang.org/x/mod/sumdb/tlog")
        if !found {
            print(
                "Skipped: install golang-go and golang-golang-x-mod-dev to have served logs checked by Go's own code.")
        }
        return found
    }

    /// - Returns: the exit status and what the program printed.
    private static func run(_ arguments: [String]) async throws -> (Int32, String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = URL(filePath: "/usr/bin/go")
                        process.arguments = arguments
                        var environment = ProcessInfo.processInfo.environment
                        environment["GO111MODULE"] = "off"
                        environment["GOPATH"] = goPath
                        environment["GOFLAGS"] = ""
                        environment["GOCACHE"] = environment["GOCACHE"] ?? NSTemporaryDirectory() + "/tlogcheck-cache"
                        process.environment = environment
                        let output = Pipe()
                        process.standardOutput = output
                        process.standardError = output
                        try process.run()
                        let data = output.fileHandleForReading.readDataToEndOfFile()
                        process.waitUntilExit()
                        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
                    })
            }
        }
    }

    @Test(
        "Go verifies the checkpoint, every tile and entry, consistency with an older head, and proofs; and refuses another key.",
        .enabled(if: isAvailable))
    func checkedByGo() async throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Independent/servedlog/main.go").path
        try await Served.run { served in
            func record(_ numbers: Range<Int>) async throws {
                let lines = numbers.map { number in
                    let (stream, body) = Served.event(number)
                    return body.replacing(#"{"type""#, with: #"{"stream":"\#(stream)","type""#)
                }
                let got = try await served.local(
                    .POST, "/api/v1/events:batch?\(Served.acting)", body: lines.joined(separator: "\n"))
                #expect(got.status == 200, "\(got.text)")
            }
            let path = "/log/\(Served.center)"
            try await record(0..<300)
            let old = "\(served.node.ledger.directory.path)/old-checkpoint"
            try Data(try await served.ask(.GET, "\(path)/checkpoint").body).write(to: URL(filePath: old))
            try await record(300..<700)
            let log = try #require(served.node.ledger.log(origin: Served.center))
            let arguments = ["run", source, served.address + path, log.verifierKeys[0], served.token, old]
            let (status, output) = try await Self.run(arguments)
            #expect(status == 0, "\(output)")
            #expect(output == "verified: 700 entries, consistent from 300, 3 proofs\n")
            let other = try SignerKey(name: Served.center, type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
            var wrong = arguments
            wrong[3] = other.verifierKey.text
            let refused = try await Self.run(wrong)
            #expect(refused.0 == 1 && refused.1.hasPrefix("not verified: "), "\(refused.1)")
        }
    }
}
