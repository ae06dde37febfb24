import Ledger
import Replication
import Synchronization
import TransparencyLog

extension Routes {
    /// Cosigns a head that a log shows (C2SP tlog-witness), of the logs that this node mirrors.
    ///
    /// There is one memory of what this node has cosigned: the mirror's. So the mirror does the work: the request is judged against what it
    /// remembers, and its cosignature is given out once it has fetched the head, remembered it durably and signed. A head that does not come
    /// within ``ServerLimit/witnessSeconds`` is answered with 503.
    func addCheckpoint(_ asked: Asked) async throws -> Answer {
        let body = try await asked.body(Witness.maximumByteCount)
        let directory = parties.directory()
        do {
            let request = try Witness.Request(body: body)
            let decision = try await store { [self] in try decide(request, directory) }
            // Anybody may repeat a newer head of a log that does not answer: so many wait for its mirror, and no more.
            guard witnessing.add(1, ordering: .relaxed).newValue <= ServerLimit.witnessWaiting else {
                witnessing.subtract(1, ordering: .relaxed)
                throw ServerError.busy
            }
            defer { witnessing.subtract(1, ordering: .relaxed) }
            for _ in 0..<ServerLimit.witnessSeconds * 10 {
                if let lines = try await store({ [self] in try cosignatures(of: decision) }) {
                    return Answer(text: lines)
                }
                // The log has moved on, and the mirror with it.
                if let larger = try await store({ [self] in try larger(than: decision) }) {
                    return Self.conflict(larger)
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            throw ServerError.busy
        } catch let refusal as Witness.Refusal {
            guard let remembered = refusal.rememberedSize else {
                return Answer(
                    ServerError(
                        refusal.status, 2711, "not-cosigned", "\(refusal.message).", remedy: "See C2SP tlog-witness."))
            }
            return Self.conflict(remembered)
        }
    }

    private static func conflict(_ size: UInt64) -> Answer {
        var answer = Answer(text: "\(size)\n", "text/x.tlog.size")
        answer.status = 409
        return answer
    }

    private func larger(than decision: Witness.Decision) throws -> UInt64? {
        guard let log = ledger.log(origin: decision.checkpoint.origin), let head = try cosigned(of: log),
            head.size > decision.head.size
        else { return nil }
        return head.size
    }

    private func decide(_ request: Witness.Request, _ directory: PartyDirectory) throws -> Witness.Decision {
        // Read outside of the judgement, which throws refusals only.
        let origin = request.note.utf8.split(separator: 10, maxSplits: 1).first.map { String(Substring($0)) } ?? ""
        let remembered = try ledger.log(origin: origin).flatMap { log in
            log.isHosted ? nil : try cosigned(of: log)
        }
        return try Witness.decide(
            request, remembered: { _ in remembered },
            keys: { origin, size in
                guard let log = ledger.log(origin: origin), !log.isHosted,
                    let record = directory.record(origin: origin),
                    !record.isSuspended
                else { return nil }
                return record.logKeys(at: size)
            })
    }

    /// The largest head of a log that this node has cosigned.
    private func cosigned(of log: LogIdentity) throws -> MirrorState.Head? {
        let (frontier, edge) = try ledger.tree(of: log)
        guard let bytes = try ledger.mirrorRecord(of: log) else { return nil }
        return MirrorState(bytes: bytes, frontier: frontier, edge: edge)?.cosigned
    }

    /// The signature lines of this node's own keys under a head; nil where it has not cosigned it.
    private func cosignatures(of decision: Witness.Decision) throws -> String? {
        guard let log = ledger.log(origin: decision.checkpoint.origin), decision.head.size > 0 else { return nil }
        let own = Set(ledger.logs.filter(\.isHosted).flatMap(\.verifierKeys))
        for text in try ledger.cosigned(of: log, covering: decision.head.size - 1, limit: 1) {
            guard let note = try? Note(text), note.text == decision.note.text else { continue }
            let keys = own.compactMap { try? VerifierKey($0) }.filter { $0.type == .cosignature }
            let lines = try note.verified(by: keys).map(\.signature)
            if !lines.isEmpty { return Witness.body(of: lines) }
        }
        return nil
    }
}
