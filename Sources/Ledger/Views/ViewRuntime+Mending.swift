import Foundation
import LMDB
import Synchronization

/// Views whose pages were found to be damaged while the node runs are thrown away and built again from the log, in the writer's turn.
final class Mending: Sendable {
    /// Counts up as it begins and as it ends: odd while the views are being built.
    let count = Atomic(0)
    /// Has the writer do it, and says whether it will; nil where nobody writes.
    let ask = Mutex<(@Sendable () -> Bool)?>(nil)
    /// Whether it was asked for and the writer has not come to it.
    let isAsked = Atomic(false)
}

extension ViewRuntime {
    /// Whether the views have to be built again before anything rests on them.
    var needsMending: Bool { mending.count.load(ordering: .acquiring) & 1 == 1 || store.isDamaged }

    /// Runs `body`, which reads heads and views, where they are whole from its beginning to its end.
    /// - Throws: `viewsDamaged` where they are being built again.
    func whole<R>(_ body: () throws -> R) throws -> R {
        let before = mending.count.load(ordering: .acquiring)
        let result = Result { try before & 1 == 0 ? body() : { throw Self.beingBuilt }() }
        guard mending.count.load(ordering: .acquiring) == before else { throw Self.beingBuilt }
        if case .failure = result { noteDamage() }
        return try result.get()
    }

    static let beingBuilt = LedgerError(
        .viewsDamaged, "The views are being built again from the log: a page of them was damaged.",
        remedy: "Try again a little later.")

    /// Has the views built again soon where they are damaged, or could not be built again.
    func noteDamage() {
        guard needsMending, !mending.isAsked.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Where nobody could be asked, whoever meets the damage next asks again.
        if mending.ask.withLock({ $0 })?() != true { mending.isAsked.store(false, ordering: .releasing) }
    }

    /// Throws the views away and builds them again from the log; for whoever has the writer's turn.
    /// - Throws: what opening the views throws; then nothing may rest on them, and they still need mending.
    func mend() throws {
        buildLock.lock()
        defer { buildLock.unlock() }
        baseLock.lock()
        // Where it was tried before and failed, everybody knows.
        let isFirst = mending.count.load(ordering: .relaxed) & 1 == 0
        if isFirst { mending.count.add(1, ordering: .acquiringAndReleasing) }
        mending.isAsked.store(false, ordering: .releasing)
        do {
            defer { baseLock.unlock() }
            if isFirst { options.notice(store.damaged("a page of them").rebuilding()) }
            try store.beginAnew()
            heads.adopt(baseEnd: 0, nextStream: 0)
            for view in views {
                view.becomeUnready()
                view.delta.withLock { $0 = ViewDelta(baseEnd: 0) }
            }
        }
        try takeTail(to: logStore.read { try logStore.tables.end(in: $0) })
        baseLock.lock()
        defer { baseLock.unlock() }
        try bringUp()
        mending.count.add(1, ordering: .acquiringAndReleasing)
    }
}
