import ClaimsLedger
import Ledger
import Logging
import Replication
import Synchronization

/// Answers requests: who asks, whether they may, and what comes of it. It knows nothing of sockets.
final class Routes: Sendable {
    let node: Node
    let parties: ServerParties
    let log: Logger
    let metrics = Metrics()
    /// Threads for what reads the disk.
    let store = WorkerPool(name: "store", threads: ServerLimit.threads, limit: ServerLimit.waiting)
    /// Threads for what waits for commits or writes files.
    let long = WorkerPool(name: "long", threads: ServerLimit.longThreads, limit: ServerLimit.longWaiting)
    /// What peers want that takes a look at many entries: they wait for each other, and nobody here for them.
    let scans = WorkerPool(name: "scans", threads: ServerLimit.scanThreads, limit: ServerLimit.scanWaiting)
    /// Requests to cosign that wait for a mirror.
    let witnessing = Atomic<Int>(0)
    /// The bearer token of the operator on this machine.
    let token: String
    let status: @Sendable () -> ServerStatus
    let recent = RecentHeads()
    /// Feeds that are open.
    let feeds = Atomic<Int>(0)
    /// Requests for a checkpoint that wait for a newer one.
    let waits = HeadWaits()
    /// Whether it will be looked at which of them have waited long enough.
    let isLooking = Atomic(false)
    private let rate = RateLimit(rate: ServerLimit.anonymousRate, burst: ServerLimit.anonymousBurst)
    private let partyRate = RateLimit(rate: ServerLimit.partyRate, burst: ServerLimit.partyBurst)
    private let start = ContinuousClock.now

    init(
        node: Node, parties: ServerParties, token: String, status: @escaping @Sendable () -> ServerStatus, log: Logger
    ) {
        self.node = node
        self.parties = parties
        self.token = token
        self.status = status
        self.log = log
    }

    var ledger: Ledger { node.ledger }

    /// Answers one request. It never throws: what goes wrong is an answer too.
    func answer(_ asked: Asked) async -> Answer {
        metrics.opened()
        defer { metrics.closed() }
        let begun = ContinuousClock.now
        var operation: Operation?
        var answer: Answer
        do {
            let route = try Route(method: asked.method, path: asked.path)
            operation = route.operation
            let caller = try await caller(asked, of: route.operation)
            answer = try await perform(route, asked, by: caller)
        } catch {
            answer = Answer(error)
            if answer.status >= 500, (error as? ServerError) != .busy {
                log.error("\(asked.method) \(asked.path): \(error)")
            }
        }
        if asked.method == "HEAD" { answer.body = .bytes([]) }
        let (seconds, attoseconds) = (ContinuousClock.now - begun).components
        let taken = Double(seconds) + Double(attoseconds) * 1e-18 - answer.waitedSeconds
        metrics.count(operation, status: answer.status, seconds: max(0, taken))
        return answer
    }

    /// Who asks; refused where they may not ask this at all.
    private func caller(_ asked: Asked, of operation: Operation) async throws -> Caller {
        let tokens = asked.tokens
        var caller = Caller()
        if tokens.count == 1, isLocal(tokens[0]) {
            caller.isLocal = true
        } else if let known = await parties.identify(tokens) {
            caller.parties = known
            // Of a node's parties the first bears what it asks for all of them.
            if let party = known.first, !takes(party.origin, of: partyRate) { throw ServerError.tooMany }
        } else {
            // What anybody may have, a caller that is not known yet may have too: so it learns of its own admission. A token of nobody
            // gets it no more than none.
            guard takes(asked.address, of: rate) else { throw ServerError.tooMany }
        }
        switch operation.access {
        // Whose logs are mirrored here says who works with whom: this machine alone learns that here.
        case .anybody where operation == .metrics:
            guard caller.isLocal || asked.isFromHere else { throw ServerError.unauthorized }
        case .anybody: break
        case .party: guard caller.isKnown else { throw ServerError.unauthorized }
        case .local: guard caller.isLocal else { throw caller.isKnown ? ServerError.forbidden : .unauthorized }
        }
        return caller
    }

    private func takes(_ name: String, of rate: RateLimit) -> Bool {
        let now = (ContinuousClock.now - start).components
        return rate.takes(name, at: Double(now.seconds) + Double(now.attoseconds) * 1e-18)
    }

    /// Compares in a time that says nothing of how much of it was right.
    private func isLocal(_ text: String) -> Bool {
        let given = Array(text.utf8)
        let known = Array(token.utf8)
        guard given.count == known.count else { return false }
        return zip(given, known).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func perform(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        switch route.operation {
        case .health, .ready, .metrics, .openAPI: try await operations(route)
        case .checkpoint, .tile, .bundle, .proof, .visible, .disclosed, .attachment, .cosignatures:
            try await log(route, asked, by: caller)
        case .addCheckpoint, .heads, .relay: try await peers(route, asked, by: caller)
        case .recordEvent, .recordBatch, .append, .state, .trace, .evidence, .knowledge, .list, .entries, .feed,
            .storeBlob,
            .blob:
            try await api(route, asked, by: caller)
        }
    }

    /// As whom a caller reads: the parties of its tokens; the operator as every party that this node hosts.
    func readers(_ caller: Caller) -> Set<String> {
        caller.isLocal ? Set(ledger.logs.filter(\.isHosted).map(\.party)) : caller.readers
    }

    /// The log of an origin.
    /// - Throws: `ServerError` `notFound`.
    func identity(_ origin: String) throws(ServerError) -> LogIdentity {
        guard let log = ledger.logs.first(where: { $0.origin == origin }) else { throw .notFound }
        return log
    }
}
