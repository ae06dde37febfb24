import Claims
import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import TransparencyLog

extension Routes {
    /// What systems and the operator's commands ask.
    func api(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        switch route.operation {
        case .recordEvent: try await recordEvent(route, asked)
        case .recordBatch: try await recordBatch(asked)
        case .append: try await append(asked)
        case .state: try await state(route, asked)
        case .trace: try await trace(route, asked)
        case .evidence: try await evidence(route, asked)
        case .list: try await list(route, asked)
        case .feed: try await feed(asked)
        case .knowledge: try await knowledge(route, readers: readers(caller))
        case .entries: try await entries(asked)
        case .storeBlob: try await storeBlob(route, asked)
        default: try await blob(route, asked)
        }
    }

    /// Who acts, as the query says: `as`, `operator`, `onBehalfOf`.
    private func actor(_ asked: Asked) throws -> Actor {
        guard let name = asked.query["operator"], !name.isEmpty else {
            throw ServerError.badRequest(
                "It is not said who acts.", remedy: "Name the person or system in the query: operator=clerk.wang.")
        }
        return try node.actor(
            as: asked.query["as"], operatorName: name, onBehalfOf: asked.query["onBehalfOf"] ?? "")
    }

    // MARK: Recording

    private func recordEvent(_ route: Route, _ asked: Asked) async throws -> Answer {
        let actor = try actor(asked)
        let body = try await text(asked, limit: RecordRequest.maximumEventBytes)
        var request = try RecordRequest(body, stream: route.stream)
        if let key = asked.fields["idempotency-key"] { request.eventId = key.unquoted }
        let ifMatch = asked.fields["if-match"]
        if let ifMatch {
            guard let version = Route.number(ifMatch.unquoted) else {
                throw ServerError.badRequest("If-Match is no count of entries.", remedy: #"Write If-Match: "3"."#)
            }
            request.expect = version
        }
        let (node, store, wanted) = (node, store, request)
        let recorded: Recorded
        do {
            recorded = try await withCheckedThrowingContinuation { continuation in
                let taken = store.run {
                    node.submit(wanted, by: actor, on: { store.finish($0) }, answer: { continuation.resume(with: $0) })
                }
                if !taken { continuation.resume(throwing: ServerError.busy) }
            }
        } catch LedgerError.Code.stale where ifMatch != nil {
            // RFC 9110, section 13.1.1: the precondition failed.
            return Answer(
                LedgerError(.stale, "The stream \(route.stream) has moved.", remedy: "Read it again."), status: 412)
        }
        var answer = Answer(recorded.jsonLine.ended(), "application/json")
        answer.status = recorded.alreadyPresent ? 200 : 201
        answer.fields.append(("ETag", "\"\(recorded.version)\""))
        return answer
    }

    private func recordBatch(_ asked: Asked) async throws -> Answer {
        let actor = try actor(asked)
        let body = try await text(asked, limit: ServerLimit.batchBytes)
        let isAtomic = asked.query["atomic"] == "true"
        return try await long { [node] in
            let requests = try RecordRequest.lines(body)
            guard requests.count <= ServerLimit.batchEvents else {
                throw ServerError.tooLarge(limit: ServerLimit.batchBytes)
            }
            let recorded = try node.record(batch: requests, by: actor, atomic: isAtomic)
            var lines: [UInt8] = []
            for item in recorded { lines += item.jsonLine.ended(isLine: true) }
            return Answer(lines, "application/x-ndjson")
        }
    }

    /// What a command on this machine has decided on what the files hold.
    private func append(_ asked: Asked) async throws -> Answer {
        let body = try await asked.body(ServerLimit.proposalBytes)
        let proposal = try await long {
            do {
                return try JSONDecoder().decode(ProposalMessage.self, from: Data(body)).proposal()
            } catch is DecodingError {
                throw ServerError.badRequest("This is no proposal.")
            }
        }
        let committed = try await ledger.append(proposal)
        return try await store { [node] in
            let origin = committed.first?.origin ?? ""
            let head =
                try node.ledger.logs.first { $0.origin == origin }.flatMap { try node.ledger.checkpoint(of: $0) } ?? ""
            let message = AppendedMessage(committed: committed.map(CommittedMessage.init), checkpoint: head)
            return Answer(try JSONEncoder.plain.encode(message).bytes, "application/json")
        }
    }

    /// The body, which has to be UTF-8.
    private func text(_ asked: Asked, limit: Int) async throws -> [UInt8] {
        let body = try await asked.body(limit)
        guard Self.isUTF8(body) else { throw ServerError.badRequest("The body is not UTF-8 text.") }
        return body
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }

    // MARK: Reading

    private func state(_ route: Route, _ asked: Asked) async throws -> Answer {
        let limit = try StreamLimit(query: asked.query["asOf"])
        let party = asked.query["knownBy"]
        return try await store { [node] in
            let state =
                if let party {
                    try node.state(
                        of: route.stream, asOf: limit,
                        knownBy: node.acknowledgement(of: party, about: route.stream, asOf: limit))
                } else {
                    try node.state(of: route.stream, asOf: limit)
                }
            return try Self.answer(state, of: route.stream)
        }
    }

    private static func answer(_ state: StreamState, of stream: String) throws -> Answer {
        guard !state.entries.isEmpty else {
            throw LedgerError(
                .unknownStream, "This node holds no entry of \(stream) then.", remedy: "Check the name and the time.")
        }
        var answer = Answer(text: try state.wholeJSON(), "application/json")
        answer.fields.append(("ETag", "\"\(state.entries.count)\""))
        return answer
    }

    /// Which entries of a stream this node holds, of those that the caller may read: a line each, in the order of arrival.
    private func knowledge(_ route: Route, readers: Set<String>) async throws -> Answer {
        struct Line: Encodable {
            let origin: String
            let number: UInt64
            let leaf: String
        }
        let name = try StreamName(route.stream)
        return try await scans { [ledger] in
            let encoder = JSONEncoder.plain
            var lines: [UInt8] = []
            for entry in try ledger.contents(of: name).entries
            where readers.contains(entry.party) || entry.fields.readers.contains(where: { readers.contains($0.party) })
            {
                let line = Line(
                    origin: entry.origin, number: entry.number, leaf: entry.leaf.description)
                lines += try encoder.encode(line).bytes + [10]
            }
            // A stream that is not there and one that may not be read look alike.
            guard !lines.isEmpty else { throw ServerError.notFound }
            return Answer(lines, "application/x-ndjson")
        }
    }

    // MARK: Blobs

    private func storeBlob(_ route: Route, _ asked: Asked) async throws -> Answer {
        let bytes = try await asked.body(BlobStore.maximumBytes)
        return try await long { [node] in
            guard Digest.sha256(bytes) == route.digest else {
                throw ServerError.badRequest(
                    "The body does not have the SHA-256 that the path names.", remedy: "Send it again.")
            }
            _ = try node.storeBlob(bytes)
            return Answer(status: 204)
        }
    }

    private func blob(_ route: Route, _ asked: Asked) async throws -> Answer {
        guard let digest = route.digest else { throw ServerError.notFound }
        return try await blob(digest, range: asked.fields["range"])
    }
}

extension StreamLimit {
    /// Reads `asOf`: nothing, a count of entries, or an instant or day, which stands for its end.
    /// - Throws: `ServerError` `badRequest` for anything else.
    init(query text: String?) throws(ServerError) {
        guard let text else {
            self = .now
            return
        }
        if let count = Route.number(text) {
            self = .version(count)
        } else if let time = Instant.milliseconds(text) {
            let isWholeSecond = text.utf8.count > 10 && !text.contains(".")
            self = .received(by: isWholeSecond ? time + 999 : time)
        } else {
            throw .badRequest("“\(text)” is neither an instant nor a number of entries.")
        }
    }
}

extension String {
    /// The text of a quoted string (RFC 9110, section 5.6.4) without its quotation marks, or the text as it is.
    var unquoted: String {
        utf8.count > 1 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}

extension JSONEncoder {
    /// Without escaped slashes, keys in order.
    static var plain: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Data {
    var bytes: [UInt8] { Array(self) }
}
