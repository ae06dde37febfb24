import Dispatch
import Foundation
import Ledger
import Logging
import Replication
import Synchronization
import TransparencyLog

/// Runs the mirror of one log: does what the machine wants done, and tells it what came of it.
///
/// It runs on a queue of its own, on which it may wait for the disk. Stopped at any moment it loses nothing: what the machine knows beyond
/// the last commit it finds out again.
public actor LogMirror {
    /// What a mirror works with.
    struct Surroundings: Sendable {
        let ledger: Ledger
        let host: any MirrorHost
        /// The way to whoever serves the log, or to a peer that has shown a head of it, and the origin for which tokens are made.
        let transport: @Sendable (_ origin: String) -> (any PeerTransport)?
        let cosigner: Cosigner?
        let gate: RequestGate
        let logger: Logger
        /// Something of the status has changed; whether entries came.
        let changed: @Sendable (_ origin: String, _ grew: Bool) -> Void
    }

    public nonisolated let origin: String
    private let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var log: LogIdentity
    private var machine: Replication.Mirror
    private let around: Surroundings
    private let shared: Mutex<MirrorStatus>

    private var inputs: [MirrorInput] = []
    private var isDraining = false
    private var isStopped = false
    private var requests: [RequestID: Task<Void, Never>] = [:]
    private var timer: Task<Void, Never>?
    private var commit: Commit?
    private var storedNote: String?
    private var cosignatures = CosignatureOutbox()
    private var owed = Owed()
    private var owedTimer: Task<Void, Never>?
    private var watch = HeadWatch()
    /// Waits at the log's server for a newer head, or for the time at which it may.
    private var watcher: Task<Void, Never>?
    private var isFollowing = false
    /// Whether the log's server has shown a head since it was asked to look.
    private var hasHead = false
    private var quietWaiters: [CheckedContinuation<Void, Never>] = []

    /// What is to be stated. The newest statement says what those before it would have said.
    private struct Owed {
        var cosignature: String?
        var mirrorCosignature: String?
        var receipts: [String: (number: UInt64, leaf: Digest)] = [:]
    }

    /// How long a live mirror waits with cosignatures and receipts, for what is to come: each of them is a commit or two on either node, and
    /// nobody waits for them as for the entries.
    private static let owedMilliseconds = 200

    /// A package on its way into the store, and what its entries name.
    private struct Commit {
        let package: MirrorPackage
        var missingBlobs: [Digest: UInt64] = [:]
        var grants: [UInt64] = []
    }

    init(log: LogIdentity, machine: Replication.Mirror, surroundings: Surroundings) {
        self.log = log
        origin = log.origin
        self.machine = machine
        around = surroundings
        executor = QueueExecutor("triplicate.mirror.\(log.origin)")
        storedNote = machine.state.checkpoint
        shared = Mutex(MirrorStatus(machine.state, party: log.party, name: log.name))
    }

    /// How it stands now.
    public nonisolated var status: MirrorStatus { shared.withLock { $0 } }

    /// Looks for something new now.
    func poll() {
        hasHead = false
        shared.withLock { $0.isIdle = false }
        feed(.poll)
    }

    /// Looks for something new now, and from then on learns from the log's server when there is.
    func follow() {
        isFollowing = true
        poll()
    }

    /// A peer shows a head of this log.
    func show(_ note: String, by peer: String) { feed(.shown(note: note, by: peer)) }

    /// What is known of the log's party has changed.
    func update(_ party: PartyRecord) { if party != machine.party { feed(.party(party)) } }

    /// Waits until nothing is under way: it has all there is, or waits for time to pass.
    func quiet() async {
        guard !isQuiet else { return }
        await withCheckedContinuation { quietWaiters.append($0) }
    }

    /// Ends: requests are given up, a commit under way is awaited.
    func stop() async {
        // Cosignatures that are decided are kept; receipts are asked for again.
        owedTimer?.cancel()
        owed.receipts = [:]
        stateOwed()
        isStopped = true
        timer?.cancel()
        for task in requests.values { task.cancel() }
        let watcher = watcher
        endWatch()
        cosignatures.task?.cancel()
        inputs = []
        await quiet()
        await watcher?.value
    }

    private var isQuiet: Bool { requests.isEmpty && commit == nil && inputs.isEmpty && cosignatures.task == nil }

    private func feed(_ input: MirrorInput) {
        guard !isStopped else { return }
        inputs.append(input)
        drain()
    }

    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        while !inputs.isEmpty {
            let outputs = machine.receive(inputs.removeFirst(), at: Self.now)
            for output in outputs { perform(output) }
        }
        isDraining = false
        publish()
        tellQuiet()
    }

    private func perform(_ output: MirrorOutput) {
        switch output {
        case .request(let id, let request, let source): send(id, request, source)
        case .commit(let package): store(package)
        case .cosign(let note):
            owed.cosignature = note
            stateSoon()
        case .cosignAsMirror(let note):
            owed.mirrorCosignature = note
            stateSoon()
        case .receipt(let reader, let number, let leaf):
            owed.receipts[reader] = (number, leaf)
            stateSoon()
        case .forked:
            around.logger.critical(
                "\(origin) has signed two histories. Nothing more is taken from it. Export the exhibit with evidence exhibit and show it to its registrar."
            )
        case .problem(let problem): tell(problem)
        case .idle: settle()
        case .wake(let time): wake(at: time)
        }
    }

    /// States what is owed: soon where more may come, else now.
    private func stateSoon() {
        guard isFollowing else { return stateOwed() }
        guard owedTimer == nil else { return }
        owedTimer = Task {
            try? await Task.sleep(for: .milliseconds(Self.owedMilliseconds))
            owedTimer = nil
            guard !isStopped else { return }
            stateOwed()
            drain()
        }
    }

    private func stateOwed() {
        let due = owed
        owed = Owed()
        if let note = due.cosignature { cosign(note, asMirror: false) }
        if let note = due.mirrorCosignature { cosign(note, asMirror: true) }
        for (reader, receipt) in due.receipts.sorted(by: { $0.key < $1.key }) {
            give(reader, receipt.number, receipt.leaf)
        }
    }

    /// Gives a receipt. One that is not recorded now is asked for again; until the start has been checked nothing can be.
    private func give(_ reader: String, _ number: UInt64, _ leaf: Digest) {
        if around.ledger.holdsAppends { return inputs.append(.receiptFailed(reader: reader)) }
        do {
            try around.host.recordReceipt(reader: reader, log: origin, number: number, leaf: leaf)
            inputs.append(.receiptRecorded(reader: reader, number: number))
        } catch {
            around.logger.error(
                "The receipt of \(reader) for entry \(number) of \(origin) was not recorded: \(error)")
            inputs.append(.receiptFailed(reader: reader))
        }
    }

    private func tell(_ problem: MirrorProblem) {
        around.logger.warning("\(problem.message) [\(problem.code.rawValue)] \(problem.remedy)")
        let told = MirrorStatus.Problem(
            number: problem.code.rawValue, message: problem.message, remedy: problem.remedy, time: Self.wallClock)
        shared.withLock { status in
            status.problems.removeAll { $0.number == told.number }
            status.problems.append(told)
        }
    }

    /// Nothing is under way: is that because everything is here?
    private func settle() {
        let state = machine.state
        let isFilled = state.mode == .heads || state.filled == state.frontier.size
        let hasHead = hasHead
        shared.withLock { status in
            status.isIdle =
                hasHead && isFilled && state.missingBlobs.isEmpty && state.exhibit == nil
                && state.frontier.size >= status.shownSize ?? 0
            // What kept it from coming here is over; what the log or its server has done is not.
            if status.isIdle { status.problems.removeAll { !Self.lasting.contains($0.number) } }
        }
    }

    /// Problems that stand though everything has come.
    private static let lasting: Set<Int> = Set(
        [MirrorProblem.Code.withheld, .wentBack, .forked, .notValid].map(\.rawValue))

    private func wake(at time: Int64) {
        timer?.cancel()
        timer = Task {
            try? await Task.sleep(for: .milliseconds(max(1, time - Self.now)))
            guard !Task.isCancelled else { return }
            feed(.tick)
        }
    }

    // MARK: Requests

    private func send(_ id: RequestID, _ request: MirrorRequest, _ source: MirrorSource) {
        let audience: String
        switch source {
        case .log: audience = origin
        case .peer(let peer): audience = peer
        case .store: return inputs.append(.answered(id, own(request)))
        }
        guard let transport = around.transport(audience) else {
            inputs.append(.answered(id, .failed("\(audience) has no address here, and does not come by itself")))
            return
        }
        if request == .checkpoint {
            if let held = watch.checkpoint(from: machine.state.frontier.size) {
                hasHead = true
                inputs.append(.answered(id, .bytes(held)))
                return watchOn()
            }
            endWatch()
        }
        let (path, limits, gate, blobs) = (LogPath(origin: origin), machine.limits, around.gate, around.ledger.blobs)
        requests[id] = Task { [origin] in
            let (response, tag) = await gate.pass(for: origin) {
                await transport.response(to: request, path: path, audience: audience, limits: limits, blobs: blobs)
            }
            self.answered(id, request, response, tag)
        }
    }

    /// What this node's own store has.
    private func own(_ request: MirrorRequest) -> MirrorResponse {
        guard case .tile(let tile) = request else { return .absent }
        do { return try around.ledger.tile(tile, of: log).map { MirrorResponse.bytes($0) } ?? .absent } catch {
            return .failed("\(error)")
        }
    }

    private func answered(_ id: RequestID, _ request: MirrorRequest, _ response: MirrorResponse, _ tag: String?) {
        requests[id] = nil
        if case .failed = response {
            if request == .checkpoint {
                endWatch()
                watch.unreachable()
            }
        } else {
            let time = Self.wallClock
            shared.withLock { $0.lastContact = time }
            if request == .checkpoint, case .bytes(let bytes) = response, let note = try? Note(bytes),
                let head = try? Checkpoint(note.text)
            {
                hasHead = true
                shared.withLock { $0.shownSize = head.size }
                watch.answered(bytes, tag: tag)
                watchOn()
            }
            pushCosignatures()
        }
        feed(.answered(id, response))
        tellQuiet()
    }

    // MARK: Waiting for a newer head

    /// Sees to it that a request waits at the server, now or when one may.
    private func watchOn() {
        guard isFollowing, !isStopped, watcher == nil, let delay = watch.delay(at: Self.now) else { return }
        watcher = Task {
            if delay > 0 { try? await Task.sleep(for: .milliseconds(delay)) }
            await wait()
        }
    }

    private func endWatch() {
        watcher?.cancel()
        watcher = nil
        watch.abandon()
    }

    /// One wait at the server. It takes no part in the gate: nothing is kept from being asked meanwhile.
    private func wait() async {
        guard !Task.isCancelled else { return }
        guard let transport = around.transport(origin), let tag = watch.begin(at: Self.now) else {
            watcher = nil
            return
        }
        let answer = try? await transport.send(
            .waiting(for: LogPath(origin: origin), past: tag, limits: machine.limits))
        // Whoever has cancelled it goes another way.
        guard !Task.isCancelled else { return }
        watcher = nil
        let outcome = watch.waited(answer, at: Self.now)
        if answer != nil {
            let time = Self.wallClock
            shared.withLock { $0.lastContact = time }
            pushCosignatures()
        }
        switch outcome {
        case .news:
            let size = watch.size
            shared.withLock { $0.shownSize = size }
            feed(.announced)
        case .failed: feed(.announced)
        case .same, .hasty: watchOn()
        }
        tellQuiet()
    }

    // MARK: Commits

    private func store(_ package: MirrorPackage) {
        var done = Commit(package: package)
        for entry in package.entries {
            for blob in around.host.blobs(namedIn: entry.bytes)
            where done.missingBlobs[blob] == nil && !around.ledger.blobs.holds(blob) {
                done.missingBlobs[blob] = entry.number
            }
            done.grants += around.host.grants(in: entry.bytes, number: entry.number)
        }
        // Stored with the entries: a node that stops right after still knows what it lacks, and gives no receipt for it.
        var state = package.state
        state.add(missingBlobs: done.missingBlobs, grants: done.grants)
        let known = Set(log.verifierKeys)
        let stored = MirroredCommit(
            log: log, size: state.frontier.size, peaks: state.frontier.peaks,
            hashes: package.hashes.map { .init(tileLevel: $0.tileLevel, first: $0.first, hashes: $0.hashes) },
            entries: package.entries.map { ($0.number, $0.bytes) },
            checkpoint: state.checkpoint == storedNote ? nil : state.checkpoint, record: state.bytes,
            verifierKeys: machine.party.logKeys.map(\.key.text).filter { !known.contains($0) })
        commit = done
        around.ledger.submit(stored) { result in Task { await self.committed(result) } }
    }

    private func committed(_ result: Result<Void, any Error>) {
        guard let done = commit else { return }
        commit = nil
        switch result {
        case .success:
            storedNote = done.package.state.checkpoint
            if let log = around.ledger.log(origin: origin) { self.log = log }
            feed(.committed(missingBlobs: done.missingBlobs, grants: done.grants))
            around.changed(origin, !done.package.entries.isEmpty)
        case .failure(let error): feed(.commitFailed("\(error)"))
        }
        tellQuiet()
    }

    // MARK: Cosignatures

    private func cosign(_ text: String, asMirror: Bool) {
        guard let cosigner = around.cosigner else { return }
        do {
            let note = try Note(text)
            let size = try Checkpoint(note.text).size
            let signature = try kept(note, size, by: cosigner, asMirror) ?? cosigner.cosign(note, asMirror: asMirror)
            // Kept here too, so that whoever asks this node for the log's head sees who has seen it.
            try around.ledger.keepCosigned(try note.adding([signature]).encoded, of: log, size: size)
            cosignatures.add(note, signature)
            pushCosignatures()
        } catch {
            around.logger.error("The head of \(origin) was not cosigned: \(error)")
        }
    }

    /// The cosignature that was made of this head before. Made anew at each start it would say that at that later time nothing newer had
    /// been seen.
    private func kept(_ note: Note, _ size: UInt64, by cosigner: Cosigner, _ asMirror: Bool) throws -> NoteSignature? {
        guard size > 0,
            let kept = try around.ledger.cosigned(of: log, covering: size - 1, limit: 1).first.flatMap({ try? Note($0) }
            ),
            kept.text == note.text
        else { return nil }
        return try? kept.verified(by: [cosigner.verifierKeys[asMirror ? 1 : 0]]).first?.signature
    }

    private func pushCosignatures() {
        guard !isStopped, cosignatures.task == nil, let body = cosignatures.waiting,
            let transport = around.transport(origin)
        else { return }
        let request = PeerRequest(
            .post, path: LogPath(origin: origin).cosignatures, audience: origin, limit: AnswerLimit.answer, body: body,
            contentType: "text/plain; charset=utf-8")
        cosignatures.task = Task {
            let answer = try? await transport.send(request)
            self.pushed(body, isTaken: answer.map { Self.isFinal($0.status) } ?? false)
        }
    }

    /// What is not taken now is tried again when the log's server answers the next request; what it refuses for what it is, is not.
    private static func isFinal(_ status: Int) -> Bool {
        (200..<300).contains(status) || (400..<500).contains(status) && ![401, 408, 429].contains(status)
    }

    private func pushed(_ body: [UInt8], isTaken: Bool) {
        cosignatures.task = nil
        if isTaken {
            cosignatures.sent(body)
            pushCosignatures()
        }
        tellQuiet()
    }

    // MARK: Told to others

    private func publish() {
        let state = machine.state
        shared.withLock { status in
            let fresh = MirrorStatus(state, party: log.party, name: log.name)
            status.size = fresh.size
            status.filled = fresh.filled
            status.cosigned = fresh.cosigned
            status.receipted = fresh.receipted
            status.owed = fresh.owed
            status.missingBlobs = fresh.missingBlobs
            status.isFrozen = fresh.isFrozen
        }
    }

    private func tellQuiet() {
        guard isQuiet else { return }
        let waiters = quietWaiters
        quietWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    /// Milliseconds of a clock that never goes back.
    static var now: Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }
    private static var wallClock: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
