import EntryFormat
import LMDB
import TransparencyLog

/// What the writer does for mirrors, in its turn.
extension Writer {
    /// Makes a mirrored log, or adds keys to the one that is there.
    func addMirror(
        origin: String, party: String, name: String, verifierKeys: [String], record: [UInt8]
    ) throws -> LogIdentity {
        if let failure { throw failure }
        if let present = logs.first(where: { $0.identity.origin == origin })?.identity {
            guard !present.isHosted, present.party == party else {
                throw LedgerError(
                    .alreadyHosted, "This node has the log \(origin) of \(present.party) already.",
                    remedy: present.isHosted ? "A node does not mirror what it hosts." : "Give the party that it is of."
                )
            }
            let identity = present.adding(keys: verifierKeys, name: name)
            guard identity != present else { return present }
            try identity.checkLength()
            try write(identity, nil)
            logs[Int(identity.local)] = LogState(identity: identity, frontier: logs[Int(identity.local)].frontier)
            known.set(identity)
            return identity
        }
        guard logs.count < Int(RowKey.maximumLogs) else {
            throw LedgerError(.badName, "This node holds as many logs as it can.", remedy: "Use another node.")
        }
        let identity = LogIdentity(
            local: UInt32(logs.count), origin: origin, party: party, name: name, isHosted: false,
            verifierKeys: verifierKeys)
        try identity.checkLength()
        try write(identity, record)
        logs.append(LogState(identity: identity))
        known.set(identity)
        return identity
    }

    /// Changes what is known of a log, durably.
    func change(_ origin: String, _ body: (inout LogIdentity) -> Void) throws {
        if let failure { throw failure }
        guard let place = logs.firstIndex(where: { $0.identity.origin == origin }) else {
            throw LedgerError(.unknownLog, "This node has no log \(origin).", remedy: "Mirror it first.")
        }
        var identity = logs[place].identity
        body(&identity)
        guard identity != logs[place].identity else { return }
        try write(identity, nil)
        logs[place] = LogState(identity: identity, frontier: logs[place].frontier)
        known.set(identity)
    }

    private func write(_ identity: LogIdentity, _ record: [UInt8]?) throws {
        var isComplete = false
        do {
            try store.write { transaction in
                try transaction.put(
                    store.tables.logs, key: UInt64(identity.local), value: identity.bytes.span.bytes)
                if let record { try store.tables.putRecord(record, of: identity, in: &transaction) }
                try store.writeFormat(holdsMirrors: true, in: &transaction)
                isComplete = true
            }
        } catch {
            let error = LMDBFailure.ledgerError(error)
            guard isComplete else { throw error }
            _ = outcome(of: error, nil)
            // Whether it is there decides: it is written once more, so that it is certainly kept.
            let stored = try store.read { try store.tables.identities(in: $0) }
            guard failure == nil, stored.contains(identity) else { throw failure ?? error }
            try store.write { try store.writeFormat(holdsMirrors: true, in: &$0) }
        }
    }

    /// Commits what a mirror has verified.
    func commit(_ commit: MirroredCommit) throws {
        if let refused = failure ?? unmended { throw refused }
        let place = Int(commit.log.local)
        guard place < logs.count, !logs[place].identity.isHosted, logs[place].identity.origin == commit.log.origin
        else {
            throw LedgerError(
                .unknownLog, "This node does not mirror the log \(commit.log.origin).", remedy: "Add the mirror first.")
        }
        try commit.checkLengths()
        for key in commit.verifierKeys { _ = try LogIdentity.parse(key) }
        let identity = logs[place].identity.adding(keys: commit.verifierKeys)
        try identity.checkLength()
        var commit = commit
        commit.log = logs[place].identity
        var prepared: PreparedCommit?
        do {
            try store.write { transaction in
                prepared = try prepare(commit, as: identity, in: &transaction)
                try write(unwritten, in: &transaction)
            }
        } catch {
            let error = LMDBFailure.ledgerError(error)
            guard let draft = prepared?.draft else { throw error }
            if let failed = outcome(of: error, draft) { throw failed }
        }
        known.set(identity)
        if let failed = publish(&prepared) { throw failed }
        guard !awaited.isEmpty else { return }
        try? forgetAwaited()
        if awaited.isEmpty { signAll() }
    }

    private func prepare(
        _ commit: MirroredCommit, as identity: LogIdentity, in transaction: inout WriteTransaction
    ) throws -> PreparedCommit {
        views.heads.forgetClean()
        var moves = HeadMoves()
        swap(&moves, &scratch.moves)
        let place = Int(identity.local)
        var batch = MirroredBatch(
            commit, log: identity, old: logs[place].frontier, tables: store.tables, time: clock(),
            nextPosition: nextPosition, heads: try HeadDraft(views.heads, store: views.store, moves: moves))
        let frontier = try batch.write(in: &transaction)
        var logs = logs
        logs[place] = LogState(identity: identity, frontier: frontier)
        return batch.finish(logs: logs)
    }
}

extension LogState {
    /// The state of a mirrored log.
    init(identity: LogIdentity, frontier: Frontier) {
        self.init(identity: identity)
        self.frontier = frontier
    }
}

extension LogIdentity {
    /// The most bytes that names and keys may have together: the record has two bytes for the length of each.
    private static let maximumKeyBytes = 60_000

    func checkLength() throws(LedgerError) {
        let bytes = verifierKeys.reduce(0) { $0 + $1.utf8.count + 1 }
        guard bytes <= Self.maximumKeyBytes else {
            throw LedgerError(
                .badName,
                "The keys of the log \(origin) have \(bytes) bytes; at most \(Self.maximumKeyBytes) are kept.",
                remedy: "Give fewer keys.")
        }
    }

    /// A verifier key that somebody gave.
    static func parse(_ key: String) throws(LedgerError) -> VerifierKey {
        do throws(TransparencyError) { return try VerifierKey(key) } catch {
            throw LedgerError(
                .badName, "“\(key)” is no verifier key: \(error)", remedy: "Give it as signed-note has it.")
        }
    }
}

extension MirroredCommit {
    func checkLengths() throws(LedgerError) {
        var bytes = 0
        for index in entries.indices { bytes += entries[index].bytes.count }
        let hashes = hashes.reduce(0) { $0 + $1.hashes.count }
        guard entries.count <= Self.maximumEntries, bytes <= Self.maximumBytes, hashes <= Self.maximumHashes else {
            throw log.refused(
                "it has \(entries.count) entries of \(bytes) bytes and \(hashes) hashes; one commit takes \(Self.maximumEntries), \(Self.maximumBytes) and \(Self.maximumHashes)"
            )
        }
    }
}
