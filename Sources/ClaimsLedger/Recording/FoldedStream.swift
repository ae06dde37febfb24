import Claims
import EntryFormat
import Ledger
import Synchronization

/// What a node holds of a stream, folded.
struct FoldedStream: Sendable {
    let contents: StreamContents
    let events: [RecordedEvent]
    let fold: StreamFold
    /// Of a long stream.
    private let index: EntryIndex?

    /// About how many bytes it takes in memory.
    let weight: Int
    /// What an entry weighs beside its payload: its fields, its event and its place, in bytes, about.
    private static let entryWeight = 1_024

    /// Folds a stream; where what was known of it is the beginning of it still, only what came since.
    init(_ contents: StreamContents, since known: FoldedStream? = nil) throws(Refusal) {
        self.contents = contents
        let places = contents.sequence.places
        var fold: StreamFold
        var events: [RecordedEvent] = []
        if let known, places.starts(with: known.contents.sequence.places) {
            fold = known.fold
            events = known.events
        } else {
            fold = StreamFold(try StreamAddress(contents.name.text))
        }
        let new = try contents.recordedEvents(in: places[events.count...])
        for event in new { fold.append(event) }
        self.fold = fold
        self.events = events + new
        // What was known is the beginning of the entries, whatever their order now is.
        weight = contents.entries.dropFirst(known?.contents.entries.count ?? 0)
            .reduce(known?.weight ?? 0) { $0 + $1.fields.payload.count + Self.entryWeight }
        index = contents.entries.count < EntryIndex.leastEntries ? nil : known?.index ?? EntryIndex()
    }

    /// The entry of a party under an event id, and the version of the stream that it made. O(1) in a stream that is asked again and again.
    func entry(_ id: EventID, of party: String) -> (entry: StoredEntry, version: UInt64)? {
        let entries = contents.entries
        let place =
            index.map { $0.place(of: id, by: party, in: entries) } ?? EntryIndex.search(id, by: party, in: entries)
        return place.map { (entries[$0], UInt64($0 + 1)) }
    }
}

/// Streams that decisions have read lately, folded: the same registers and settings are read by one after the other.
///
/// Two generations: what was not asked for while the younger one filled up is forgotten.
final class FoldedStreams: Sendable {
    /// The weight of a generation.
    static let capacity = 16 << 20

    private struct State {
        var young: [String: FoldedStream] = [:]
        var old: [String: FoldedStream] = [:]
        /// The weights of the streams in `young` together.
        var weight = 0
    }

    private let state = Mutex(State())

    func stream(_ name: String) -> FoldedStream? { state.withLock { $0.young[name] ?? $0.old[name] } }

    func keep(_ stream: FoldedStream) {
        let (name, weight) = (stream.contents.name.text, stream.weight)
        // One of a size that would drive out all others is read again.
        guard weight > 0, weight <= Self.capacity / 8 else { return }
        // What is forgotten is freed after the lock.
        var forgotten: [String: FoldedStream] = [:]
        state.withLock { state in
            let before = state.young.updateValue(stream, forKey: name)?.weight ?? 0
            state.weight += weight - before
            guard state.weight > Self.capacity else { return }
            swap(&forgotten, &state.old)
            swap(&state.old, &state.young)
            state.weight = 0
        }
    }
}

extension Node {
    /// A stream as the node holds it now, folded.
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` `damaged`.
    /// - Complexity: linear in what came since it was last asked for, where that is not long ago; else in the stream's entries.
    func folded(_ stream: String) throws -> FoldedStream {
        let name = try StreamName(stream)
        let known = foldedStreams.stream(stream)
        let contents = try known.map { try ledger.contents(of: name, since: $0.contents) } ?? ledger.contents(of: name)
        if let known, known.contents.version == contents.version,
            known.contents.sequence.deciders == contents.sequence.deciders
        {
            foldedStreams.keep(known)
            return known
        }
        let folded = try FoldedStream(contents, since: known)
        foldedStreams.keep(folded)
        return folded
    }
}
