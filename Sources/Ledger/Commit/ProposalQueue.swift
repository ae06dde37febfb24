import Foundation

/// A proposal that waits for the writer, and who is to be told.
struct QueuedProposal: Sendable {
    let proposal: Proposal
    /// Bytes of its payloads.
    let bytes: Int
    /// Whether some of its events name their ids, and so may be there already.
    let hasIDs: Bool
    /// Whether some of its events name streams that the decision read.
    let hasBasis: Bool
    let answer: @Sendable (Result<[Committed], any Error>) -> Void

    init(_ proposal: Proposal, answer: @escaping @Sendable (Result<[Committed], any Error>) -> Void) {
        self.proposal = proposal
        self.answer = answer
        var bytes = 0
        var hasIDs = false
        var hasBasis = false
        let events = proposal.events.span
        for index in events.indices {
            bytes += events[index].payload.count
            if events[index].id != nil { hasIDs = true }
            if !events[index].basis.isEmpty { hasBasis = true }
        }
        self.bytes = bytes
        self.hasIDs = hasIDs
        self.hasBasis = hasBasis
    }
}

/// Something else than a proposal that has to be done by the one writer, in its turn: the commit of a mirror.
struct WriterTask: Sendable {
    /// Bytes that it holds.
    let bytes: Int
    /// Whether it changes nothing itself: nobody is told of it.
    var isQuiet = false
    /// Does it, in the writer's turn.
    /// - Returns: what answers the caller, once the turn is over.
    let run: @Sendable (Writer) -> @Sendable () -> Void
}

/// The bounded queue between callers on any thread and the one writer: first come, first served.
///
/// `@unchecked Sendable`: everything below `condition` is used only while it is locked.
final class ProposalQueue: @unchecked Sendable {
    /// Proposals, and bytes of payload, that wait at most; more are refused as `busy`, which pushes back on callers.
    static let capacity = 100_000
    static let capacityBytes = 256 << 20
    /// Proposals, events and payload bytes that one commit takes at most, if it takes more than one proposal.
    static let batchProposals = 8_192
    static let batchEvents = 16_384
    static let batchBytes = 16 << 20

    /// Tasks, and bytes in them, that wait at most.
    static let capacityTasks = 1_000
    static let capacityTaskBytes = 256 << 20

    /// What the writer is given.
    enum Work {
        /// One task.
        case task(WriterTask)
        /// Proposals for one commit, in order.
        case batch([QueuedProposal])
        /// Nothing came for a while.
        case rest
        /// The queue is closed and empty.
        case end
    }

    private let condition = NSCondition()
    private var arriving: [QueuedProposal] = []
    /// What the writer has fetched and not yet taken, the next one last, so that nothing is kept that was taken.
    private var fetched: [QueuedProposal] = []
    private var waitingBytes = 0
    /// Tasks that wait, in order. They take turns with batches of proposals, so that neither waits for all of the others.
    private var tasks: [WriterTask] = []
    private var taskBytes = 0
    private var wasTask = false
    private var isClosed = false
    /// Whether the writer has something to do when nothing has come for a while.
    private var expectsRest = false

    /// Queues a proposal.
    /// - Throws: `badProposal`, `busy`, `closed`.
    func add(_ queued: QueuedProposal) throws(LedgerError) {
        if let refusal = Self.refusal(of: queued) { throw refusal }
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { throw .ledgerClosed }
        let count = arriving.count + fetched.count
        guard count < Self.capacity, count == 0 || waitingBytes + queued.bytes <= Self.capacityBytes else {
            throw LedgerError(
                .busy, "\(count) proposals with \(waitingBytes) bytes wait already.",
                remedy: "Try again shortly, with fewer at a time.")
        }
        arriving.append(queued)
        waitingBytes += queued.bytes
        if count == 0 { condition.signal() }
    }

    /// Queues a task.
    /// - Throws: `busy`, `closed`.
    func add(_ task: WriterTask) throws(LedgerError) {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { throw .ledgerClosed }
        guard tasks.count < Self.capacityTasks, tasks.isEmpty || taskBytes + task.bytes <= Self.capacityTaskBytes else {
            throw LedgerError(
                .busy, "\(tasks.count) packages with \(taskBytes) bytes wait already.", remedy: "Try again shortly.")
        }
        tasks.append(task)
        taskBytes += task.bytes
        condition.signal()
    }

    /// Whether a proposal is of a size that can be committed.
    static func accepts(_ queued: QueuedProposal) -> Bool { refusal(of: queued) == nil }

    private static func refusal(of queued: QueuedProposal) -> LedgerError? {
        let count = queued.proposal.events.count
        guard (1...Proposal.maximumEvents).contains(count) else {
            return LedgerError(
                .badProposal, "A proposal holds 1 to \(Proposal.maximumEvents) events, not \(count).",
                remedy: "Split it into several.")
        }
        guard queued.bytes <= Proposal.maximumBytes else {
            return LedgerError(
                .badProposal,
                "The events have \(queued.bytes) bytes in all; a proposal holds \(Proposal.maximumBytes).",
                remedy: "Split it into several.")
        }
        return nil
    }

    /// Waits for proposals and takes as many as one commit may hold.
    /// - Parameter seconds: how long to wait before `rest`, where one is expected; else it waits for ever.
    func take(restingAfter seconds: Double) -> Work {
        condition.lock()
        defer { condition.unlock() }
        if let task = nextTask() { return .task(task) }
        if fetched.isEmpty {
            var deadline: Date?
            while arriving.isEmpty {
                if let task = nextTask() { return .task(task) }
                if isClosed { return .end }
                guard expectsRest else {
                    condition.wait()
                    continue
                }
                let until = deadline ?? Date(timeIntervalSinceNow: seconds)
                deadline = until
                if !condition.wait(until: until), arriving.isEmpty, tasks.isEmpty, !isClosed {
                    expectsRest = false
                    return .rest
                }
            }
            fetched = arriving.reversed()
            arriving.removeAll(keepingCapacity: arriving.count <= Self.batchProposals)
        }
        var events = 0
        var bytes = 0
        var count = 0
        for queued in fetched.reversed() {
            events += queued.proposal.events.count
            bytes += queued.bytes
            if count > 0, count == Self.batchProposals || events > Self.batchEvents || bytes > Self.batchBytes { break }
            count += 1
            waitingBytes -= queued.bytes
        }
        let batch = Array(fetched.suffix(count).reversed())
        fetched.removeLast(count)
        wasTask = false
        return .batch(batch)
    }

    /// The task whose turn it is, if it is one's.
    private func nextTask() -> WriterTask? {
        guard let task = tasks.first, !wasTask || fetched.isEmpty && arriving.isEmpty else { return nil }
        tasks.removeFirst()
        taskBytes -= task.bytes
        wasTask = true
        return task
    }

    /// Has the writer given a rest once nothing has come for a while.
    func expectRest() {
        condition.lock()
        let isNews = !expectsRest
        expectsRest = true
        if isNews { condition.signal() }
        condition.unlock()
    }

    /// Whether the queue is open and nothing waits in it.
    var isIdle: Bool {
        condition.lock()
        defer { condition.unlock() }
        return !isClosed && arriving.isEmpty && fetched.isEmpty && tasks.isEmpty
    }

    /// Takes no more proposals; those that wait are still committed.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    /// Proposals that wait now.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return arriving.count + fetched.count
    }
}
