import Foundation
import Ledger
import Replication
import ReplicationHTTP
import TransparencyLog

extension Routes {
    /// What other nodes ask besides logs.
    func peers(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        switch route.operation {
        case .heads: try await heads()
        case .relay: try await relay(asked, by: caller)
        default: try await addCheckpoint(asked)
        }
    }

    /// The newest head that this node holds of each log: whoever compares finds a log that shows each of them another history.
    private func heads() async throws -> Answer {
        try await store { [ledger, recent] in
            var lines: [UInt8] = []
            for log in ledger.logs {
                guard let checkpoint = try ledger.checkpoint(of: log) else { continue }
                recent.keep(try Note(checkpoint), encoded: checkpoint, of: log.origin)
                lines += Array("\(PeerHead(origin: log.origin, checkpoint: checkpoint).line)\n".utf8)
            }
            return Answer(lines, "application/x-ndjson")
        }
    }

    /// Brings together a node that cannot be reached and those who want something of it.
    private func relay(_ asked: Asked, by caller: Caller) async throws -> Answer {
        guard let relay = parties.relay, !caller.parties.isEmpty else { throw ServerError.notFound }
        let body = try await asked.body(ServerLimit.relayBytes)
        guard let brought = try? JSONDecoder().decode(RelayAnswers.self, from: Data(body)) else {
            throw ServerError.badRequest("These are no answers of a relay.")
        }
        let origins = caller.parties.map(\.origin)
        var requests = await relay.exchange(origins: origins, answers: brought.answers, waitSeconds: 1)
        // In short waits, so that a server that is being stopped waits for none.
        for _ in 1..<ServerLimit.relaySeconds where requests.isEmpty && !status().isStopping && !Task.isCancelled {
            requests = await relay.exchange(origins: origins, answers: [], waitSeconds: 1)
        }
        return Answer(try JSONEncoder.plain.encode(RelayRequests(requests)).bytes, "application/json")
    }

    /// Answers what came over a relay, as if it had come over HTTP.
    func answer(_ request: RelayRequest) async -> RelayAnswer {
        var fields: [String: String] = [:]
        if !request.token.isEmpty { fields["authorization"] = "Bearer \(request.token)" }
        if let also = request.also { fields["triplicate-also"] = also.joined(separator: ",") }
        fields["range"] = request.range
        let answer = await answer(Asked(method: "GET", target: request.path, fields: fields, address: "relay"))
        guard let body = try? await answer.collected(limit: ServerLimit.relayAnswerBytes) else {
            return RelayAnswer(id: request.id, status: 413, body: [])
        }
        return RelayAnswer(id: request.id, status: answer.status, body: body)
    }
}
