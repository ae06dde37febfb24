import Foundation
import Ledger
import Synchronization
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("Nodes that cannot be reached", .timeLimit(.minutes(5)))
struct RelayTests {
    static let origin = "test.example/center"

    static func peer(_ queue: RelayQueue) throws -> RelayPeer {
        RelayPeer(origin: origin, queue: queue, purse: try HTTPPeerTests.purse())
    }

    @Test("A request waits until the node comes, goes to it with its tokens, and its answer comes back.")
    func roundTrip() async throws {
        let queue = RelayQueue()
        let peer = try Self.peer(queue)
        let asking = Task { try await peer.send(HTTPPeerTests.request()) }
        let requests = await queue.exchange(origins: [Self.origin], answers: [])
        #expect(requests.map(\.path) == ["/log/a/checkpoint"])
        #expect(try await TokenTests.verify(requests[0].token).issuer == TokenTests.issuer)
        #expect(requests[0].also?.count == 1)
        let answers = requests.map { RelayAnswer(id: $0.id, status: 203, body: [9]) }
        #expect(await queue.exchange(origins: [Self.origin], answers: answers, waitSeconds: 0).isEmpty)
        #expect(try await asking.value == PeerAnswer(status: 203, body: [9]))
        #expect(peer.receivedBytes == 1)
    }

    @Test("A node that waits is told at once; its older call ends when it calls again.")
    func waiting() async throws {
        let queue = RelayQueue()
        let older = Task { await queue.exchange(origins: [Self.origin], answers: [], waitSeconds: 50) }
        while !(await queue.isConnected(Self.origin)) { await Task.yield() }
        let newer = Task { await queue.exchange(origins: [Self.origin], answers: [], waitSeconds: 50) }
        #expect(await older.value.isEmpty)
        let peer = try Self.peer(queue)
        let asking = Task { try await peer.send(HTTPPeerTests.request(seconds: 50)) }
        #expect(await newer.value.count == 1)
        asking.cancel()
        await #expect(throws: PeerFailure.self) { try await asking.value }
    }

    @Test("Another node's answer, a foreign id, and an answer that is too long are not taken.")
    func wrongAnswers() async throws {
        let queue = RelayQueue()
        let peer = try Self.peer(queue)
        let asking = Task { try await peer.send(HTTPPeerTests.request(limit: 4, seconds: 50)) }
        let request = await queue.exchange(origins: [Self.origin], answers: [])[0]
        let wrong = RelayAnswer(id: request.id, status: 200, body: [1])
        _ = await queue.exchange(origins: ["test.example/other"], answers: [wrong], waitSeconds: 0)
        _ = await queue.exchange(
            origins: [Self.origin], answers: [RelayAnswer(id: "7", status: 200, body: [1])], waitSeconds: 0)
        let long = RelayAnswer(id: request.id, status: 200, body: [1, 2, 3, 4, 5])
        _ = await queue.exchange(origins: [Self.origin], answers: [long], waitSeconds: 0)
        await #expect(throws: PeerFailure.oversized(limit: 4)) { try await asking.value }
    }

    @Test("A node that never comes costs the request's time, and no more than so many wait for it.")
    func never() async throws {
        let queue = RelayQueue()
        let peer = try Self.peer(queue)
        await #expect(throws: PeerFailure.self) { try await peer.send(HTTPPeerTests.request(seconds: 1)) }
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<RelayQueue.maximumWaiting + 6 {
                group.addTask { (try? await peer.send(HTTPPeerTests.request(seconds: 2))) != nil }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == RelayQueue.maximumWaiting + 6)
        #expect(!results.contains(true))
        await #expect(throws: PeerFailure.self) {
            try await peer.send(PeerRequest(.post, path: "/x", audience: nil, limit: 1))
        }
    }

    @Test("A blob comes in pieces, checked.")
    func blob() async throws {
        let node = try TestNode()
        let queue = RelayQueue()
        let peer = try Self.peer(queue)
        let content = BlobDownloadTests.content
        let serving = Task {
            var answers: [RelayAnswer] = []
            var ranges: [String?] = []
            while !Task.isCancelled {
                let requests = await queue.exchange(origins: [Self.origin], answers: answers, waitSeconds: 1)
                ranges += requests.map(\.range)
                answers = requests.map { request in
                    guard let match = request.range?.wholeMatch(of: /bytes=(\d+)-(\d+)/), let first = Int(match.1),
                        let last = Int(match.2), first < content.count
                    else { return RelayAnswer(id: request.id, status: 416, body: []) }
                    return RelayAnswer(
                        id: request.id, status: 206, body: Array(content[first...min(last, content.count - 1)]))
                }
            }
            return ranges
        }
        let status = try await peer.download(
            BlobDownloadTests.digest, BlobDownloadTests.request(), into: node.ledger.blobs)
        #expect(status == 200)
        #expect(try node.ledger.blobs.content(of: BlobDownloadTests.digest) == content)
        serving.cancel()
        #expect(await serving.value.count == 3)
    }

    @Test("The loop of such a node answers what peers may ask, nothing else, and goes on when the relay fails.")
    func loop() async throws {
        let relay = LoopDouble()
        let client = RelayClient(
            transport: { relay }, origin: Self.origin,
            serving: { RelayAnswer(id: $0.id, status: 200, body: Array($0.path.utf8)) }, logger: MirroringTests.quiet)
        let running = Task { await client.run() }
        while relay.brought.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        await running.value
        let answers = Dictionary(relay.brought.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(answers["a"]?.status == 200)
        #expect(answers["a"]?.body == Data("/log/x/checkpoint".utf8))
        #expect(answers["b"]?.status == 404)
        #expect(answers["c"]?.status == 404)
    }

    @Test(
        "Only what is there for peers may be asked over a relay.",
        arguments: [
            ("/log/a/checkpoint", true), ("/api/v1/heads", true), ("/api/v1/streams/a/b/c/knowledge", true),
            ("/api/v1/streams/a/b/c", false), ("/metrics", false), ("/log/../api/v1/entries", false), ("", false),
        ])
    func paths(path: String, isAllowed: Bool) { #expect(RelayClient.mayBeAsked(path) == isAllowed) }
}

/// A relay that fails, then asks three things, then waits.
private final class LoopDouble: PeerTransport {
    private let calls = Mutex(0)
    private let answers = Mutex<[RelayAnswer]>([])

    var brought: [RelayAnswer] { answers.withLock { $0 } }
    let receivedBytes: UInt64 = 0

    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerAnswer {
        let call = calls.withLock { count in
            count += 1
            return count
        }
        if call == 1 { throw .unreachable("not yet") }
        if let brought = try? JSONDecoder().decode(RelayAnswers.self, from: Data(request.body)) {
            answers.withLock { $0 += brought.answers }
        }
        var requests: [RelayRequest] = []
        if call == 2 {
            requests = [
                .init(id: "a", path: "/log/x/checkpoint", token: ""),
                .init(id: "b", path: "/api/v1/entries", token: ""),
                .init(id: "c", path: "/log/x/../../api/v1/entries", token: ""),
            ]
        }
        if call > 3 { try? await Task.sleep(for: .milliseconds(50)) }
        let body = (try? JSONEncoder().encode(RelayRequests(requests))) ?? Data()
        return PeerAnswer(status: 200, body: Array(body))
    }

    func download(_ digest: Digest, _ request: PeerRequest, into blobs: BlobStore) async throws -> Int { 404 }
}
