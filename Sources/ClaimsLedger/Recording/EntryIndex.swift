import EntryFormat
import Ledger
import Synchronization

/// Where the entries of a long stream stand by their event ids: every request that names its event's id asks for it.
///
/// One is shared by what a stream was and what it goes on as, so that only what came since is added. It takes nothing in before it is asked a
/// second time: a stream that is read once is searched once.
final class EntryIndex: Sendable {
    /// Streams of fewer entries are searched as they are.
    static let leastEntries = 64

    private struct State {
        var isAsked = false
        /// How many of the entries are in it.
        var count = 0
        /// The place of the last entry under an id, whoever wrote it.
        var last: [EventID: Int] = [:]
    }

    private let state = Mutex(State())

    /// The place of the last entry of a party under an event id.
    /// - Parameter entries: in order of arrival: the beginning of those that it was asked about before, or more.
    func place(of id: EventID, by party: String, in entries: [StoredEntry]) -> Int? {
        let (isKnown, last) = state.withLock { state -> (Bool, Int?) in
            guard state.isAsked else {
                state.isAsked = true
                return (false, nil)
            }
            while state.count < entries.count {
                state.last[entries[state.count].fields.id] = state.count
                state.count += 1
            }
            return (true, state.last[id])
        }
        guard isKnown else { return Self.search(id, by: party, in: entries) }
        guard let last else { return nil }
        if last < entries.count, entries[last].party == party { return last }
        // Another party uses the same id, or it came after what is asked about.
        return Self.search(id, by: party, in: entries)
    }

    static func search(_ id: EventID, by party: String, in entries: [StoredEntry]) -> Int? {
        entries.lastIndex { $0.fields.id == id && $0.party == party }
    }
}
