import EntryFormat
import TransparencyLog

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
        case stream(Int32, StreamHead?)
        case chain(Int32, UInt64?)
        case newStream
    }

    /// The records, each the local fields and then the entry, one behind the other.
    var records: [UInt8] = []
    private(set) var entries: [Entry] = []
    private var undos: [Undo] = []
    private var keepsUndo = false

    /// Begins a proposal. One of a single event has nothing to take back: it moves heads last of all.
    mutating func begin(events: Int) {
        records.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        undos.removeAll(keepingCapacity: true)
        keepsUndo = events > 1
    }

    /// Ends an entry, whose record stands at the end of `records`, and moves its stream's head.
    mutating func add(id: EventID, slot: Int32, head: StreamHead, isNew: Bool, in heads: inout HeadDraft) {
        entries.append(Entry(end: records.count, id: id, version: head.count))
        let before = heads.moves.streams.move(slot, to: head)
        if isNew { heads.nextStream += 1 }
        guard keepsUndo else { return }
        undos.append(.stream(slot, before))
        if isNew { undos.append(.newStream) }
    }

    /// The leaf hashes of the entries, in their order; two are computed at a time.
    func leaves() -> [Digest] {
        let bytes = records.span.bytes
        var leaves: [Digest] = []
        leaves.reserveCapacity(entries.count)
        var start = 0
        var index = 0
        while index + 1 < entries.count {
            let (middle, end) = (entries[index].end, entries[index + 1].end)
            let (first, second) = TreeHash.leaves(
                bytes.extracting(start + LocalFields.size..<middle), bytes.extracting(middle + LocalFields.size..<end))
            leaves.append(first)
            leaves.append(second)
            start = end
            index += 2
        }
        if index < entries.count {
            leaves.append(TreeHash.leaf(bytes.extracting(start + LocalFields.size..<entries[index].end)))
        }
        return leaves
    }

    /// Moves the end of a reader's chain.
    mutating func move(chain slot: Int32, to number: UInt64, in heads: inout HeadDraft) {
        let before = heads.moves.chains.move(slot, to: number)
        if keepsUndo { undos.append(.chain(slot, before)) }
    }

    /// Takes back what the proposal moved.
    mutating func undo(_ heads: inout HeadDraft) {
        for undo in undos.reversed() {
            switch undo {
            case .stream(let slot, let head): heads.moves.streams.undo(slot, to: head)
            case .chain(let slot, let number): heads.moves.chains.undo(slot, to: number)
            case .newStream: heads.nextStream -= 1
            }
        }
        begin(events: 0)
    }
}
