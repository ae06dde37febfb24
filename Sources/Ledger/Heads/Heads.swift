import EntryFormat
import LMDB
import Synchronization

/// The head of every stream and of every reader's chain: a base in the views' store, and in memory what has moved since, and
/// what was asked for lately.
///
/// One thread at a time changes it; any thread may read.
final class Heads: Sendable {
    /// Streams that are kept in memory although the base has them.
    private static let cleanStreams = 1 << 18

    private struct State: Sendable {
        var streams = HeadTable<StreamName, StreamHead>()
        var chains = HeadTable<ReaderChain, UInt64>()
        /// Entries appended since the last flush began.
        var waiting = 0
        /// Those that are being flushed.
        var flushing = 0
        /// The slots of the streams that have moved since the base, in order, one as often as a commit moved it.
        var moves: [Int32] = []
        /// How many of these the flush that is under way takes along.
        var flushedMoves = 0
        /// One past the newest position that this reflects.
        var end: UInt64
        /// One past the newest position that the base reflects.
        var baseEnd: UInt64
        /// The local number that the next new stream gets.
        var nextStream: UInt64
    }

    /// The streams that have moved since a base, by kind, as far as somebody has asked for them.
    private struct MovedNames {
        var baseEnd: UInt64
        /// How many moves are in it.
        var seen = 0
        var kinds: [String: Set<StreamName>] = [:]
    }

    private let state: Mutex<State>
    private let movedNames: Mutex<MovedNames>
    private let store: ViewStore
    /// Whether the base changes by our own flushes only, so that what was read of it stays true.
    private let ownsBase: Bool

    init(store: ViewStore, ownsBase: Bool, baseEnd: UInt64, nextStream: UInt64) {
        self.store = store
        self.ownsBase = ownsBase
        state = Mutex(State(end: baseEnd, baseEnd: baseEnd, nextStream: nextStream))
        movedNames = Mutex(MovedNames(baseEnd: baseEnd))
    }

    // MARK: Reading

    /// The stream's head, or nil if this node holds no entry of it. Two random reads of the base where it is not in memory.
    func head(of stream: StreamName) throws -> StreamHead? {
        if let (_, head) = known(stream) { return head }
        // The base is read after the table: what was flushed in between is in it.
        return try store.read { try store.head(of: stream, in: $0) }
    }

    /// The stream's head where it has moved since the base.
    func moved(_ stream: StreamName) -> StreamHead? { state.withLock { $0.streams.dirtyValue(of: stream) } }

    /// What is known of a stream without the base: its slot, and its head if it has one.
    func known(_ stream: StreamName) -> (slot: Int32, head: StreamHead?)? {
        state.withLock { state in
            guard let slot = state.streams.slot(of: stream), ownsBase || state.streams.isDirty(slot) else { return nil }
            return (slot, state.streams.value(at: slot))
        }
    }

    /// What is known of a chain without the base: its slot, and the number of its newest entry if it has one.
    func known(_ chain: ReaderChain) -> (slot: Int32, number: UInt64?)? {
        state.withLock { state in
            guard let slot = state.chains.slot(of: chain), ownsBase || state.chains.isDirty(slot) else { return nil }
            return (slot, state.chains.value(at: slot))
        }
    }

    /// The local number that the next new stream gets.
    var nextStream: UInt64 { state.withLock { $0.nextStream } }

    /// Entries that wait for the next flush.
    var waiting: Int { state.withLock { $0.waiting } }

    /// Entries that the base does not reflect, those of a flush that is under way included: what a start after a crash reads again.
    var ahead: Int { state.withLock { $0.waiting + $0.flushing } }

    /// One past the newest position that the heads reflect.
    var end: UInt64 { state.withLock { $0.end } }

    /// One past the newest position that the base reflects; it changes with every flush.
    var baseEnd: UInt64 { state.withLock { $0.baseEnd } }

    /// The names of the streams that have moved since the base.
    /// - Parameter kind: only those of this kind; nil for all.
    /// - Complexity: linear in the streams of the kind, and in what has moved since this was last asked for.
    func movedStreams(of kind: String?, where condition: (StreamName) -> Bool) -> Set<StreamName> {
        movedNames.withLock { known in
            let (baseEnd, streams, seen) = moves(after: known.seen, of: known.baseEnd)
            if baseEnd != known.baseEnd { known = MovedNames(baseEnd: baseEnd) }
            for stream in streams { known.kinds[String(stream.kind), default: []].insert(stream) }
            known.seen = seen
            if let kind { return known.kinds[kind, default: []].filter(condition) }
            return known.kinds.values.reduce(into: []) { $0.formUnion($1.lazy.filter(condition)) }
        }
    }

    /// What has moved since a caller last asked.
    ///
    /// - Parameters:
    ///   - seen: how many moves the caller knows of the base that it saw last.
    ///   - base: the end of that base.
    /// - Returns: the base's end now, the moves that the caller does not know (all, where the base is another), and how many it
    ///   knows then.
    func moves(after seen: Int, of base: UInt64) -> (baseEnd: UInt64, streams: [StreamName], seen: Int) {
        state.withLock { state in
            // After a rebuild the same base may have fewer moves than the caller knows.
            let new = state.moves[(base == state.baseEnd && seen <= state.moves.count ? seen : 0)...]
            return (state.baseEnd, Set(new).map { state.streams.key(at: $0) }, state.moves.count)
        }
    }

    // MARK: Changing

    /// Takes in what the base says of a stream; the writer moves it by its slot.
    func add(_ stream: StreamName, _ head: StreamHead?) -> Int32 { state.withLock { $0.streams.add(stream, head) } }

    /// Takes in what the base says of a chain.
    func add(_ chain: ReaderChain, _ number: UInt64?) -> Int32 { state.withLock { $0.chains.add(chain, number) } }

    /// Takes in what a commit has moved; `end` is one past its newest position.
    func publish(_ moves: borrowing HeadMoves, end: UInt64, nextStream: UInt64) {
        state.withLock { state in
            for (slot, head) in moves.streams.list {
                state.streams.move(slot, to: head)
                state.moves.append(slot)
            }
            for (slot, number) in moves.chains.list { state.chains.move(slot, to: number) }
            state.waiting += moves.entries
            state.end = end
            state.nextStream = nextStream
        }
    }

    /// Forgets what the base has, where that has become much. Slots are numbered anew: only between commits.
    func forgetClean() {
        state.withLock { state in
            guard state.streams.count + state.chains.count > Self.cleanStreams + 2 * state.moves.count else { return }
            let numbers = state.streams.forgetClean()
            for place in state.moves.indices { state.moves[place] = numbers[Int(state.moves[place])] }
            _ = state.chains.forgetClean()
        }
    }

    /// What a flush writes.
    struct Flush {
        let streams: [(key: StreamName, value: StreamHead)]
        let chains: [(key: ReaderChain, value: UInt64)]
        let end: UInt64
        let nextStream: UInt64
    }

    /// Sets what has moved aside for a flush; readers go on seeing it. Nil where there is nothing to flush.
    func beginFlush() -> Flush? {
        state.withLock { state in
            guard state.end > state.baseEnd else { return nil }
            state.flushedMoves = state.moves.count
            state.flushing = state.waiting
            state.waiting = 0
            return Flush(
                streams: state.streams.beginFlush(), chains: state.chains.beginFlush(), end: state.end,
                nextStream: state.nextStream)
        }
    }

    /// The base has what was set aside, up to `end`.
    func endFlush(end: UInt64) {
        state.withLock { state in
            state.streams.endFlush()
            state.chains.endFlush()
            state.moves.removeFirst(state.flushedMoves)
            state.flushing = 0
            state.baseEnd = end
        }
    }

    /// Takes back what was set aside: the flush failed.
    func cancelFlush() {
        state.withLock { state in
            state.streams.cancelFlush()
            state.chains.cancelFlush()
            state.waiting += state.flushing
            state.flushing = 0
        }
    }

    /// Forgets everything: another process has flushed, and its base reflects all up to `end`. New streams are numbered as that
    /// process does, behind those of its base: a number must not mean another stream there.
    func adopt(baseEnd end: UInt64, nextStream: UInt64) {
        movedNames.withLock { known in
            state.withLock { $0 = State(end: end, baseEnd: end, nextStream: nextStream) }
            // What moves from here on is counted from nothing, also where the base ends where it did.
            known = MovedNames(baseEnd: end)
        }
    }
}
