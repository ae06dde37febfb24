import Foundation
public import Logging

/// How a node answers, over a connection of its own, what others ask it: as if it had come over HTTP.
public typealias LocalServing = @Sendable (RelayRequest) async -> RelayAnswer

/// Keeps asking a peer that cannot reach this node what it wants, and answers.
public struct RelayClient: Sendable {
    /// Bytes of answers, before base64, that one call brings.
    private static let maximumBatchBytes = 20 << 20
    private static let maximumRequests = 64
    /// Bytes of answers that wait to be brought, and requests that are answered at a time, which may go beyond it.
    private static let maximumWaitingBytes = 64 << 20
    private static let maximumConcurrent = 4
    /// Beyond the 25 seconds for which the peer holds a call.
    private static let timeoutSeconds = 60

    private let transport: @Sendable () -> (any PeerTransport)?
    private let origin: String
    private let serving: LocalServing
    private let logger: Logger

    /// - Parameters:
    ///   - transport: the way to the peer's node, as it is now: asked for at each call.
    ///   - origin: the peer's origin, for which tokens are made.
    public init(
        transport: @escaping @Sendable () -> (any PeerTransport)?, origin: String, serving: @escaping LocalServing,
        logger: Logger
    ) {
        self.transport = transport
        self.origin = origin
        self.serving = serving
        self.logger = logger
    }

    /// Runs until its task is cancelled. A peer that does not answer is tried again after 1 to 60 seconds, and named in the log once.
    public func run() async {
        var waiting: [RelayAnswer] = []
        var pauseSeconds = 0
        while !Task.isCancelled {
            do {
                let brought = Self.batch(&waiting)
                let requests = try await call(brought)
                if pauseSeconds > 0 { logger.info("The relay at \(origin) answers again.") }
                pauseSeconds = 0
                waiting += await serve(requests, besides: waiting.reduce(0) { $0 + $1.body.count })
            } catch {
                // What was being answered has timed out there by the time it is up again.
                waiting = []
                if pauseSeconds == 0, !Task.isCancelled {
                    logger.warning(
                        "The relay at \(origin) does not answer: \(error.text). It is tried again until it does.")
                }
                pauseSeconds = min(60, max(1, pauseSeconds * 2))
                try? await Task.sleep(for: .milliseconds(Int64.random(in: 500...1000) * Int64(pauseSeconds)))
            }
        }
    }

    private static func batch(_ waiting: inout [RelayAnswer]) -> [RelayAnswer] {
        var bytes = 0
        let count = waiting.prefix { answer in
            defer { bytes += answer.body.count }
            return bytes == 0 || bytes + answer.body.count <= maximumBatchBytes
        }.count
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }

    private func call(_ answers: [RelayAnswer]) async throws(PeerFailure) -> [RelayRequest] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        guard let body = try? encoder.encode(RelayAnswers(answers)) else {
            throw .unreachable("The answers cannot be written as JSON")
        }
        guard let peer = transport() else { throw .unreachable("its address is not known") }
        let answer = try await peer.send(
            PeerRequest(
                .post, path: "/api/v1/relay", audience: origin, limit: AnswerLimit.relay,
                timeoutSeconds: Self.timeoutSeconds, body: Array(body), contentType: "application/json"))
        guard answer.status == 200 else { throw .unreachable("it answers with status \(answer.status)") }
        guard let requests = try? JSONDecoder().decode(RelayRequests.self, from: Data(answer.body)).requests,
            requests.count <= Self.maximumRequests
        else { throw .unreachable("it answers with what is no list of requests") }
        return requests
    }

    /// - Parameter held: bytes of answers that wait already. Beyond the limit the answer is 503: whoever asks for more than it takes away.
    private func serve(_ requests: [RelayRequest], besides held: Int) async -> [RelayAnswer] {
        await withTaskGroup(of: RelayAnswer.self) { group in
            var answers: [RelayAnswer] = []
            var bytes = held
            var underWay = 0
            for request in requests {
                if underWay == Self.maximumConcurrent, let answer = await group.next() {
                    underWay -= 1
                    bytes += answer.body.count
                    answers.append(answer)
                }
                guard bytes < Self.maximumWaitingBytes else {
                    answers.append(RelayAnswer(id: request.id, status: 503, body: []))
                    continue
                }
                underWay += 1
                group.addTask {
                    guard Self.mayBeAsked(request.path) else {
                        return RelayAnswer(id: request.id, status: 404, body: [])
                    }
                    return await serving(request)
                }
            }
            return await group.reduce(into: answers) { $0.append($1) }
        }
    }

    /// Only what is there for peers: nothing of what operators may.
    static func mayBeAsked(_ path: String) -> Bool {
        guard !path.split(separator: "/").contains("..") else { return false }
        return path.hasPrefix("/log/") || path == "/api/v1/heads"
            || path.hasPrefix("/api/v1/streams/") && path.hasSuffix("/knowledge")
    }
}
