import Ledger
import NIOSSL
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("A peer over HTTP", .timeLimit(.minutes(5)))
struct HTTPPeerTests {
    static let audience = "test.example/center"

    static func purse() throws -> TokenPurse {
        TokenPurse([
            .init(origin: TokenTests.issuer, key: try TokenTests.key()),
            .init(
                origin: "test.example/unit",
                key: try TokenTests.key("test.example/unit/transport", seed: 9)),
        ]) { TokenTests.now }
    }

    static func peer(_ server: TestServer) throws -> HTTPPeer {
        HTTPPeer(try PeerAddress("http://127.0.0.1:\(server.port)"), pins: [], purse: try purse())
    }

    /// How many seconds an answer that comes may take: two cores run many tests at once, and some of them block.
    static let patience = 180

    static func request(limit: Int = 100, seconds: Int = patience) -> PeerRequest {
        PeerRequest(path: "/log/a/checkpoint", audience: audience, limit: limit, timeoutSeconds: seconds)
    }

    /// What a server's reply becomes.
    static func outcome(
        _ reply: TestServer.Reply, _ request: PeerRequest = request()
    ) async throws -> Result<PeerAnswer, PeerFailure> {
        let server = try await TestServer { _ in reply }
        let peer = try peer(server)
        let result: Result<PeerAnswer, PeerFailure>
        do throws(PeerFailure) { result = .success(try await peer.send(request)) } catch { result = .failure(error) }
        await peer.close()
        await server.stop()
        return result
    }

    @Test(
        "An answer comes as it was given, and the request says who asks: each hosted party by a token for the callee.")
    func whoAsks() async throws {
        let server = try await TestServer { _ in .answer(201, [], [1, 2, 3]) }
        let peer = try Self.peer(server)
        let answer = try await peer.send(Self.request())
        #expect(answer == PeerAnswer(status: 201, body: [1, 2, 3]))
        #expect(peer.receivedBytes == 3)
        _ = try await peer.send(PeerRequest(path: "/x?y=1", audience: nil, limit: 100))
        await peer.close()
        await server.stop()
        let asked = server.asked
        #expect(asked.map(\.path) == ["/log/a/checkpoint", "/x?y=1"])
        let bearer = try #require(asked[0].headers["authorization"])
        #expect(bearer.hasPrefix("Bearer "))
        let token = try await TokenTests.verify(String(bearer.dropFirst(7)))
        #expect(token.issuer == TokenTests.issuer)
        #expect(asked[0].headers["triplicate-also"]?.isEmpty == false)
        #expect(asked[1].headers["authorization"] == nil)
    }

    @Test("A status other than 200 is an answer; a redirection is not followed.")
    func statuses() async throws {
        for status in [204, 404, 429, 500] {
            #expect(try await Self.outcome(.answer(status, [], [])) == .success(PeerAnswer(status: status, body: [])))
        }
        let elsewhere = try await Self.outcome(.answer(302, [("Location", "http://127.0.0.1:1/other")], []))
        #expect(elsewhere == .success(PeerAnswer(status: 302, body: [])))
    }

    @Test("An answer as long as it may be is taken; one byte more is refused, stated or not.")
    func lengths() async throws {
        let body = [UInt8](repeating: 7, count: 100)
        #expect(try await Self.outcome(.ok(body)) == .success(PeerAnswer(status: 200, body: body)))
        #expect(try await Self.outcome(.ok(body + [7])) == .failure(.oversized(limit: 100)))
        #expect(try await Self.outcome(.endless, Self.request(limit: 1 << 20)) == .failure(.oversized(limit: 1 << 20)))
    }

    @Test("A server that is silent, drips, cuts short or hangs up costs no more than the request's time.")
    func slowness() async throws {
        let replies: [TestServer.Reply] = [
            .silence, .drip(milliseconds: 50), .truncated(stated: 50, [1, 2]), .hangUp,
        ]
        for reply in replies {
            let clock = ContinuousClock()
            let start = clock.now
            let outcome = try await Self.outcome(reply, Self.request(limit: 1 << 20, seconds: 1))
            guard case .failure(.unreachable(let reason)) = outcome else {
                Issue.record("\(reply) gave \(outcome)")
                continue
            }
            #expect(!reason.isEmpty)
            // Silence has no end of its own; a busy machine may take its time.
            #expect(start.duration(to: clock.now) < .seconds(60))
        }
    }

    @Test("Nobody at the address is said at once.")
    func nobody() async throws {
        let server = try await TestServer { _ in .silence }
        let peer = try Self.peer(server)
        await server.stop()
        await #expect(throws: PeerFailure.self) { try await peer.send(Self.request()) }
        await peer.close()
    }

    @Test("A request that is given up ends at once.")
    func cancellation() async throws {
        let server = try await TestServer { _ in .silence }
        let peer = try Self.peer(server)
        let task = Task { try await peer.send(Self.request(seconds: 50)) }
        while server.asked.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: PeerFailure.self) { try await task.value }
        await peer.close()
        await server.stop()
    }
}
