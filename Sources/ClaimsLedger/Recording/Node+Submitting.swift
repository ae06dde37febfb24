public import Claims
import Ledger

extension Node {
    /// Decides one event by the rules and appends it, as `record(_:by:)`, holding no thread while the commit is under way: so that
    /// many callers share commits.
    ///
    /// The decision reads the disk, and is made on the thread that calls.
    /// - Parameters:
    ///   - queue: where the rest is done when the commit is durable, and where the decision is made again if somebody else's entry came
    ///     between.
    ///   - answer: called once with what `record(_:by:)` would return or throw.
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
                    // The writer's thread goes on with the next commit.
                    queue { [self] in
                        if case .failure(LedgerError.Code.stale) = result, attempt < BatchRecorder.attempts,
                            request.expect == nil
                        {
                            return submit(request, by: actor, attempt: attempt + 1, on: queue, answer: answer)
                        }
                        answer(
                            Result {
                                let committed = try result.get()[place]
                                return Recorded(
                                    committed, checkpoint: try newestCheckpoint(of: committed.origin))
                            })
                    }
                }
            }
        } catch {
            answer(.failure(error))
        }
    }
}
