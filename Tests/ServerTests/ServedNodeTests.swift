@testable import ClaimsLedger
import Foundation
import Glibc
import Ledger
import Testing
import TransparencyLog

@testable import Server

@Suite("Commands beside a served node")
struct ServedNodeTests {
    /// Runs what waits on a thread of its own, as a command's main thread is.
    private static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }

    @Test("A node opened for reading records through the server: decided on the files, with the same answers.")
    func records() async throws {
        try await Served.run { served in
            let directory = served.node.ledger.directory.path
            try await Self.onThread {
                let remote = try #require(ServedNode(directory: directory))
                let node = try Node(directory, readOnly: true, remote: remote.writer)
                defer { node.close() }
                let actor = try node.actor(as: "210200", operatorName: "clerk.wang")
                let requests = try (1...5).map { number in
                    let (stream, body) = Served.event(number)
                    var request = try RecordRequest(body, stream: stream)
                    request.eventId = "id-\(number)"
                    return request
                }
                let first = try node.record(requests[0], by: actor)
                #expect(first.number == 0 && first.version == 1 && first.checkpoint.hasPrefix("\(Served.center)\n1\n"))
                #expect(try node.record(requests[0], by: actor).alreadyPresent)
                let rest = try node.record(batch: requests, by: actor, atomic: false)
                #expect(rest.map(\.number) == [0, 1, 2, 3, 4])
                #expect(rest.map(\.alreadyPresent) == [true, false, false, false, false])
                #expect(rest[4].checkpoint.hasPrefix("\(Served.center)\n5\n"))
                var stale = requests[1]
                stale.eventId = nil
                stale.expect = 0
                #expect(throws: LedgerError.self) { try node.record(stale, by: actor) }
                let name = try node.storeBlob([1, 2, 3])
                #expect(try served.node.ledger.blobs.list().blobs.map(\.hex) == [name])
            }
            #expect(try served.node.ledger.end() == 5)
        }
    }

    @Test("serve.json is the owner's alone, and gone when the server has stopped.")
    func file() async throws {
        let directory = try await Served.run { served in
            let directory = served.node.ledger.directory.path
            let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/serve.json")[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o600)
            let file = try #require(ServeFile.read(in: directory))
            #expect(file.token.count == 64 && file.address == served.address && file.process == getpid())
            return directory
        }
        #expect(ServeFile.read(in: directory) == nil)
    }

    @Test("Where nobody answers at the address, nothing was recorded, and that is said.")
    func absent() async throws {
        try await Served.run { served in
            let directory = served.node.ledger.directory
            // A port on which nobody listens: one that was just given back.
            try ServeFile(address: "http://127.0.0.1:1", token: served.token, process: 1).write(in: directory)
            try await Self.onThread {
                let remote = try #require(ServedNode(directory: directory.path))
                do {
                    _ = try remote.writer.storeBlob([1])
                    Issue.record("It was stored.")
                } catch let error as LedgerError {
                    #expect(error.code == .secondWriter)
                }
            }
        }
    }
}
