import ClaimsLedger
import Ledger
import Replication
import TransparencyLog

extension Routes {
    /// The media types of what is served of a log.
    private static let note = "text/plain; charset=utf-8"
    private static let octets = "application/octet-stream"

    /// What is served of a log: C2SP tlog-tiles, and what Docs/protocol.md adds.
    func log(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        let log = try identity(route.origin)
        switch route.operation {
        case .checkpoint:
            return try await store { [ledger] in
                guard let note = try ledger.checkpoint(of: log) else { throw ServerError.notFound }
                return Answer(text: note, Self.note)
            }
        case .proof: return try await proof(of: route.number, in: log)
        default: throw ServerError.notFound
        }
    }

    private func proof(of number: UInt64, in log: LogIdentity) async throws -> Answer {
        try await store { [ledger] in
            guard let text = try ledger.checkpoint(of: log) else { throw ServerError.notFound }
            let note = try Note(text)
            let size = try Checkpoint(note.text).size
            guard number < size, let hashes = try ledger.inclusionProofs(of: [number], in: log, size: size)[0] else {
                throw ServerError.notFound
            }
            return Answer(text: try TLogProof(index: number, hashes: hashes, note: note, extraData: []).text, Self.note)
        }
    }
}
