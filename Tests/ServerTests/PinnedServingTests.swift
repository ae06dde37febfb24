import ClaimsLedger
import Foundation
import Ledger
import Logging
import Replication
import ReplicationHTTP
import Testing
import TransparencyLog

@testable import Server

/// TLS between two nodes: the certificate is made for the test, by openssl, and nobody vouches for it.
@Suite("A node served over TLS, by its pinned key", .timeLimit(.minutes(5)))
struct PinnedServingTests {
    private static let openssl = "/usr/bin/openssl"
    private static let isAvailable = FileManager.default.isExecutableFile(atPath: openssl)

    /// A key and a certificate of its own making, in a folder.
    private struct Certificate {
        let file: String
        let key: String
        /// SHA-256 of its SubjectPublicKeyInfo, as openssl gives it.
        let pin: Digest

        init(in folder: String, _ name: String) throws {
            (file, key) = ("\(folder)/\(name).pem", "\(folder)/\(name).key")
            let der = "\(folder)/\(name).der"
            try Self.run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name).example", "-keyout", key, "-out", file,
            ])
            try Self.run(["pkey", "-in", key, "-pubout", "-outform", "DER", "-out", der])
            pin = Digest.sha256(Array(try Data(contentsOf: URL(filePath: der))))
        }

        private static func run(_ arguments: [String]) throws {
            let process = Process()
            process.executableURL = URL(filePath: PinnedServingTests.openssl)
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "openssl \(arguments[0])")
        }
    }

    private static func inFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let folder = "\(NSTemporaryDirectory())triplicate-certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    /// Records a few events before the node is served.
    @Sendable private static func record(_ node: Node) throws {
        let lines = (1...3).map { number in
            let (stream, body) = Served.event(number)
            return body.replacing(#"{"type""#, with: #"{"stream":"\#(stream)","type""#)
        }
        let actor = try node.actor(as: "210200", operatorName: "clerk.wang")
        try node.record(
            batch: RecordRequest.lines(lines.joined(separator: "\n")), by: actor, atomic: false)
    }

    @Test(
        "The right pin among others is accepted; a wrong one, none, and plain HTTP get nothing of the node.",
        .enabled(if: isAvailable, "openssl is not installed"))
    func pins() async throws {
        try await Self.inFolder { folder in
            let own = try Certificate(in: folder, "own")
            let other = try Certificate(in: folder, "other")
            #expect(own.pin != other.pin)
            try await Served.run(certificate: (own.file, own.key), prepare: Self.record) { served in
                #expect(served.address.hasPrefix("https://127.0.0.1:"))
                let right = try await Self.pulled(served, pins: [other.pin, own.pin])
                #expect(right.isComplete && right.status.size == 3, "\(right.status.problems)")
                let wrong = try await Self.pulled(served, pins: [other.pin])
                #expect(!wrong.isComplete && wrong.status.size == 0 && wrong.status.problems.map(\.number) == [3101])
                #expect(wrong.status.problems[0].message.contains(own.pin.hex.prefix(32)), "it says which key it found")
                let none = try await Self.pulled(served, pins: [])
                #expect(!none.isComplete && none.status.size == 0 && none.status.problems.map(\.number) == [3101])
                let plain = try await Self.pulled(
                    served, at: served.address.replacing("https://", with: "http://"), pins: [own.pin])
                #expect(!plain.isComplete && plain.status.size == 0 && plain.status.problems.map(\.number) == [3101])
            }
        }
    }

    @Test("Without a certificate nothing but loopback is served, and no peer off it is spoken to without TLS.")
    func plainOffLoopback() async throws {
        try await Served.run { served in
            let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            for host in ["0.0.0.0", "192.0.2.1", "::"] {
                let server = NodeServer(
                    served.node, configuration: .init(listen: ListenAddress(host: host, port: 0)),
                    parties: ServerParties(directory: { .init() }, ledger: served.node.ledger), log: quiet)
                let error = await #expect(throws: ServingError.self) { try await server.run { _ in } }
                #expect(error?.number == 2722, "\(host)")
            }
        }
        for address in ["http://192.0.2.1:8080", "http://center.example"] {
            #expect(throws: PeersError(.badAddress, "", remedy: "")) { try PeerAddress(address) }
        }
    }

    private static func pulled(
        _ served: Served, at address: String? = nil, pins: [Digest]
    ) async throws -> PullOutcome {
        try await SecondNode.run(beside: served, at: address, pins: pins) { second in
            try #require(try await second.mirroring.pull().first)
        }
    }
}
