import Dispatch
import Foundation
public import Ledger
public import Logging
public import Replication
import Synchronization
import TransparencyLog

/// All mirrors of a node: runs them, lets them know of parties that change, and compares with peers which heads they hold.
///
/// ```swift
/// let mirroring = try Mirroring(ledger: ledger, host: host, peers: try PeerList(directory), logger: logger)
/// try await mirroring.start()
/// …
/// await mirroring.stop()
/// ```
///
/// It runs on a queue of its own, on which it may wait for the disk. A peer that is slow, silent or lying holds up its own mirror only.
public actor Mirroring {
    /// How mirrors are run.
    public struct Options: Sendable {
        /// From one look for something new to the next.
        public var pollMilliseconds: Int64 = 1_000
        /// From one comparison of heads to the next.
        public var gossipSeconds = 10
        /// Requests under way at a time, over all mirrors.
        public var concurrentRequests = 128
        /// How this node answers what peers want of it that it cannot be reached for; nil: it keeps no connection to relays.
        public var localServing: LocalServing?

        public init() {}
    }

    private let executor = QueueExecutor("triplicate.mirroring")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Where requests to nodes that cannot be reached wait: the server's route takes them.
    public nonisolated let relay = RelayQueue()
    let ledger: Ledger
    let host: any MirrorHost
    let peers: PeerList
    let options: Options
    let logger: Logger
    let routes: PeerRoutes
    private let cosigner: Cosigner?
    private let gate: RequestGate
    private let hosted: [LogIdentity]
    private let known = Mutex(PartyDirectory())
    private let running = Mutex<[String: LogMirror]>([:])
    private var told: Set<String> = []
    /// Why a peer's log is not mirrored.
    private var unopened: [String: any Error] = [:]
    private var tasks: [Task<Void, Never>] = []
    private var shownBefore: [String: [String: String]] = [:]
    private var isStopped = false
    private var isLive = false
    private var isRereadDue = false

    /// - Parameters:
    ///   - ledger: opened for writing. It must outlive the mirrors.
    ///   - peers: whose logs are mirrored.
    /// - Throws: `LedgerError` `missingKey` where a hosted party's key is not there; what the host throws.
    public init(
        ledger: Ledger, host: any MirrorHost, peers: PeerList, options: Options = Options(), logger: Logger
    ) throws {
        self.ledger = ledger
        self.host = host
        self.peers = peers
        self.options = options
        self.logger = logger
        hosted = ledger.logs.filter(\.isHosted)
        let clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
        cosigner = try hosted.first { $0.history.end == nil }.map { try Cosigner(ledger, as: $0, clock: clock) }
        let identities = try hosted.map {
            TokenPurse.Identity(origin: $0.origin, key: try ledger.signerKey(.transport, of: $0))
        }
        routes = PeerRoutes(relay: relay, purse: TokenPurse(identities, clock: clock))
        gate = RequestGate(limit: options.concurrentRequests)
        let (directory, _) = try host.directory(registrars: Self.registrars(peers)).joined(with: peers, hosted: hosted)
        known.withLock { $0 = directory }
    }

    /// What is known of all parties now: of the registrars, and of the node's administrator.
    public nonisolated var directory: PartyDirectory { known.withLock { $0 } }

    /// How each mirror stands, by origin.
    public nonisolated var statuses: [MirrorStatus] {
        running.withLock { $0.values.map(\.status) }.sorted { $0.origin < $1.origin }
    }

    /// Bytes that came from peers since the start.
    public nonisolated var receivedBytes: UInt64 { routes.receivedBytes }

    /// Starts all mirrors, and keeps them live until ``stop()``.
    /// - Throws: `LedgerError` where a mirror's log cannot be made or read. None runs then.
    public func start() throws {
        openMirrors()
        isLive = true
        for mirror in all { tasks.append(Task { await mirror.follow() }) }
        for peer in peers.peers { tasks.append(Task { await gossip(with: peer) }) }
        tasks.append(Task { await keepStatus() })
        if let serving = options.localServing {
            for peer in peers.peers where peer.relays {
                // Asked for each time: its address and pins change with its admission.
                let client = RelayClient(
                    transport: { [routes, weak self] in
                        routes.transport(to: self?.directory.record(origin: peer.origin))
                    }, origin: peer.origin, serving: serving, logger: logger)
                tasks.append(Task { await client.run() })
            }
        }
    }

    /// Stops all mirrors: what is being committed is committed, all else is given up and found again at the next start.
    public func stop() async {
        isStopped = true
        for task in tasks { task.cancel() }
        await withTaskGroup { group in
            for mirror in all { group.addTask { await mirror.stop() } }
        }
        for task in tasks { await task.value }
        tasks = []
        await routes.close()
    }

    /// Pulls once: everything that can be had now.
    ///
    /// - Parameters:
    ///   - origins: of these logs; nil: of all.
    ///   - progress: called now and then while it goes on.
    /// - Returns: for each log, how it stood before and stands after.
    public func pull(
        _ origins: Set<String>? = nil, progress: @escaping @Sendable ([MirrorStatus]) -> Void = { _ in }
    ) async throws -> [PullOutcome] {
        openMirrors()
        // Registrars first: they say whose keys are good.
        let wanted = all.filter { origins?.contains($0.origin) ?? true }
        let first = wanted.filter { peers[$0.origin]?.isRegistrar ?? false }
        let ticker = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                progress(self.statuses)
            }
        }
        defer { ticker.cancel() }
        var outcomes = await pull(first)
        if !first.isEmpty {
            reread()
            openMirrors()
        }
        let rest = all.filter { mirror in
            (origins?.contains(mirror.origin) ?? true) && !outcomes.contains { $0.origin == mirror.origin }
        }
        outcomes += await pull(rest)
        for peer in peers.peers where origins?.contains(peer.origin) ?? true {
            guard !outcomes.contains(where: { $0.origin == peer.origin }) else { continue }
            outcomes.append(PullOutcome(notOpened: peer, because: unopened[peer.origin]))
        }
        return outcomes.sorted { $0.origin < $1.origin }
    }

    private func pull(_ mirrors: [LogMirror]) async -> [PullOutcome] {
        await withTaskGroup(of: PullOutcome.self) { group in
            for mirror in mirrors {
                group.addTask {
                    let before = mirror.status
                    await mirror.poll()
                    await mirror.quiet()
                    return PullOutcome(before: before, after: mirror.status)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private nonisolated var all: [LogMirror] { running.withLock { $0.values.sorted { $0.origin < $1.origin } } }

    /// As the file of peers has them: the word of the first goes before.
    private static func registrars(_ peers: PeerList) -> [String] { peers.peers.filter(\.isRegistrar).map(\.origin) }

    // MARK: Mirrors

    /// Opens the mirrors of all peers whose log key is known and that are not open yet.
    private func openMirrors() {
        for peer in peers.peers where running.withLock({ $0[peer.origin] == nil }) {
            guard let record = directory.record(origin: peer.origin), !record.logKeys.isEmpty else {
                tellOnce(
                    "No key of the log \(peer.origin) is known: neither a registrar that is believed nor peers add has named it, or they contradict each other."
                )
                continue
            }
            do {
                let mirror = try open(peer, record)
                running.withLock { $0[peer.origin] = mirror }
                unopened[peer.origin] = nil
            } catch {
                // One peer's log that cannot be kept keeps no other from being.
                unopened[peer.origin] = error
                tellOnce("The log \(peer.origin) is not mirrored: \(error)")
            }
        }
        let records = directory.records.values
        for record in records where ledger.log(origin: record.origin) != nil {
            let before = records.first { $0.successor == record.origin }
            do {
                try ledger.noteSuccession(of: record.origin, end: record.end?.size, continues: before?.origin)
            } catch {
                tellOnce(
                    "That \(record.origin) ended, or goes on from another log, could not be written down: \(error)")
            }
        }
    }

    private func open(_ peer: Peer, _ record: PartyRecord) throws -> LogMirror {
        let readers = Set(hosted.map(\.party)).sorted()
        let mode = peer.mirrorMode(hosted: readers)
        let log = try ledger.addMirror(
            origin: peer.origin, party: record.party, name: record.name,
            verifierKeys: (record.logKeys.map(\.key) + record.witnessKeys + record.mirrorKeys).map(\.text),
            record: MirrorState(origin: peer.origin, mode: mode).bytes)
        let (frontier, edge) = try ledger.tree(of: log)
        guard let bytes = try ledger.mirrorRecord(of: log),
            var state = MirrorState(bytes: bytes, frontier: frontier, edge: edge)
        else {
            throw LedgerError(
                .damaged, "What the mirror of \(peer.origin) remembers cannot be read.",
                remedy: "Restore the node from a backup, or take the peer away and mirror it into a new directory.")
        }
        if state.mode != mode { state.change(to: mode) }
        var limits = MirrorLimits()
        limits.pollMilliseconds = options.pollMilliseconds
        let machine = Replication.Mirror(
            state: state, party: record, receiptTypes: host.receiptTypes, readers: readers, limits: limits,
            now: LogMirror.now)
        let surroundings = LogMirror.Surroundings(
            ledger: ledger, host: host,
            transport: { [routes, weak self] origin in routes.transport(to: self?.directory.record(origin: origin)) },
            cosigner: cosigner, gate: gate, logger: logger,
            changed: { [weak self] origin, grew in
                guard grew, peer.isRegistrar, let self else { return }
                Task { await self.rereadSoon() }
            })
        return LogMirror(log: log, machine: machine, surroundings: surroundings)
    }

    /// Reads again what the registrars say, once for all that comes within a moment.
    private func rereadSoon() async {
        guard !isRereadDue else { return }
        isRereadDue = true
        try? await Task.sleep(for: .milliseconds(200))
        isRereadDue = false
        reread()
    }

    /// Reads again what the registrars say, and tells the mirrors of the parties that it concerns.
    private func reread() {
        guard !isStopped else { return }
        do {
            let (directory, contradicted) = try host.directory(registrars: Self.registrars(peers))
                .joined(with: peers, hosted: hosted)
            if known.withLock({ known in
                defer { known = directory }
                return known != directory
            }) {
                // Cosignatures of keys that were not known then count now.
                shownBefore = [:]
            }
            for origin in contradicted {
                tellOnce(
                    "A registrar says of \(origin) another party or other keys than this node itself, or than peers add was given. What the registrar says of it does not count here: find out who is right; of a peer, name it again with peers add --replace."
                )
            }
            let present = all
            openMirrors()
            for mirror in present {
                guard let record = directory.record(origin: mirror.origin) else { continue }
                Task { await mirror.update(record) }
            }
            guard isLive, !isStopped else { return }
            for mirror in all where !present.contains(where: { $0 === mirror }) {
                tasks.append(Task { await mirror.follow() })
            }
        } catch {
            logger.error("What the registrars say could not be read: \(error)")
        }
    }

    /// Writes down how the mirrors stand, for commands beside this process.
    private func keepStatus() async {
        var written: [MirrorStatus] = []
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(5))
            let now = statuses
            guard now != written else { continue }
            written = now
            do {
                try MirrorStatusFile(time: Int64(Date().timeIntervalSince1970 * 1000), mirrors: now).write(
                    to: ledger.directory)
            } catch {
                tellOnce("How the mirrors stand could not be written down: \(error)")
            }
        }
    }

    private func tellOnce(_ text: String) { if told.insert(text).inserted { logger.warning("\(text)") } }

    // MARK: Gossip

    /// Asks a peer which heads it holds, now and then, and shows them to the mirrors: a log that shows each of its mirrors another
    /// history is found so.
    private func gossip(with peer: Peer) async {
        var (size, hurried): (UInt64, Int) = (0, 0)
        while !Task.isCancelled {
            await compareHeads(with: peer)
            for second in 1...max(1, options.gossipSeconds) where !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                guard second >= 2, let unseen = unwitnessedSize() else { continue }
                if unseen != size { (size, hurried) = (unseen, 0) }
                // Who has seen the new head tells soon; a node that cannot be reached learns it in no other way.
                guard hurried < 3 else { continue }
                hurried += 1
                break
            }
        }
    }

    /// The size of an own log's newest head that nobody has cosigned yet.
    private func unwitnessedSize() -> UInt64? {
        for log in hosted {
            guard let text = try? ledger.checkpoint(of: log), let note = try? Note(text), note.signatures.count == 1,
                let head = try? Checkpoint(note.text)
            else { continue }
            return head.size
        }
        return nil
    }

    private func compareHeads(with peer: Peer) async {
        guard let transport = routes.transport(to: directory.record(origin: peer.origin)),
            let answer = try? await transport.send(
                PeerRequest(path: "/api/v1/heads", audience: peer.origin, limit: AnswerLimit.heads)),
            answer.status == 200
        else { return }
        var seen: Set<String> = []
        for head in PeerHead.lines(answer.body) where head.origin != peer.origin {
            let own = hosted.first { $0.origin == head.origin }
            let mirror = running.withLock { $0[head.origin] }
            // What the peer makes up is not remembered: logs that are nothing to this node, a second head of one, endless notes.
            guard own != nil || mirror != nil, head.checkpoint.utf8.count <= MirrorLimits().noteBytes,
                seen.insert(head.origin).inserted, shownBefore[peer.origin]?[head.origin] != head.checkpoint
            else { continue }
            shownBefore[peer.origin, default: [:]][head.origin] = head.checkpoint
            if let own {
                // Until the start has been checked it may be about to be recovered: it is looked at again then.
                guard !ledger.holdsAppends else {
                    shownBefore[peer.origin]?[head.origin] = nil
                    continue
                }
                keepOwnHead(head.checkpoint, of: own, from: peer.origin)
            } else {
                await mirror?.show(head.checkpoint, by: peer.origin)
            }
        }
    }

    /// A peer shows a head of a log that this node writes: its cosignatures are kept. A head that this node never signed is a fork of its own.
    private func keepOwnHead(_ text: String, of log: LogIdentity, from peer: String) {
        do {
            // What is shown of a log that has ended stops nobody: its party goes on in another one.
            guard let log = ledger.log(origin: log.origin), log.history.end == nil else { return }
            let witnesses = directory.records.values.flatMap { $0.witnessKeys + $0.mirrorKeys }
            let shown = try Note(text)
            let head = try SignedCheckpoint(
                verifying: shown, origin: log.origin, logKeys: try log.logKeys(at: Checkpoint(shown.text).size),
                witnesses: witnesses)
            let frontier = try ledger.tree(of: log).frontier
            guard head.checkpoint.size <= frontier.size else {
                ledger.holdAppends()
                logger.critical(
                    "\(peer) holds a head of \(log.origin) of size \(head.checkpoint.size), and this node has \(frontier.size) entries of it: it runs from an old copy. Nothing more is recorded. Stop it, and start it again: it then recovers what it lacks."
                )
                return
            }
            let root =
                head.checkpoint.size == frontier.size
                ? frontier.root : try ledger.opening(of: log, at: head.checkpoint.size, in: frontier.size).root
            guard root == head.checkpoint.root else {
                ledger.holdAppends()
                logger.critical(
                    "\(peer) holds a head of \(log.origin) of size \(head.checkpoint.size) that this node's key has signed over another history. Nothing more is recorded: the log is over, or its key is in other hands. Tell the registrar. The head:\n\(text)"
                )
                return
            }
            guard !head.cosignatures.isEmpty else { return }
            // Lines of nobody known would take the places of cosignatures to come.
            let kept = try Note(
                text: head.note.text, signatures: (head.logSignatures + head.cosignatures).map(\.signature))
            try ledger.keepCosigned(kept.encoded, of: log, size: head.checkpoint.size)
        } catch {
            logger.warning("The head of \(log.origin) that \(peer) shows was not kept: \(error)")
        }
    }
}
