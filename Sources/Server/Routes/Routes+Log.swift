import ClaimsLedger
import Ledger
import Replication
import TransparencyLog

extension Routes {
    private static let note = "text/plain; charset=utf-8"
    private static let octets = "application/octet-stream"

    /// What is served of a log: C2SP tlog-tiles, and what Docs/protocol.md adds.
    func log(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        let log = try identity(route.origin)
        switch route.operation {
        case .checkpoint: return try await checkpoint(of: log, asked)
        case .tile: return try await tile(route, of: log)
        case .bundle:
            guard mayReadAll(caller, of: log) else { throw ServerError.notFound }
            return try await tile(route, of: log)
        case .proof: return try await proof(of: route.number, in: log)
        case .visible: return try await visible(asked, in: log, to: readers(caller))
        case .disclosed: return try await disclosed(by: route.number, asked, in: log, to: readers(caller))
        case .attachment: return try await attachment(route, asked, in: log, by: caller)
        default: return try await keepCosignatures(asked, of: log)
        }
    }

    private func tile(_ route: Route, of log: LogIdentity) async throws -> Answer {
        guard let tile = route.tile else { throw ServerError.notFound }
        return try await store { [ledger] in
            guard let bytes = try ledger.tile(tile, of: log) else { throw ServerError.notFound }
            var answer = Answer(bytes, Self.octets)
            // What a signed root covers never changes. Entries are not for everybody's cache.
            answer.caching = tile.content == .entries ? "private, max-age=31536000, immutable" : Answer.forEver
            return answer
        }
    }

    /// Whether a caller may read the whole log: the operator, whom the party's admission names, and of a registrar's log anybody.
    private func mayReadAll(_ caller: Caller, of log: LogIdentity) -> Bool {
        if caller.isLocal || log.role == "registrar" || caller.readers.contains(log.party) { return true }
        let mirrors = parties.directory().record(origin: log.origin)?.fullMirrors ?? []
        return !mirrors.isDisjoint(with: caller.readers)
    }

    private func proof(of number: UInt64, in log: LogIdentity) async throws -> Answer {
        try await store { [ledger] in
            guard let text = try ledger.checkpoint(of: log) else { throw ServerError.notFound }
            let note = try Note(text)
            let size = try Checkpoint(note.text).size
            guard number < size else { throw ServerError.notFound }
            let hashes: [Digest]?
            do { hashes = try ledger.inclusionProofs(of: [number], in: log, size: size)[0] } catch LedgerError.Code
                .damaged where !log.isHosted
            {
                // A mirror that does not hold every entry lacks hashes of those that it does not hold.
                hashes = nil
            }
            guard let hashes else { throw ServerError.notFound }
            return Answer(text: try TLogProof(index: number, hashes: hashes, note: note, extraData: []).text, Self.note)
        }
    }

    // MARK: Entries for some

    private func visible(_ asked: Asked, in log: LogIdentity, to readers: Set<String>) async throws -> Answer {
        let number = try asked.number("after") ?? 0
        return try await scans { [ledger] in
            var limits = VisibleLimits()
            limits.entries = ServerLimit.visibleEntries
            limits.bytes = ServerLimit.visibleBytes
            limits.scanned = ServerLimit.visibleScanned
            let page = try ledger.visible(to: readers, in: log, from: number, limits: limits)
            return Answer(VisiblePage(through: page.through, entries: page.entries).bytes, Self.octets)
        }
    }

    private func disclosed(
        by number: UInt64, _ asked: Asked, in log: LogIdentity, to readers: Set<String>
    ) async throws -> Answer {
        let after = try asked.number("after") ?? 0
        return try await scans { [node] in
            var page = VisiblePage(through: number, entries: [])
            var bytes = 0
            for opened in try node.disclosed(by: number, in: log, to: readers) ?? Self.nothing() where opened >= after {
                // What the page has no room for begins the next one.
                guard page.entries.count < ServerLimit.visibleEntries else {
                    page.through = opened
                    break
                }
                guard let entry = try node.ledger.proof(of: opened, in: log, size: number + 1)?.entry else { continue }
                guard page.entries.isEmpty || bytes + entry.count <= ServerLimit.visibleBytes else {
                    page.through = opened
                    break
                }
                page.entries.append((opened, entry))
                bytes += entry.count
            }
            return Answer(page.bytes, Self.octets)
        }
    }

    private static func nothing() throws -> [UInt64] { throw ServerError.notFound }

    private func attachment(
        _ route: Route, _ asked: Asked, in log: LogIdentity, by caller: Caller
    ) async throws -> Answer {
        guard let digest = route.digest, let number = try asked.number("entry") else { throw ServerError.notFound }
        let (readers, readsAll) = (readers(caller), mayReadAll(caller, of: log))
        let isTheirs = try await scans { [node] in
            guard try readsAll || node.mayRead(readers, entry: number, of: log),
                let entry = try node.ledger.proof(of: number, in: log, size: number + 1)?.entry
            else { return false }
            return Node.blobNames(inEntry: entry).contains(digest.hex)
        }
        guard isTheirs else { throw ServerError.notFound }
        return try await blob(digest, range: asked.fields["range"])
    }

    // MARK: Cosignatures

    /// Keeps what witnesses and mirrors say of a head of a log, if their keys are known.
    private func keepCosignatures(_ asked: Asked, of log: LogIdentity) async throws -> Answer {
        let sent = try Note(try await asked.body(ServerLimit.noteBytes))
        let head = try Checkpoint(sent.text)
        guard head.origin == log.origin else { throw ServerError.badRequest("This is a head of another log.") }
        return try await long { [ledger, recent, parties] in
            let current = try ledger.checkpoint(of: log).flatMap { try? Note($0) }
            let given = recent.note(sent.text, of: log.origin).flatMap { try? Note($0) }
            guard let note = given ?? (current?.text == sent.text ? current : nil) else {
                throw ServerError(
                    409, 2716, "unknown-head", "This head was not given out lately.",
                    remedy: "Fetch the newest one and cosign that.")
            }
            let keys = parties.directory().records.values.filter { !$0.isSuspended }
                .flatMap { $0.witnessKeys + $0.mirrorKeys }
            let known: [VerifiedSignature]
            do { known = try sent.verified(by: keys) } catch { throw ServerError.unknownSigner }
            let cosignatures = known.filter { $0.timestamp != nil }.map(\.signature)
            guard !cosignatures.isEmpty else { throw ServerError.unknownSigner }
            let fresh = cosignatures.filter { signature in
                !note.signatures.contains { $0.keyName == signature.keyName && $0.keyID == signature.keyID }
            }
            if !fresh.isEmpty {
                let signed = try note.adding(fresh)
                try ledger.keepCosigned(signed.encoded, of: log, size: head.size)
            }
            return Answer(status: 204)
        }
    }
}
