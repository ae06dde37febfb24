import Foundation
public import Ledger
public import Logging
public import Replication
public import TransparencyLog

/// Makes certain, before a node writes, that it holds all that it has ever signed.
///
/// A node that wakes up in its own past, from an old backup or a snapshot, and simply goes on would sign a second history. So it asks the
/// witnesses of its policy for the heads of its own logs, takes what it lacks from its full mirrors, and only then writes. A policy
/// without witnesses, or none at all, asks nobody.
public struct StartCheck: Sendable {
    /// What came of it for one log.
    public struct Outcome: Sendable, Equatable {
        public let origin: String
        /// How many entries were taken back from a mirror.
        public let recovered: UInt64
        /// Whether an administrator's word stands in for witnesses that did not answer.
        public let isOverridden: Bool
    }

    /// Entries that are taken back at most, in bytes: beyond that, restore a backup first.
    private static let maximumRecoveredBytes = 1 << 30
    private static let attempts = 3

    private let ledger: Ledger
    private let policy: TLogPolicy?
    private let directory: PartyDirectory
    private let transport: @Sendable (PartyRecord) -> (any PeerTransport)?
    private let blobs: @Sendable (_ entry: [UInt8]) -> [Digest]
    private let logger: Logger
    private let disk = BlockingQueue("triplicate.start")

    /// - Parameters:
    ///   - ledger: opened with `holdsAppends`.
    ///   - policy: the node's own.
    ///   - directory: who the witnesses and mirrors are.
    ///   - transport: the way to a party's node.
    ///   - blobs: what an entry names: it is taken back with the entry.
    public init(
        ledger: Ledger, policy: TLogPolicy?, directory: PartyDirectory,
        transport: @escaping @Sendable (PartyRecord) -> (any PeerTransport)?,
        blobs: @escaping @Sendable (_ entry: [UInt8]) -> [Digest], logger: Logger
    ) {
        self.blobs = blobs
        self.ledger = ledger
        self.policy = policy
        self.directory = directory
        self.transport = transport
        self.logger = logger
    }

    /// Checks all hosted logs, takes back what is missing, and lets the ledger write.
    ///
    /// - Parameter override: by whom the node is let write though too few witnesses answer; it is put on record first. That a head is
    ///   missing or contradicted can be overridden by nobody.
    /// - Throws: `PeersError`: `noQuorum`, `behindItself` where nobody gives what is missing, `forkedSelf`; `LedgerError`. The ledger
    ///   then goes on refusing to append.
    @discardableResult
    public func run(override: String? = nil) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        for log in ledger.logs where log.isHosted && log.history.end == nil {
            outcomes.append(try await check(log, override))
        }
        try await disk.run { [ledger] in ledger.allowAppends() }
        return outcomes
    }

    private func check(_ log: LogIdentity, _ override: String?) async throws -> Outcome {
        guard let policy, !policy.witnesses.isEmpty else {
            return Outcome(origin: log.origin, recovered: 0, isOverridden: false)
        }
        var recovered: UInt64 = 0
        for _ in 0..<Self.attempts {
            let answers = await ask(policy, about: log)
            switch try await disk.run({ try judge(log, policy, answers) }) {
            case .go: return Outcome(origin: log.origin, recovered: recovered, isOverridden: false)
            case .behind(let note): recovered += try await recover(log, note)
            case .forked(let exhibit):
                throw PeersError(
                    .forkedSelf,
                    "Witnesses hold a head of \(log.origin) that contradicts what this node holds: two histories were signed.\n\(exhibit.smaller)\n\(exhibit.larger)",
                    remedy:
                        "The log is over: its party goes on under a new origin. Keep this directory as it is, and tell the registrar."
                )
            case .undecided(let missing):
                let names = missing.map(\.name).joined(separator: ", ")
                let reason =
                    "Too few witnesses say whether this node holds all of \(log.origin): no answer from \(names)."
                guard let override else {
                    throw PeersError(
                        .noQuorum, reason,
                        remedy:
                            "Make them reachable and start again; until then the node only reads. If you know that nothing is missing, start with --override-start-check NAME: it is put on record."
                    )
                }
                let record = OverrideRecord(
                    time: Date().formatted(.iso8601), what: "start-check", origin: log.origin, by: override,
                    reason: reason)
                try await disk.run { [ledger] in try record.append(to: ledger.directory) }
                logger.critical("\(reason) \(override) lets the node write all the same. This is on record.")
                return Outcome(origin: log.origin, recovered: recovered, isOverridden: true)
            }
        }
        throw PeersError(
            .behindItself, "\(log.origin) grew elsewhere while it was being recovered here.",
            remedy: "Another node writes under the same keys: stop it, then start this one again.")
    }

    // MARK: Asking

    private func ask(_ policy: TLogPolicy, about log: LogIdentity) async -> [VerifierKey: StartGuard.Answer] {
        await withTaskGroup(of: (VerifierKey, StartGuard.Answer).self) { group in
            for witness in policy.witnesses.map(\.key) {
                let record = directory.records.values.first {
                    $0.witnessKeys.contains(witness) || $0.mirrorKeys.contains(witness)
                }
                group.addTask { (witness, await answer(of: record, about: log)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func answer(of record: PartyRecord?, about log: LogIdentity) async -> StartGuard.Answer {
        guard let record, let transport = self.transport(record) else { return .failed }
        let request = PeerRequest(
            path: LogPath(origin: log.origin).checkpoint, audience: nil, limit: AnswerLimit.note, timeoutSeconds: 10)
        guard let answer = try? await transport.send(request) else { return .failed }
        return switch answer.status {
        case 200: .head(note: String(decoding: answer.body, as: UTF8.self))
        case 404: .nothing
        default: .failed
        }
    }

    private func judge(
        _ log: LogIdentity, _ policy: TLogPolicy, _ answers: [VerifierKey: StartGuard.Answer]
    ) throws -> StartGuard.Verdict {
        let frontier = try ledger.tree(of: log).frontier
        let own = StartGuard.OwnLog(
            origin: log.origin, size: frontier.size, root: frontier.root, checkpoint: try ledger.checkpoint(of: log),
            opening: { size in try? ledger.opening(of: log, at: size, in: frontier.size) })
        let record = directory.record(origin: log.origin)
        return StartGuard.judge(
            own, keys: { size in Array(Set((record?.logKeys(at: size) ?? []) + ((try? log.logKeys(at: size)) ?? []))) },
            policy: policy, answers: answers)
    }

    // MARK: Recovering

    /// Takes back from a full mirror what this node lacks below a head that it has signed.
    /// - Returns: how many entries.
    private func recover(_ log: LogIdentity, _ note: String) async throws -> UInt64 {
        let size = try Checkpoint(Note(note).text).size
        let have = try await disk.run { [ledger] in try ledger.tree(of: log).frontier.size }
        logger.warning(
            "Witnesses know \(log.origin) up to \(size), and this node up to \(have): it takes back what it lacks.")
        let named = directory.record(origin: log.origin)?.fullMirrors ?? []
        // Those whom the admission names first; then whoever answers: everything is checked against our own signature.
        let mirrors = directory.records.values.filter { $0.origin != log.origin }
            .sorted { (named.contains($0.party) ? 0 : 1, $0.origin) < (named.contains($1.party) ? 0 : 1, $1.origin) }
        var reasons: [String] = []
        for record in mirrors {
            guard let transport = self.transport(record) else { continue }
            do {
                let entries = try await entries(of: log, from: have, to: size, at: record.origin, by: transport)
                try await disk.run { [ledger] in try ledger.recover(own: log, entries: entries, checkpoint: note) }
                logger.info("\(record.name) gave back \(entries.count) entries of \(log.origin).")
                await takeBackBlobs(of: entries, from: have, log, at: record, by: transport)
                return UInt64(entries.count)
            } catch {
                reasons.append("\(record.name): \((error as? PeerFailure)?.text ?? "\(error)")")
            }
        }
        throw PeersError(
            .behindItself,
            "This node has signed \(log.origin) up to \(size) and holds it up to \(have), and nobody gives it the rest (\(reasons.joined(separator: "; "))).",
            remedy:
                "Make a full mirror of it reachable, or restore a newer backup, and start again. Until then the node only reads."
        )
    }

    /// Takes back what the entries name and this node lacks. What does not come is told and not waited for; `verify` names it, too.
    private func takeBackBlobs(
        of entries: [[UInt8]], from first: UInt64, _ log: LogIdentity, at record: PartyRecord,
        by transport: any PeerTransport
    ) async {
        for (place, entry) in entries.enumerated() {
            for digest in blobs(entry) where !ledger.blobs.holds(digest) {
                let number = first + UInt64(place)
                let request = MirrorRequest.blob(digest, entry: number).request(
                    for: LogPath(origin: log.origin), audience: record.origin, limits: MirrorLimits())
                let status = try? await transport.download(digest, request, into: ledger.blobs)
                guard status != 200 else { continue }
                logger.error(
                    "The blob \(digest.hex) that entry \(number) of \(log.origin) names did not come back from \(record.name). Record it again with record --attach, or put it back from a backup."
                )
            }
        }
    }

    private func entries(
        of log: LogIdentity, from first: UInt64, to size: UInt64, at audience: String, by transport: any PeerTransport
    ) async throws -> [[UInt8]] {
        let width = UInt64(Tile.fullWidth)
        var entries: [[UInt8]] = []
        var bytes = 0
        for index in first / width..<(size + width - 1) / width {
            let count = Tile.width(level: 0, index: index, size: size)
            guard let tile = Tile(.entries, index: index, width: count) else { continue }
            let request = MirrorRequest.tile(tile)
            let limits = MirrorLimits()
            let path = LogPath(origin: log.origin)
            var answer = try await transport.send(request.request(for: path, audience: audience, limits: limits))
            if [404, 410].contains(answer.status), let full = request.withFullTile {
                answer = try await transport.send(full.request(for: path, audience: audience, limits: limits))
            }
            guard answer.status == 200 else {
                throw PeerFailure.unreachable("It answers \(answer.status) for \(tile.path)")
            }
            let skipped = first > index * width ? Int(first - index * width) : 0
            let found = try Self.split(answer.body, count: count)
            bytes += answer.body.count
            guard bytes <= Self.maximumRecoveredBytes else {
                throw PeerFailure.unreachable(
                    "More than \(Self.maximumRecoveredBytes) bytes are missing: restore a newer backup first")
            }
            entries += found.dropFirst(skipped)
        }
        return entries
    }

    /// The first `count` entries of a bundle, which may have more.
    static func split(_ bundle: [UInt8], count: Int) throws -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var offset = 0
        while entries.count < count {
            guard offset + 2 <= bundle.count else { throw PeerFailure.unreachable("An entry bundle is cut short") }
            let length = Int(bundle[offset]) << 8 | Int(bundle[offset + 1])
            guard offset + 2 + length <= bundle.count else {
                throw PeerFailure.unreachable("An entry bundle is cut short")
            }
            entries.append(Array(bundle[offset + 2..<offset + 2 + length]))
            offset += 2 + length
        }
        return entries
    }
}
