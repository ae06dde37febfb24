import EntryFormat
import LMDB
import TransparencyLog

extension Ledger {
    /// Makes a node in `directory`, or adds a hosted party to the one that is there, with keys of its own.
    ///
    /// A call that was interrupted is completed by the next one with the same party and origin; one that goes on from another log may be
    /// made again as long as the new log is empty.
    /// - Parameters:
    ///   - role: as domain.md names roles, e.g. `center`.
    ///   - code: the party's code; its form is the caller's business.
    ///   - name: the party's name, as people say it: 1 to 1,000 bytes without control characters.
    ///   - origin: the log's origin, a schema-less URL, 1 to 200 bytes, as `Docs/format.md` has it.
    ///   - continues: the last undisputed head of the party's log before: its origin and size. Where this node hosts that log, it ends there;
    ///     a party of which this node hosts no log has lost it.
    ///   - logMapBytes: for a new node: the address space for the log, in bytes.
    ///   - viewsMapBytes: for a new node: the address space for the views, in bytes.
    /// - Returns: the party's log, with its four verifier keys.
    /// - Throws: `LedgerError`: `alreadyHosted`, `badName`, `secondWriter`, `directoryUnusable`, `noSpace`, `newerFormat`,
    ///   `missingKey`, `damaged`; `unknownLog` where this node hosts another log of the party than the one before.
    @discardableResult
    public static func addParty(
        in directory: DataDirectory, role: String, code: String, name: String, origin: String,
        continues: (origin: String, size: UInt64)? = nil, logMapBytes: Int = 1 << 40, viewsMapBytes: Int = 1 << 39
    ) throws -> LogIdentity {
        let party = "\(role):\(code)"
        try checkNames(party: party, name: name, origin: origin)
        if directory.holdsNode {
            // The call that made it may have failed before its names were durable.
            try DurableFile.syncFolder(of: directory.configuration)
            try DurableFile.syncFolder(of: directory.path)
        } else {
            try directory.create(settings: NodeSettings(logMapBytes: logMapBytes, viewsMapBytes: viewsMapBytes))
        }
        let settings = try directory.settings()
        let lock = try WriterLock(directory: directory.path)
        let keys = LogKeys(folder: directory.keys)
        // A node that has keys has had a log: one that is missing must not begin anew under them.
        let store = try LogStore(
            path: directory.log, mapBytes: settings.logMapBytes, access: keys.isEmpty ? .making : .writing)
        defer { store.close() }
        try DurableFile.syncFolder(of: "\(directory.log)/data.mdb")
        let present = try store.read { try store.tables.identities(in: $0) }
        if let continues, let begun = try begun(origin, after: continues, of: party, present, in: store) {
            lock.release()
            return begun
        }
        var ended = try continues.flatMap { try forerunner($0.origin, $0.size, of: party, present, in: store) }
        if let taken = present.first(where: { $0.party == party && continues == nil || $0.origin == origin }) {
            throw LedgerError(
                .alreadyHosted, "This node has the party \(taken.party) with the origin \(taken.origin) already.",
                remedy: "Choose another party and origin, or another directory.")
        }
        guard present.count < Int(RowKey.maximumLogs) else {
            throw LedgerError(.badName, "This node holds as many logs as it can.", remedy: "Use another node.")
        }
        var identity = LogIdentity(
            local: UInt32(present.count), origin: origin, party: party, name: name, isHosted: true,
            verifierKeys: try keys.make(party: party, origin: origin, isContinuing: continues != nil))
        identity.history.continues = continues?.origin
        ended?.history.end = continues?.size
        let last = ended
        // A log is never without a signed checkpoint, so that a missing one always shows.
        let checkpoint = try LogState(identity: identity).signedCheckpoint(by: keys.signer(of: identity, at: 0))
        try store.write { [identity] transaction in
            if let last {
                try transaction.put(store.tables.logs, key: UInt64(last.local), value: last.bytes.span.bytes)
            }
            try transaction.put(store.tables.logs, key: UInt64(identity.local), value: identity.bytes.span.bytes)
            try transaction.put(
                store.tables.checkpoints, key: UInt64(identity.local), value: checkpoint.utf8.span.bytes)
            try store.writeFormat(in: &transaction)
        }
        // Held until here; where something throws, until then.
        lock.release()
        return identity
    }

    /// The log that an earlier call has made, as long as nothing stands in it.
    private static func begun(
        _ origin: String, after last: (origin: String, size: UInt64), of party: String, _ present: [LogIdentity],
        in store: LogStore
    ) throws -> LogIdentity? {
        guard let log = present.last(where: { $0.party == party && $0.isHosted }), log.origin == origin,
            log.history.continues == last.origin,
            present.first(where: { $0.origin == last.origin })?.history.end ?? last.size == last.size,
            try store.read({ try store.tables.frontier(log: log.local, in: $0).size }) == 0
        else { return nil }
        return log
    }

    /// The log that a new one goes on from; nil where this node hosts none of the party.
    private static func forerunner(
        _ origin: String, _ size: UInt64, of party: String, _ present: [LogIdentity], in store: LogStore
    ) throws -> LogIdentity? {
        guard let log = present.last(where: { $0.party == party && $0.isHosted }) else { return nil }
        guard log.origin == origin, log.history.end ?? size == size else {
            throw LedgerError(
                .unknownLog, "\(party) does not keep the log \(origin) on this node, or it ended elsewhere.",
                remedy: "Give the origin of its newest log, and the size at which the registrar has ended it.")
        }
        let held = try store.read { try store.tables.frontier(log: log.local, in: $0).size }
        guard size <= held else {
            throw LedgerError(
                .badName, "The log \(origin) has \(held) entries here, fewer than \(size).",
                remedy: "Give the size of its last undisputed head.")
        }
        return log
    }

    static func checkNames(party: String, name: String, origin: String) throws(LedgerError) {
        guard !name.isEmpty, name.utf8.count <= 1000, !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw LedgerError(
                .badName, "The party's name is empty, too long or has control characters.", remedy: "Give a plain name."
            )
        }
        guard (1...200).contains(origin.utf8.count), VerifierKey.isValidName(origin) else {
            throw badOrigin(origin)
        }
        // An entry that names both, as the log's and as a reader's, is well-formed only if both are.
        let trial = EntryFields(
            type: 1, time: 0, id: EventID(words: (0, 0)), salt: Salt(words: (0, 0)), origin: origin, stream: "a/b/c",
            readers: [Reader(party: party, previous: nil)], payload: [])
        do { _ = try trial.encoded() } catch EntryError.Code.readerName {
            throw LedgerError(
                .badName, "“\(party)” cannot be a party.",
                remedy: "A role is made of a-z and -, a code of letters, digits, dots, underlines and hyphens.")
        } catch {
            throw badOrigin(origin)
        }
    }

    private static func badOrigin(_ origin: String) -> LedgerError {
        LedgerError(
            .badName, "“\(origin)” cannot be a log's origin.",
            remedy: "Give a URL of at most 200 bytes without scheme, spaces and plus signs: example.org/center-210200.")
    }
}
