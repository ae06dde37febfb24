import Foundation
import Synchronization
import Testing
import TransparencyLog

@testable import Ledger
@testable import ReplicationHTTP

@Suite("Blobs that come from peers", .timeLimit(.minutes(5)))
struct BlobDownloadTests {
    static let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    static let digest = Digest.sha256(content)

    static func request(limit: Int = BlobStore.maximumBytes) -> PeerRequest {
        PeerRequest(
            path: LogPath(origin: "a").blob(digest, entry: 7), audience: HTTPPeerTests.audience, limit: limit,
            timeoutSeconds: HTTPPeerTests.patience)
    }

    /// Serves the content as a server should, from where it is asked.
    static func serve(_ asked: TestServer.Asked, cutAfter cut: Int? = nil) -> TestServer.Reply {
        let range = asked.headers["range"].flatMap { $0.wholeMatch(of: /bytes=(\d+)-/).flatMap { Int($0.1) } }
        let start = range ?? 0
        guard start < content.count else { return .answer(416, [], []) }
        let rest = Array(content[start...])
        let place = [("Content-Range", "bytes \(start)-\(content.count - 1)/\(content.count)")]
        if let cut, cut < rest.count {
            return .truncated(
                stated: rest.count, Array(rest[..<cut]), status: range == nil ? 200 : 206,
                headers: range == nil ? [] : place)
        }
        guard range != nil else { return .ok(rest) }
        return .answer(206, place, rest)
    }

    @Test("A blob is stored under its hash; once here, nobody is asked.")
    func whole() async throws {
        let node = try TestNode()
        let server = try await TestServer { Self.serve($0) }
        let peer = try HTTPPeerTests.peer(server)
        for _ in 0..<2 {
            #expect(try await peer.download(Self.digest, Self.request(), into: node.ledger.blobs) == 200)
            #expect(try node.ledger.blobs.content(of: Self.digest) == Self.content)
        }
        #expect(server.asked.count == 1)
        #expect(try node.ledger.blobs.list().strangers.isEmpty)
        await peer.close()
        await server.stop()
    }

    @Test("A transfer that is cut off goes on where it stopped, also after this node was killed.")
    func resumed() async throws {
        var node = try TestNode()
        let cuts = Mutex(0)
        let server = try await TestServer { asked in
            let number = cuts.withLock { count in
                count += 1
                return count
            }
            return Self.serve(asked, cutAfter: number < 3 ? 1_200_000 : nil)
        }
        for attempt in 1...3 {
            let peer = try HTTPPeerTests.peer(server)
            let status = try? await peer.download(Self.digest, Self.request(), into: node.ledger.blobs)
            #expect((status == 200) == (attempt == 3))
            #expect(node.ledger.blobs.holds(Self.digest) == (attempt == 3))
            await peer.close()
            try node.reopen()
        }
        #expect(try node.ledger.blobs.content(of: Self.digest) == Self.content)
        let ranges = server.asked.map { $0.headers["range"] }
        #expect(ranges[0] == nil)
        #expect(ranges[1] != nil)
        #expect(ranges[2] != nil && ranges[2] != ranges[1])
        await server.stop()
    }

    @Test("A server that has no ranges gives it from the start.")
    func withoutRanges() async throws {
        let node = try TestNode()
        try node.ledger.blobs.take(Array(Self.content[..<1000]), of: Self.digest, at: 0)
        let server = try await TestServer { _ in .ok(Self.content) }
        let peer = try HTTPPeerTests.peer(server)
        #expect(try await peer.download(Self.digest, Self.request(), into: node.ledger.blobs) == 200)
        #expect(server.asked[0].headers["range"] == "bytes=1000-")
        await peer.close()
        await server.stop()
    }

    @Test("What has not the hash is thrown away; so is what had come before, where it was wrong.")
    func lies() async throws {
        let node = try TestNode()
        let blobs = node.ledger.blobs
        let server = try await TestServer { asked in
            asked.headers["range"] == nil ? .ok(Array(Self.content.dropLast() + [0])) : Self.serve(asked)
        }
        let peer = try HTTPPeerTests.peer(server)
        await #expect(throws: LedgerError.self) { try await peer.download(Self.digest, Self.request(), into: blobs) }
        #expect(!blobs.holds(Self.digest))
        #expect(try blobs.arrivedBytes(of: Self.digest) == 0)
        // A wrong beginning, as a damaged disk would leave it.
        try blobs.take([UInt8](repeating: 1, count: 500), of: Self.digest, at: 0)
        await #expect(throws: LedgerError.self) { try await peer.download(Self.digest, Self.request(), into: blobs) }
        #expect(try blobs.arrivedBytes(of: Self.digest) == 0)
        await peer.close()
        await server.stop()
    }

    @Test("A status, another range than was asked for, and more than a blob may have are refused.")
    func refusals() async throws {
        let node = try TestNode()
        let blobs = node.ledger.blobs
        let missing = try await TestServer { _ in .answer(404, [], []) }
        let peer = try HTTPPeerTests.peer(missing)
        #expect(try await peer.download(Self.digest, Self.request(), into: blobs) == 404)
        await peer.close()
        await missing.stop()
        try blobs.take(Array(Self.content[..<1000]), of: Self.digest, at: 0)
        let other = try await TestServer { _ in .answer(206, [("Content-Range", "bytes 5-9/10")], [1]) }
        let second = try HTTPPeerTests.peer(other)
        await #expect(throws: PeerFailure.self) { try await second.download(Self.digest, Self.request(), into: blobs) }
        await second.close()
        await other.stop()
        let endless = try await TestServer { _ in .endless }
        let third = try HTTPPeerTests.peer(endless)
        await #expect(throws: PeerFailure.oversized(limit: 1 << 20)) {
            try await third.download(Self.digest, Self.request(limit: 1 << 20), into: blobs)
        }
        #expect(try blobs.arrivedBytes(of: Self.digest) == 0)
        await third.close()
        await endless.stop()
    }
}

extension BlobDownloadTests {
    @Test("Pieces leave no gap, and what is not complete is not held.")
    func pieces() throws {
        let node = try TestNode()
        let blobs = node.ledger.blobs
        let digest = Digest.sha256([1, 2, 3])
        #expect(throws: LedgerError(.badProposal, "", remedy: "")) { try blobs.take([3], of: digest, at: 1) }
        try blobs.take([1, 9, 9, 9], of: digest, at: 0)
        try blobs.take([2, 3], of: digest, at: 1)
        #expect(try blobs.arrivedBytes(of: digest) == 3)
        #expect(!blobs.holds(digest))
        try blobs.complete(digest)
        #expect(try blobs.content(of: digest) == [1, 2, 3])
        #expect(throws: LedgerError(.tooLarge, "", remedy: "")) {
            try blobs.take([1], of: digest, at: BlobStore.maximumBytes)
        }
    }

    @Test("Where too much arrives, what has rested longest gives way, and nothing else.")
    func total() throws {
        let node = try TestNode()
        let blobs = node.ledger.blobs
        let digests = (0..<4).map { Digest.sha256([UInt8($0)]) }
        for digest in digests {
            try blobs.take([UInt8](repeating: 1, count: 100), of: digest, at: 0)
            // The order of the files' times is what counts.
            var times = [
                timespec(tv_sec: digest == digests[2] ? 10 : 20, tv_nsec: 0),
                timespec(tv_sec: digest == digests[2] ? 10 : 20, tv_nsec: 0),
            ]
            utimensat(AT_FDCWD, "\(node.directory.path)/blobs/arriving/\(digest.hex)", &times, 0)
        }
        try blobs.makeRoom(for: 100, of: digests[0], within: 400)
        #expect(try digests.map { try blobs.arrivedBytes(of: $0) } == [100, 100, 100, 100])
        try blobs.makeRoom(for: 200, of: digests[0], within: 400)
        #expect(try digests.map { try blobs.arrivedBytes(of: $0) } == [100, 100, 0, 100])
        try blobs.makeRoom(for: 400, of: digests[0], within: 400)
        #expect(try digests.map { try blobs.arrivedBytes(of: $0) } == [100, 0, 0, 0])
    }
}
