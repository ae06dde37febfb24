import Foundation
import FuzzDriver
import ReplicationHTTP
import TransparencyLog

@testable import Server

extension FuzzTarget {
    /// What goes over a relay: requests, and answers to them.
    static let relay = FuzzTarget.onArray("relay", longest: 2048) { bytes in
        let data = Data(bytes)
        if let asked = try? JSONDecoder().decode(RelayRequests.self, from: data) {
            demand(sentAndRead(asked) == asked, "sending gives the same requests")
            for request in asked.requests { check(request) }
        }
        if let brought = try? JSONDecoder().decode(RelayAnswers.self, from: data) {
            demand(sentAndRead(brought) == brought, "sending gives the same answers")
            demand(
                brought.answers.reduce(0) { $0 + $1.body.count } <= bytes.count,
                "an answer is no longer than it was sent")
        }
    }

    /// A request over a relay is read as one over HTTP.
    private static func check(_ request: RelayRequest) {
        var fields: [String: String] = [:]
        if !request.token.isEmpty { fields["authorization"] = "Bearer \(request.token)" }
        fields["triplicate-also"] = request.also?.joined(separator: ",")
        let asked = Asked(method: "GET", target: request.path, fields: fields, address: "relay")
        demand(request.path.hasPrefix(asked.path), "the path is the beginning of what was asked for")
        if let own = asked.tokens.first, !request.token.isEmpty {
            demand(own.isEmpty || own == request.token, "a token is kept")
        }
        do {
            let route = try Route(method: asked.method, path: asked.path)
            demand(route.operation.method == "GET", "nothing is changed over a relay")
        } catch {
            show(error)
        }
    }

    private static func sentAndRead<Message: Codable>(_ message: Message) -> Message {
        must("what was read can be sent and read") {
            try JSONDecoder().decode(Message.self, from: JSONEncoder.plain.encode(message))
        }
    }

    /// How a node's mirrors stand, as the process that serves it has written it.
    static let mirrorStatus = FuzzTarget.onArray("mirror-status", longest: 2048) { bytes in
        guard let file = try? JSONDecoder().decode(MirrorStatusFile.self, from: Data(bytes)) else { return }
        demand(sentAndRead(file) == file, "reading gives the same status")
        for mirror in file.mirrors {
            demand(mirror.lag <= max(mirror.size, mirror.shownSize ?? 0), "a mirror lags behind by what there is")
        }
    }

    /// The newest heads that a peer holds, a line each.
    static let peerHeads = FuzzTarget.onArray("peer-heads", longest: 2048) { bytes in
        let heads = PeerHead.lines(bytes)
        demand(heads.count <= bytes.split(separator: 10).count, "there is one head in a line")
        let text = heads.map { $0.line + "\n" }.joined()
        demand(PeerHead.lines(Array(text.utf8)) == heads, "reading gives the same heads")
    }

    /// What a peer holds of a stream, a line for each entry.
    static let knowledge = FuzzTarget.onArray("knowledge", longest: 4096) { bytes in
        let knowledge: Knowledge
        do {
            knowledge = try Knowledge(lines: bytes)
        } catch {
            return show(error)
        }
        let again = must("what was read can be written and read") { try Knowledge(lines: Array(knowledge.text.utf8)) }
        demand(again == knowledge && again.digest == knowledge.digest, "equal knowledge has one digest")
        demand(knowledge.firstDifference(from: again) == nil, "what is equal has no difference")
        demand(
            zip(knowledge.entries, knowledge.entries.dropFirst()).allSatisfy { $0 < $1 && !($1 < $0) },
            "entries ascend, none twice")
        for place in [0, knowledge.entries.count / 2] where place < knowledge.entries.count {
            var fewer = knowledge.entries
            let left = fewer.remove(at: place)
            let other = Knowledge(fewer)
            demand(other.digest != knowledge.digest, "other knowledge has another digest")
            guard let difference = knowledge.firstDifference(from: other) else {
                return demand(false, "what is missing is found")
            }
            demand(
                difference.origin == left.origin && difference.number == left.number, "the first difference is found")
            demand(difference.here == left.leaf, "what is held here is told")
            let counts = knowledge.counts(against: other)
            demand(
                counts.onlyHere == 1 && counts.onlyThere == 0 && counts.both == fewer.count,
                "what only one holds is counted")
        }
    }
}
