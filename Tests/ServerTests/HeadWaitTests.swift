import ClaimsLedger
import Foundation
import NIOHTTP1
import Replication
import ReplicationHTTP
import Synchronization
import Testing

@testable import Server

@Suite("Requests that wait for a log to grow", .timeLimit(.minutes(5)))
struct HeadWaitTests {
    private static let path = "/log/\(Served.center)/checkpoint"

    /// The server's figure of this name.
    private func figure(_ name: String, of served: Served) async throws -> Int {
        let page = try await served.ask(.GET, "/metrics").text
        let line = page.split(separator: "\n").first { $0.hasPrefix("triplicate_\(name) ") }
        return line.flatMap { Int($0.split(separator: " ")[1]) } ?? -1
    }

    private func untilWaiting(_ count: Int, at served: Served) async throws {
        while try await figure("head_waits", of: served) != count { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func tag(of served: Served) async throws -> String {
        try #require(try await served.ask(.GET, Self.path).fields.first(name: "ETag"))
    }

    private func waiting(_ seconds: Int, past tag: String, at served: Served) async throws -> Served.Got {
        try await served.ask(.GET, Self.path, fields: [("If-None-Match", tag), ("Prefer", "wait=\(seconds)")])
    }

    @Test(
        "A plain request is answered at once with a tag; who names the newest tag gets 304, and 200 once it is another."
    )
    func plain() async throws {
        try await Served.run { served in
            _ = try await served.record(1)
            let first = try await served.ask(.GET, Self.path)
            let tag = try #require(first.fields.first(name: "ETag"))
            #expect(
                first.status == 200 && tag.hasPrefix("W/\"1-")
                    && first.fields.first(name: "Cache-Control") == "no-store")
            for names in [tag, "\"x\", \(tag)", String(tag.dropFirst(2)), "*"] {
                let same = try await served.ask(.GET, Self.path, fields: [("If-None-Match", names)])
                #expect(same.status == 304 && same.body.isEmpty && same.fields.first(name: "ETag") == tag, "\(names)")
                #expect(same.fields.first(name: "Preference-Applied") == nil)
            }
            // To wait past nothing is not to wait.
            #expect(try await served.ask(.GET, Self.path, fields: [("Prefer", "wait=20")]).status == 200)
            _ = try await served.record(2)
            let next = try await waiting(20, past: tag, at: served)
            #expect(next.status == 200 && next.fields.first(name: "ETag") != tag)
        }
    }

    @Test("A request that waits is answered as soon as the log has grown, and by no other log's growth.")
    func grown() async throws {
        try await Served.run { served in
            _ = try await served.record(1)
            let tag = try await tag(of: served)
            async let got = waiting(20, past: tag, at: served)
            async let other = served.ask(
                .GET, "/log/\(Served.hospital)/checkpoint", fields: [("If-None-Match", "*"), ("Prefer", "wait=6")])
            try await untilWaiting(2, at: served)
            _ = try await served.record(2)
            let answer = try await got
            #expect(answer.status == 200 && answer.text.split(separator: "\n")[1] == "2")
            #expect(answer.fields.first(name: "Preference-Applied") == "wait=20")
            #expect(try await other.status == 304)
            #expect(try await figure("head_waits", of: served) == 0)
            let page = try await served.ask(.GET, "/metrics").text
            #expect(page.contains("triplicate_head_waits_total{end=\"grown\"} 1\n"))
            #expect(page.contains("triplicate_head_waits_total{end=\"over\"} 1\n"))
            // What a caller wishes to wait is no slowness of the server's.
            let line = page.split(separator: "\n").first {
                $0.hasPrefix("triplicate_request_seconds_sum{operation=\"checkpoint\"}")
            }
            let seconds = try #require(line).split(separator: " ")[1]
            #expect(Double(seconds).map { $0 < 6 } == true)
        }
    }

    @Test("When nothing grows it is 304 after the wait, not before.")
    func over() async throws {
        try await Served.run { served in
            _ = try await served.record(1)
            let begun = ContinuousClock.now
            let answer = try await waiting(1, past: try await tag(of: served), at: served)
            #expect(answer.status == 304 && ContinuousClock.now - begun >= .seconds(1))
            #expect(answer.fields.first(name: "Preference-Applied") == "wait=1")
        }
    }

    @Test("When the server is stopped all that wait are answered, and nobody waits any more.")
    func stopped() async throws {
        try await Served.run { served in
            _ = try await served.record(1)
            let tag = try await tag(of: served)
            async let first = waiting(20, past: tag, at: served)
            async let second = waiting(20, past: tag, at: served)
            try await untilWaiting(2, at: served)
            served.server.endWaits()
            #expect(try await first.status == 304)
            #expect(try await second.status == 304)
            let begun = ContinuousClock.now
            let late = try await waiting(20, past: tag, at: served)
            #expect(late.status == 304 && late.fields.first(name: "Preference-Applied") == nil)
            #expect(ContinuousClock.now - begun < .seconds(10))
        }
    }

    @Test("A server that is stopped while requests wait does not wait for them.")
    func cancelled() async throws {
        let (asking, begun) = try await Served.run { served in
            _ = try await served.record(1)
            let tag = try await tag(of: served)
            let asking = Task { try? await waiting(25, past: tag, at: served) }
            try await untilWaiting(1, at: served)
            // What came before, the start of the server among it, is not what is asked.
            return (asking, ContinuousClock.now)
        }
        #expect(ContinuousClock.now - begun < .seconds(20))
        // An answer, or the end of the connection.
        #expect(await asking.value.map { $0.status == 304 } ?? true)
    }

    // MARK: The waits themselves

    private func wait(
        in waits: HeadWaits, from address: String, seconds: Double = 30, origin: String = "a"
    ) -> Task<HeadWaits.Outcome, Never> {
        let generation = waits.generation
        return Task {
            await waits.wait(for: origin, past: "1", since: generation, from: address, seconds: seconds) {}
        }
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("So many wait, and so many of one address; this machine's own have no share. Who has waited makes room.")
    func limits() async throws {
        let waits = HeadWaits(limit: 4, share: 1)
        let first = wait(in: waits, from: "192.0.2.1")
        try await until { waits.waiting == 1 }
        #expect(await wait(in: waits, from: "192.0.2.1").value == .refused)
        let second = wait(in: waits, from: "192.0.2.2")
        let (third, fourth) = (wait(in: waits, from: "127.0.0.1"), wait(in: waits, from: "127.0.0.1"))
        try await until { waits.waiting == 4 }
        #expect(await wait(in: waits, from: "192.0.2.3").value == .refused)
        first.cancel()
        #expect(await first.value == .ended)
        let again = wait(in: waits, from: "192.0.2.1", seconds: 0.01)
        #expect(await again.value == .over)
        waits.close()
        for task in [second, third, fourth] { #expect(await task.value == .ended) }
        #expect(waits.waiting == 0)
        #expect(await wait(in: waits, from: "127.0.0.1").value == .refused)
        #expect(waits.ended.map(\.count) == [0, 1, 3, 4])
    }

    @Test(
        "Those are woken whose log has another head; a commit between the look at it and the wait is looked at again.")
    func woken() async throws {
        let waits = HeadWaits(limit: 10, share: 10)
        #expect(!waits.committed())
        let (grows, stays) = (wait(in: waits, from: "x"), wait(in: waits, from: "x", origin: "b"))
        try await until { waits.waiting == 2 }
        #expect(waits.committed())
        waits.wake { $0 == "a" ? "2" : "1" }
        #expect(await grows.value == .grown)
        #expect(waits.waiting == 1)
        let looks = Mutex(0)
        let generation = waits.generation
        _ = waits.committed()
        let late = Task {
            await waits.wait(for: "a", past: "1", since: generation, from: "x", seconds: 30) {
                looks.withLock { $0 += 1 }
            }
        }
        try await until { waits.waiting == 2 && looks.withLock { $0 } == 1 }
        // A log that cannot be read any more.
        waits.wake { _ in nil }
        #expect(await late.value == .grown)
        #expect(await stays.value == .grown)
    }

    @Test("Cancelled before it has begun, a request does not wait.")
    func cancelledEarly() async throws {
        let waits = HeadWaits(limit: 10, share: 10)
        for _ in 0..<200 {
            let task = wait(in: waits, from: "x")
            task.cancel()
            #expect(await task.value == .ended)
        }
        #expect(waits.waiting == 0)
    }

    // MARK: What is asked

    private func asked(_ fields: [String: String]) -> Asked {
        Asked(method: "GET", target: "/", fields: fields, address: "")
    }

    @Test("Prefer: wait=N, as RFC 7240 has it.")
    func preferences() {
        for (text, seconds): (String, Int?) in [
            ("wait=10", 10), ("respond-async, wait=10", 10), ("Wait = 7; x=y", 7), ("wait=\"5\"", 5), ("wait=0", 0),
            ("wait=1,wait=2", 1), ("wait=-1", nil), ("wait=x", nil), ("wait", nil), ("waiting=5", nil), ("", nil),
            ("wait=99999999999999999999", nil), (",;=,", nil), ("wait=\"", nil),
        ] {
            #expect(asked(["prefer": text]).preferredWait == seconds, "\(text)")
        }
        #expect(asked([:]).preferredWait == nil)
    }

    @Test("If-None-Match is compared as weak tags are.")
    func tags() {
        for text in ["W/\"a\"", "\"a\"", "*", "\"b\" , W/\"a\""] {
            #expect(asked(["if-none-match": text]).names("W/\"a\""), "\(text)")
        }
        for text in ["", "a", "\"b\"", "W/\"A\"", "\"a"] {
            #expect(!asked(["if-none-match": text]).names("W/\"a\""), "\(text)")
        }
    }
}
