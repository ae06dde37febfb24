import Foundation

/// A proposal that waits for the writer, and who is to be told.
struct QueuedProposal {
    let proposal: Proposal
    let answer: @Sendable (Result<[Committed], any Error>) -> Void
}

/// The bounded queue between callers on any thread and the one writer.
///
/// `@unchecked Sendable`: everything below `condition` is used only while it is locked.
final class ProposalQueue: @unchecked Sendable {
    /// Proposals that wait at most; one more is refused as `busy`, which pushes back on callers.
    static let capacity = 100_000
    /// Proposals, events and payload bytes that one commit takes at most.
    static let batchProposals = 8_192
    static let batchEvents = 16_384
    static let batchBytes = 16 << 20

    private let condition = NSCondition()
    private var waiting: [QueuedProposal] = []
    private var isClosed = false

    /// Queues a proposal.
    /// - Throws: `busy`, `closed`.
    func add(_ queued: QueuedProposal) throws(LedgerError) {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else {
            throw LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")
        }
        guard waiting.count < Self.capacity else {
            throw LedgerError(
                .busy, "\(waiting.count) proposals wait already.", remedy: "Try again shortly, with fewer at a time.")
        }
        waiting.append(queued)
        if waiting.count == 1 { condition.signal() }
    }

    /// Waits for proposals and takes as many as one commit may hold, in order; nil once the queue is closed and empty.
    func take() -> [QueuedProposal]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        var events = 0
        var bytes = 0
        var count = 0
        while count < waiting.count, count < Self.batchProposals {
            let next = waiting[count].proposal.events
            let size = next.reduce(0) { $0 + $1.payload.count }
            if count > 0, events + next.count > Self.batchEvents || bytes + size > Self.batchBytes { break }
            events += next.count
            bytes += size
            count += 1
        }
        let batch = Array(waiting[..<count])
        waiting.removeFirst(count)
        return batch
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
        return waiting.count
    }
}
