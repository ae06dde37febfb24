import ClaimsLedger
import Ledger
import Synchronization

extension Routes {
    /// Entries as they come, as server-sent events (WHATWG HTML, section 9.2): from now on, from a position on (`after`), or after the one
    /// that the caller had last (`Last-Event-ID`). An event's id is the entry's position.
    func feed(_ asked: Asked) async throws -> Answer {
        let end = try await store { [ledger] in try ledger.end() }
        var first = try asked.number("after") ?? end
        if let last = asked.fields["last-event-id"], !last.isEmpty {
            guard let position = Route.number(last), position < .max else {
                throw ServerError.badRequest("Last-Event-ID is no position.", remedy: "Send back the id of an event.")
            }
            first = position + 1
        }
        guard first <= end else {
            throw ServerError.badRequest(
                "This node holds \(end) entries, and position \(first) is asked for.",
                remedy: "Read again from after=0: it may be another node, or an older copy.")
        }
        guard let place = FeedPlace(first, of: self) else { throw ServerError.busy }
        var answer = Answer(
            pieces: { [self] in try await events(at: place) }, "text/event-stream")
        answer.isEndless = true
        return answer
    }

    /// What has come since, or a comment after a while without; nil where the server is being stopped.
    private func events(at place: FeedPlace) async throws -> [UInt8]? {
        if !place.hasBegun.exchange(true, ordering: .relaxed) { return Array("retry: 2000\n\n".utf8) }
        let begun = ContinuousClock.now
        while !waits.isClosed {
            // Read before the entries are: what is committed from here on is looked for again.
            let generation = waits.generation
            let position = place.position.load(ordering: .relaxed)
            let (count, bytes) = try await store { [ledger] in try Self.events(of: ledger, from: position) }
            guard count == 0 else {
                place.position.store(position + UInt64(count), ordering: .relaxed)
                return bytes
            }
            while waits.generation == generation, !waits.isClosed {
                guard ContinuousClock.now - begun < .seconds(ServerLimit.feedSeconds) else {
                    return Array(":\n\n".utf8)
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        return nil
    }

    private static func events(of ledger: Ledger, from position: UInt64) throws -> (Int, [UInt8]) {
        let entries = try ledger.entries(from: position, limit: 100)
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array("event: entry\nid: \(entry.position)\ndata: ".utf8)
            bytes += try line(of: entry).ended()
            bytes += [10, 10]
        }
        return (entries.count, bytes)
    }
}

/// How far a feed has come. It counts among those that are open as long as it is there.
private final class FeedPlace: Sendable {
    let position: Atomic<UInt64>
    let hasBegun = Atomic(false)
    private let routes: Routes

    /// Nil where so many are open that no more are taken.
    init?(_ first: UInt64, of routes: Routes) {
        self.routes = routes
        position = Atomic(first)
        guard routes.feeds.add(1, ordering: .relaxed).newValue <= ServerLimit.feeds else { return nil }
    }

    deinit { routes.feeds.subtract(1, ordering: .relaxed) }
}
