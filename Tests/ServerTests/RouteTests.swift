import Foundation
import Testing
import TransparencyLog

@testable import Server

@Suite("Paths")
struct RouteTests {
    @Test("Slashes of an origin stand as they are: what is asked of a log is known by the path's end.")
    func origins() throws {
        let origin = "example.org/a/tile/b"
        for (path, operation) in [
            ("checkpoint", Operation.checkpoint), ("tile/0/x001/067", .tile), ("tile/entries/003.p/17", .bundle),
            ("proof/12", .proof), ("visible", .visible), ("disclosed/3", .disclosed),
            ("blob/\(String(repeating: "ab", count: 32))", .attachment),
        ] {
            let route = try Route(method: "GET", path: "/log/\(origin)/\(path)")
            #expect(route.operation == operation)
            #expect(route.origin == origin)
        }
        #expect(try Route(method: "POST", path: "/log/\(origin)/cosignatures").operation == .cosignatures)
        #expect(try Route(method: "GET", path: "/log/a%2Fb/checkpoint").origin == "a/b")
        #expect(try Route(method: "GET", path: "/log/o/proof/12").number == 12)
        #expect(try Route(method: "GET", path: "/log/o/tile/1/003").tile == Tile(path: "tile/1/003"))
        #expect(try Route(method: "HEAD", path: "/log/o/checkpoint").operation == .checkpoint)
    }

    @Test(
        "There is one path for one thing, and nothing for what is written otherwise.",
        arguments: [
            "/", "", "/log/", "/log/o", "/log//checkpoint", "/log/o/proof/", "/log/o/proof/-1", "/log/o/proof/01",
            "/log/o/proof/18446744073709551616", "/log/o/tile/0/1", "/log/o/tile/0/000.p/0", "/log/o/blob/abcd",
            "/log/o/blob/\(String(repeating: "AB", count: 32))", "/api/v1/streams/", "/api/v1/blobs/x", "/healthz/",
            "/log/%ff/checkpoint", "/metrics/../log/o/checkpoint/..",
        ])
    func nothing(path: String) { #expect(throws: ServerError.notFound) { try Route(method: "GET", path: path) } }

    @Test("Streams have slashes, too, and a path without its method names those that it has.")
    func streams() throws {
        let name = "claim/210200/2026-000123"
        for (method, end, operation) in [
            ("GET", "", Operation.state), ("POST", "/events", .recordEvent), ("GET", "/knowledge", .knowledge),
            ("GET", "/trace", .trace), ("GET", "/evidence", .evidence),
        ] {
            let route = try Route(method: method, path: "/api/v1/streams/\(name)\(end)")
            #expect(route.operation == operation && route.stream == name)
        }
        do {
            _ = try Route(method: "DELETE", path: "/api/v1/blobs/\(String(repeating: "0", count: 64))")
            Issue.record("It was taken.")
        } catch {
            #expect(error.status == 405)
            #expect(error.allowed == ["GET", "PUT"])
        }
    }

    @Test("openapi.yaml describes every operation under its name, path and method, and no other.")
    func described() throws {
        var found: Set<String> = []
        var path = ""
        var method = ""
        for line in String(decoding: OpenAPI.document, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("  /"), line.hasSuffix(":") { path = String(line.dropFirst(2).dropLast()) }
            if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":") {
                method = line.dropFirst(4).dropLast().uppercased()
            }
            if let name = line.dropping(prefix: "      operationId: ") { found.insert("\(name) \(method) \(path)") }
        }
        #expect(found == Set(Operation.allCases.map { "\($0.rawValue) \($0.method) \($0.template)" }))
    }

    @Test("An address to listen on is a host and a port; loopback is what only this machine reaches.")
    func addresses() {
        #expect(ListenAddress("127.0.0.1:8080") == ListenAddress(host: "127.0.0.1", port: 8080))
        #expect(ListenAddress("[::1]:0")?.isLoopback == true)
        #expect(ListenAddress("localhost:1")?.isLoopback == true)
        #expect(ListenAddress("127.1.2.3:1")?.isLoopback == true)
        for text in ["0.0.0.0:1", "10.0.0.1:1", "127.0.0.1.example.org:1", "localhost.example:1"] {
            #expect(ListenAddress(text)?.isLoopback == false, "\(text)")
        }
        // A host in brackets inside of brackets would be written as another.
        for text in ["[[[]]:4", "[[::1]]:1", "a]:1", "[a:1"] { #expect(ListenAddress(text) == nil, "\(text)") }
        for text in ["", "8080", ":8080", "a:", "a:65536", "a:-1", "::1:80", "a b:1", "a:+1"] {
            #expect(ListenAddress(text) == nil, "\(text)")
        }
    }

    @Test("A bucket takes its burst at once and its rate after; other addresses have their own.")
    func rate() {
        let limit = RateLimit(rate: 10, burst: 5)
        #expect((0..<7).map { _ in limit.takes("a", at: 0) } == [true, true, true, true, true, false, false])
        #expect(limit.takes("b", at: 0))
        #expect(limit.takes("a", at: 0.1))
        #expect(!limit.takes("a", at: 0.1))
        for number in 0..<10_000 { _ = limit.takes("x\(number)", at: 0.2) }
        #expect(!limit.takes("new", at: 0.2))
        #expect(limit.takes("new", at: 10))
    }

    @Test("A range is bytes=N- or bytes=N-M; any other form is answered whole.")
    func ranges() {
        #expect(Routes.wanted("bytes=3-", of: 10) == .part(3, 10))
        #expect(Routes.wanted("bytes=3-5", of: 10) == .part(3, 6))
        #expect(Routes.wanted("bytes=3-50", of: 10) == .part(3, 10))
        #expect(Routes.wanted("bytes=10-", of: 10) == .beyond)
        for text in [
            nil, "bytes=-3", "bytes=5-3", "bytes=1-2,4-5", "items=1-", "bytes=x-", "bytes=0-9223372036854775807",
        ] {
            #expect(Routes.wanted(text, of: 10) == .all, "\(text ?? "")")
        }
    }
}
