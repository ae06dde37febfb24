import Foundation
import Glibc
import NIOHTTP1
import Replication
import ReplicationHTTP
import Testing
import TransparencyLog

@testable import Server

@Suite("Who may")
struct RefusalTests {
    private static func peer() throws -> Served.Peer {
        try Served.Peer("hospital:H31019900001", origin: "other.example/hospital", seed: 5)
    }

    @Test("What needs a token is refused without one, with one that is not good, and alike whatever is behind it.")
    func unauthorized() async throws {
        let peer = try Self.peer()
        try await Served.run(knowing: [peer.record]) { served in
            let now = Int64(Date().timeIntervalSince1970)
            let stranger = try Served.Peer("hospital:H31019900002", origin: "stranger.example", seed: 6)
            let tokens: [String?] = [
                nil, "", "x", "a.b.c", String(served.token.dropLast()) + (served.token.hasSuffix("0") ? "1" : "0"),
                try await peer.token(for: "somebody.else/center"), try await peer.token(at: now - 120),
                try await peer.token(at: now + 120), try await stranger.token(),
            ]
            for path in [
                "/log/\(Served.center)/visible", "/log/\(Served.center)/disclosed/0",
                "/log/\(Served.center)/blob/\(String(repeating: "0", count: 64))?entry=0", "/api/v1/heads",
                "/api/v1/streams/claim/210200/1/knowledge", "/api/v1/entries", "/api/v1/streams/claim/210200/1",
                "/log/no.such/log/visible",
            ] {
                for token in tokens {
                    let got = try await served.ask(.GET, path, token: token)
                    #expect(got.status == 401 && got.number == 2702, "\(path) \(token ?? "none")")
                    #expect(got.fields.first(name: "WWW-Authenticate") == "Bearer")
                }
                // Alike, byte for byte.
                let bodies = try await Set([served.ask(.GET, path).body, served.ask(.GET, path, token: "x").body])
                #expect(bodies.count == 1)
            }
        }
    }

    @Test(
        "A party may do what parties may; what is the operator's is forbidden to it, and a suspended party is nobody.")
    func parties() async throws {
        let peer = try Self.peer()
        var suspended = try Served.Peer("pharmacy:P31019900002", origin: "suspended.example", seed: 9).record
        let suspendedKey = try Served.Peer("pharmacy:P31019900002", origin: "suspended.example", seed: 9)
        suspended.isSuspended = true
        try await Served.run(knowing: [peer.record, suspended]) { served in
            let token = try await peer.token()
            #expect(try await served.ask(.GET, "/api/v1/heads", token: token).status == 200)
            #expect(try await served.ask(.GET, "/log/\(Served.center)/visible", token: token).status == 200)
            for (method, path) in [
                (HTTPMethod.GET, "/api/v1/entries"), (.POST, "/api/v1/events:batch"), (.POST, "/api/v1/proposals"),
                (.POST, "/api/v1/streams/claim/210200/1/events"), (.GET, "/api/v1/streams/claim/210200/1"),
                (.PUT, "/api/v1/blobs/\(String(repeating: "0", count: 64))"),
            ] {
                #expect(try await served.ask(method, path, token: token).status == 403, "\(path)")
            }
            #expect(try await served.ask(.GET, "/api/v1/heads", token: suspendedKey.token()).status == 401)
            // Of a good token and a bad one the good one counts; a bad one alone is nobody's.
            let both = try await served.ask(
                .GET, "/api/v1/heads", token: token, fields: [("Triplicate-Also", "x")])
            #expect(both.status == 200)
            #expect(try await served.ask(.GET, "/api/v1/heads", token: "x").status == 401)
        }
    }

    @Test("Entries go to the log's full mirrors only: to anybody else there is nothing, as where there is no such log.")
    func bundles() async throws {
        let peer = try Self.peer()
        let mirror = try Served.Peer("center:310100", origin: "mirror.example/center", seed: 7)
        var own = PartyRecord(party: "center:210200", name: "", origin: Served.center, logKeys: [])
        own.fullMirrors = [mirror.record.party]
        try await Served.run(knowing: [peer.record, mirror.record, own]) { served in
            #expect(try await served.record(1).status == 201)
            let path = "/log/\(Served.center)/tile/entries/000.p/1"
            #expect(try await served.ask(.GET, path, token: mirror.token()).status == 200)
            #expect(try await served.local(.GET, path).status == 200)
            let refused = try await served.ask(.GET, path, token: peer.token())
            let anonymous = try await served.ask(.GET, path)
            let missing = try await served.ask(.GET, "/log/no.such/tile/entries/000.p/1")
            for got in [refused, anonymous, missing] {
                #expect(got.status == 404 && got.number == 2701)
                #expect(got.body == missing.body)
            }
        }
    }

    @Test("A method that a path has not is answered with those that it has; a path that there is not, with nothing.")
    func methods() async throws {
        try await Served.run { served in
            let got = try await served.ask(.DELETE, "/log/\(Served.center)/checkpoint")
            #expect(got.status == 405 && got.fields.first(name: "Allow") == "GET")
            #expect(try await served.ask(.GET, "/secret").status == 404)
            #expect(try await served.ask(.HEAD, "/log/\(Served.center)/checkpoint").body.isEmpty)
        }
    }

    @Test("A body that is too large is refused, announced or not, and the connection is closed.")
    func large() async throws {
        try await Served.run { served in
            let body = [UInt8](repeating: 32, count: (1 << 20) + 1)
            let got = try await served.ask(
                .POST, "/api/v1/streams/claim/210200/1/events?\(Served.acting)", token: served.token, body: body)
            #expect(got.status == 413 && got.number == 2706)
            // Announced only: nothing of it has to come.
            let head = "POST /log/\(Served.center)/cosignatures HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"
            let answer = try await RawConnection(served.address).exchange(head)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("connection: close") || answer.contains("Connection: close"))
        }
    }

    @Test("Who sends a request byte by byte holds a connection for a bounded time.")
    func slow() async throws {
        try await Served.run(requestSeconds: 1) { served in
            let head = "POST /log/\(Served.center)/cosignatures HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nab"
            let begun = ContinuousClock.now
            _ = try await RawConnection(served.address).exchange(head)
            #expect(ContinuousClock.now - begun < .seconds(20))
        }
    }
}

/// A connection of bytes: for requests that no client would send.
struct RawConnection: Sendable {
    private let port: UInt16

    init(_ address: String) throws {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else { throw POSIXError(.EINVAL) }
        self.port = port
    }

    /// Sends bytes, and reads until the other side closes.
    func exchange(_ text: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try exchanged(text) })
            }
        }
    }

    /// Connects; the caller closes the descriptor.
    func open() throws -> Int32 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw POSIXError(.EIO) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(file)
            throw POSIXError(.ECONNREFUSED)
        }
        return file
    }

    private func exchanged(_ text: String) throws -> String {
        let file = try open()
        defer { close(file) }
        _ = Array(text.utf8).withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(file, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
