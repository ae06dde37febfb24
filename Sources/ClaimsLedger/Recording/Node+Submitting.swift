public import Claims
import Ledger

extension Node {
    /// Decides one event by the rules and appends it, as `record(_:by:)`, holding no thread while the commit is under way: so that
    /// many callers share commits.
    ///
    /// The decision reads the disk, and is made on the thread that calls.
    /// - Parameters:
    ///   - queue: where the decision is made again if somebody else's entry came between.
    ///   - answer: called once with what `record(_:by:)` would return or throw: on the thread that calls, on the queue, or on the
    ///     writer's, which goes on with the next commit as soon as this returns.
    public func submit(
        _ request: RecordRequest, by actor: Actor,
        on queue: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        answer: @escaping @Sendable (Result<Recorded, any Error>) -> Void
    ) {
        submit(request, by: actor, attempt: 1, on: queue, answer: answer)
    }

    private func submit(
        _ request: RecordRequest, by actor: Actor, attempt: Int,
        on queue: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        answer: @escaping @Sendable (Result<Recorded, any Error>) -> Void
    ) {
        do {
            var recorder = try BatchRecorder(self, by: actor, isAtomic: true)
            switch try recorder.decide(alone: request) {
            case .present(let recorded): answer(.success(recorded))
            case .append(let proposal, let place):
                ledger.submit(proposal) { [self] result in
                    if case .failure(LedgerError.Code.stale) = result, attempt < BatchRecorder.attempts,
                        request.expect == nil
                    {
                        return queue { [self] in
                            submit(request, by: actor, attempt: attempt + 1, on: queue, answer: answer)
                        }
                    }
                    answer(
                        Result {
                            let committed = try result.get()[place]
                            return Recorded(committed, checkpoint: try signedHead(of: committed.origin))
                        })
                }
            }
        } catch {
            answer(.failure(error))
        }
    }

    /// The newest head of a log that this node writes, as its key has just signed it; nobody else can have signed it yet.
    private func signedHead(of origin: String) throws -> String {
        try ledger.logs.first { $0.origin == origin }.flatMap { try ledger.head(of: $0) } ?? ""
    }
}
