import Foundation
import Glibc
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger
@testable import Server

@Suite("Commands beside a served node")
struct ServedNodeTests {
    /// Runs what waits on a thread of its own, as a command's main thread is.
    private static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
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
