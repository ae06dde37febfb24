import Foundation
import LMDB
import Synchronization

/// A party that decides goes on in another log, or its log ended: streams that are held already are then read in another order, and
/// their rows have to be computed again.
extension ViewRuntime {
    /// Builds, on a queue of its own, every view whose rows were computed in another order of logs than holds now; the views go on
    /// serving what they have. A process that dies meanwhile does it at its next start.
    func reorder() {
        reordering.queue.async { [self] in
            let failure = Result { try rebuildReordered() }
            reordering.failure.withLock { $0 = if case .failure(let error) = failure { error } else { nil } }
        }
    }

    private func rebuildReordered() throws {
        for view in views where view.isReady && !reordering.isStopping.load(ordering: .relaxed) {
            let record = try store.read { try GenerationRecord(view: view.name, store: store, in: $0) }
            if let record, record.order != logs.order { _ = try rebuild(view) }
        }
    }
}

/// The work of putting views into another order of logs, one after another.
final class Reordering: Sendable {
    let queue = DispatchQueue(label: "triplicate.views.order")
    let isStopping = Atomic(false)
    /// Why the last try failed.
    let failure = Mutex<(any Error)?>(nil)

    /// Ends what is under way, and waits for its end.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        queue.sync {}
    }
}
