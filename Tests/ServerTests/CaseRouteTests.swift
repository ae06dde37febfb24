import AsyncHTTPClient
import ClaimsLedger
import EntryFormat
import Evidence
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TransparencyLog

@testable import Server

@Suite("Cases, lists and the feed over HTTP", .timeLimit(.minutes(5)))
struct CaseRouteTests {
    @Test(
        "A trace and an evidence file come as the commands make them; the file verifies, and a stranger gets neither.")
    func cases() async throws {
        try await Served.run { served in
            #expect(try await served.record(1).status == 201)
            let stream = Served.event(1).stream
            let path = "/api/v1/streams/\(stream)"
            let trace = try await served.local(.GET, "\(path)/trace")
            #expect(trace.status == 200, "\(trace.text)")
            let expected = Array(try JSONEncoder.plain.encode(served.node.trace(stream)))
            #expect(trace.body == expected)
            let file = try await served.local(.GET, "\(path)/evidence")
            #expect(file.status == 200, "\(file.text)")
            #expect(
                file.fields.first(name: "Content-Disposition")
                    == "attachment; filename=\"\(stream.replacing("/", with: "-")).evidence\"")
            let found = try EvidenceFile(parsing: file.body)
            #expect(found.stream?.text == stream && found.logs.flatMap(\.entries).count == 1)
            // Who has no token, what is not there, and what cannot be read.
            for end in ["/trace", "/evidence"] {
                #expect(try await served.ask(.GET, path + end).status == 401)
                #expect(try await served.local(.GET, "/api/v1/streams/claim/210200/2026-000009\(end)").status >= 400)
            }
            #expect(try await served.local(.GET, "\(path)/trace?asOf=x").number == 2705)
            #expect(try await served.local(.GET, "\(path)/trace?asOf=1").status == 200)
            #expect(try await served.local(.POST, "\(path)/trace").status == 405)
        }
    }

    @Test("Lists come in pages with the filters of list; a condition that is none is named.")
    func lists() async throws {
        try await Served.run { served in
            for number in 1...5 { #expect(try await served.record(number).status == 201) }
            let first = try await served.local(.GET, "/api/v1/institutions?limit=3&status=designated")
            #expect(first.status == 200, "\(first.text)")
            let page = try first.json(ListPage.self)
            #expect(page.rows.count == 3)
            let next = try #require(page.next)
            let rest = try await served.local(.GET, "/api/v1/institutions?limit=3&after=\(next)").json(ListPage.self)
            #expect(rest.rows.count == 2 && rest.next == nil)
            #expect(try await served.local(.GET, "/api/v1/claims").json(ListPage.self).rows.isEmpty)
            for (query, named) in [
                ("colour=red", "colour"), ("status=red", "red"), ("limit=0", "0"), ("limit=10001", "10001"),
                ("from=yesterday", "yesterday"), ("place=21", "21"), ("shortCode=x", "x"),
                ("after=claim/210200/1", "after"),
            ] {
                let got = try await served.local(.GET, "/api/v1/institutions?\(query)")
                #expect(got.number == 2705 && got.text.contains(named), "\(query): \(got.text)")
            }
            #expect(try await served.local(.GET, "/api/v1/colours").number == 2701)
            #expect(try await served.ask(.GET, "/api/v1/claims").status == 401)
        }
    }

    @Test("The feed tells of entries as they come, goes on after the last one that was had, and ends with the server.")
    func feed() async throws {
        try await Served.run { served in
            for number in 1...3 { #expect(try await served.record(number).status == 201) }
            let resumed = try await Feed(served, [("Last-Event-ID", "0")])
            #expect(try await resumed.events(2).map(\.id) == [1, 2])
            let live = try await Feed(served, [])
            #expect(try await served.record(4).status == 201)
            let event = try #require(try await live.events(1).first)
            #expect(event.id == 3)
            let line = try #require(
                try JSONSerialization.jsonObject(with: Data(event.data.utf8)) as? [String: Any])
            #expect(line["stream"] as? String == Served.event(4).stream)
            #expect(line["type"] as? String == "InstitutionDesignated")
            #expect(try await resumed.events(1).map(\.id) == [3])
            // What it does not hold, what is no position, and who may not.
            let beyond = try await served.local(.GET, "/api/v1/feed", fields: [("Last-Event-ID", "4")])
            #expect(beyond.number == 2705 && beyond.text.contains("4 entries"), "\(beyond.text)")
            #expect(try await served.local(.GET, "/api/v1/feed?after=5").number == 2705)
            #expect(try await served.local(.GET, "/api/v1/feed", fields: [("Last-Event-ID", "x")]).number == 2705)
            #expect(try await served.ask(.GET, "/api/v1/feed").status == 401)
            served.server.endWaits()
            #expect(try await live.rest().isEmpty)
        }
    }

    @Test("So many feeds may be open, and one that is closed makes room.")
    func room() async throws {
        try await Served.run { served in
            var feeds: [Feed] = []
            // The client's own bound is far below that of the server.
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = ServerLimit.feeds + 8
            let client = HTTPClient(configuration: configuration)
            for _ in 0..<ServerLimit.feeds { feeds.append(try await Feed(served, [], by: client)) }
            let refused = try await served.local(.GET, "/api/v1/feed")
            #expect(refused.status == 503 && refused.number == 2708, "\(refused.text)")
            served.server.endWaits()
            for feed in feeds { _ = try await feed.rest() }
            // The place is given back a moment after the answer's end.
            var status = 503
            for _ in 0..<100 where status == 503 {
                status = Int(try await served.local(.GET, "/api/v1/feed").status)
                if status == 503 { try await Task.sleep(for: .milliseconds(100)) }
            }
            #expect(status == 200)
            try await client.shutdown()
        }
    }

    /// A feed that is read event by event.
    private final class Feed {
        private var iterator: HTTPClientResponse.Body.AsyncIterator
        private var text = ""

        init(_ served: Served, _ fields: [(String, String)], by client: HTTPClient = .shared) async throws {
            var request = HTTPClientRequest(url: "\(served.address)/api/v1/feed")
            request.headers.add(name: "Authorization", value: "Bearer \(served.token)")
            for (name, value) in fields { request.headers.add(name: name, value: value) }
            let response = try await client.execute(request, timeout: .seconds(240))
            #expect(response.status == .ok)
            #expect(response.headers.first(name: "Content-Type") == "text/event-stream")
            iterator = response.body.makeAsyncIterator()
        }

        /// So many events, without the comments between them.
        func events(_ count: Int) async throws -> [(id: UInt64, data: String)] {
            var events: [(id: UInt64, data: String)] = []
            while events.count < count {
                guard let end = text.range(of: "\n\n") else {
                    guard let part = try await next() else { break }
                    text += part
                    continue
                }
                let lines = text[..<end.lowerBound].split(separator: "\n")
                text = String(text[end.upperBound...])
                guard lines.count == 3, lines[0] == "event: entry", let id = UInt64(lines[1].dropFirst("id: ".count))
                else { continue }
                events.append((id, String(lines[2].dropFirst("data: ".count))))
            }
            return events
        }

        /// The events that come until it ends.
        func rest() async throws -> [UInt64] {
            var ids: [UInt64] = []
            while true {
                let more = try await events(1)
                guard let event = more.first else { return ids }
                ids.append(event.id)
            }
        }

        private func next() async throws -> String? {
            var iterator = self.iterator
            let part = try await iterator.next()
            self.iterator = iterator
            return part.map { String(buffer: $0) }
        }
    }
}
