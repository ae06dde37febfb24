import LMDB
import Synchronization

/// The logs of a node, by local number: a list that grows while the node runs. Any thread may ask; the writer adds.
final class LogList: Sendable {
    private struct State {
        var logs: [LogIdentity]
        /// The store's newest commit when the list was last read from it.
        var transaction = -1
        /// The logs of parties that decide, as far as they were asked for since the list last changed.
        var deciding: [String: [DecidingLog]] = [:]
    }

    private let state: Mutex<State>

    init(_ logs: [LogIdentity]) { state = Mutex(State(logs: logs)) }

    /// All logs that are known now.
    var all: [LogIdentity] { state.withLock { $0.logs } }

    /// Takes in a log that was added, or one whose keys or name have changed.
    func set(_ log: LogIdentity) {
        state.withLock { state in
            state.deciding.removeAll()
            let place = Int(log.local)
            if place == state.logs.count {
                state.logs.append(log)
            } else if place < state.logs.count {
                state.logs[place] = log
            }
        }
    }

    /// The logs of a party that decides, in the order in which it kept them.
    /// - Complexity: linear in the logs when a party is asked for first, or the list has changed.
    func deciding(_ party: String) -> [DecidingLog] {
        state.withLock { state in
            if let known = state.deciding[party] { return known }
            let found = DecidingLog.inOrder(of: state.logs.filter { $0.party == party })
            // Whoever names streams of parties that are not here must not fill the memory.
            if !found.isEmpty { state.deciding[party] = found }
            return found
        }
    }

    /// The log of a local number; one that is not known yet is looked for in the store.
    func log(
        _ local: UInt32, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> LogIdentity? {
        if let log = state.withLock({ Int(local) < $0.logs.count ? $0.logs[Int(local)] : nil }) { return log }
        let stored = try tables.identities(in: transaction)
        state.withLock { state in
            guard stored.count > state.logs.count else { return }
            state.logs = stored
            state.deciding.removeAll()
        }
        return Int(local) < stored.count ? stored[Int(local)] : nil
    }

    /// Takes in what another process has added: where this one only reads.
    func refresh(from store: LogStore) throws {
        let newest = try store.lastTransaction()
        guard state.withLock({ $0.transaction < newest }) else { return }
        try store.openLaterTables()
        let stored = try store.read { try store.tables.identities(in: $0) }
        state.withLock { state in
            guard state.transaction < newest else { return }
            if stored.count >= state.logs.count {
                state.logs = stored
                state.deciding.removeAll()
            }
            state.transaction = newest
        }
    }
}
