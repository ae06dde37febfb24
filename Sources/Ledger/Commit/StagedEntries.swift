import EntryFormat

/// The entries of one proposal, encoded and not yet written, and how to take back what they moved.
struct StagedEntries {
    /// One entry.
    struct Entry {
        /// Where its record ends in `records`; it begins where the one before ends.
        let end: Int
        let id: EventID
        /// How many entries its stream has with it.
        let version: UInt64
    }

    private enum Undo {
        case stream(StreamName, StreamHead?)
        case chain(ReaderChain, UInt64?)
    }

    /// The records, each the local fields and then the entry, one behind the other.
    var records: [UInt8] = []
    private(set) var entries: [Entry] = []
    private var undos: [Undo] = []
    private var newStreams: UInt64 = 0
    private var keepsUndo = false

    /// Begins a proposal. One of a single event has nothing to take back: it moves heads last of all.
    mutating func begin(events: Int) {
        records.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        undos.removeAll(keepingCapacity: true)
        newStreams = 0
        keepsUndo = events > 1
    }

    /// Ends an entry, whose record stands at the end of `records`, and moves its stream's head.
    mutating func add(
        id: EventID, to stream: StreamName, head: StreamHead, isNew: Bool, in delta: inout HeadDelta
    ) {
        entries.append(Entry(end: records.count, id: id, version: head.count))
        let before = delta.streams.updateValue(head, forKey: stream)
        if keepsUndo { undos.append(.stream(stream, before)) }
        if isNew { newStreams += 1 }
    }

    /// Moves the end of a reader's chain.
    mutating func move(_ chain: ReaderChain, to number: UInt64, in delta: inout HeadDelta) {
        let before = delta.chains.updateValue(number, forKey: chain)
        if keepsUndo { undos.append(.chain(chain, before)) }
    }

    /// Takes back what the proposal moved.
    mutating func undo(_ delta: inout HeadDelta, nextStream: inout UInt64) {
        for undo in undos.reversed() {
            switch undo {
            case .stream(let stream, let head): delta.streams[stream] = head
            case .chain(let chain, let number): delta.chains[chain] = number
            }
        }
        nextStream -= newStreams
        begin(events: 0)
    }
}
