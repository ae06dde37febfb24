import EntryFormat
import LMDB
import Synchronization

/// The head of every stream and of every reader's chain: a base in the views' store, and in memory what has moved since.
///
/// Looked up newest first: the delta that grows, the delta that is being flushed, the base. One thread at a time changes it; any
/// thread may read.
final class Heads: Sendable {
    private struct State: Sendable {
        var growing = HeadDelta()
        var flushing: HeadDelta?
        /// The streams that have moved since the base, in order, one as often as it moved.
        var moves: [StreamName] = []
        /// How many of these the flush that is under way takes along.
        var flushedMoves = 0
        /// One past the newest position that the deltas reflect.
        var end: UInt64
        /// One past the newest position that the base reflects.
        var baseEnd: UInt64
        /// The local number that the next new stream gets.
        var nextStream: UInt64
    }

    private let state: Mutex<State>
    private let store: ViewStore

    init(store: ViewStore, baseEnd: UInt64, nextStream: UInt64) {
        self.store = store
        state = Mutex(State(end: baseEnd, baseEnd: baseEnd, nextStream: nextStream))
    }

    // MARK: Reading

    /// The stream's head, or nil if this node holds no entry of it. Two random reads of the base where it has not moved lately.
    func head(of stream: StreamName) throws -> StreamHead? {
        if let head = moved(stream).head { return head }
        // The base is read after the deltas: what was flushed in between is in it.
        return try store.read { try store.head(of: stream, in: $0) }
    }

    /// The stream's head where it has moved since the base, and which base that is.
    func moved(_ stream: StreamName) -> (head: StreamHead?, baseEnd: UInt64) {
        state.withLock { ($0.growing.streams[stream] ?? $0.flushing?.streams[stream], $0.baseEnd) }
    }

    /// The number of the log's newest entry addressed to the reader, where there was one since the base.
    func moved(_ chain: ReaderChain) -> (number: UInt64?, baseEnd: UInt64) {
        state.withLock { ($0.growing.chains[chain] ?? $0.flushing?.chains[chain], $0.baseEnd) }
    }

    /// The local number that the next new stream gets.
    var nextStream: UInt64 { state.withLock { $0.nextStream } }

    /// Entries that wait in the growing delta.
    var waiting: Int { state.withLock { $0.growing.entries } }

    /// One past the newest position that the heads reflect.
    var end: UInt64 { state.withLock { $0.end } }

    /// One past the newest position that the base reflects; it changes with every flush.
    var baseEnd: UInt64 { state.withLock { $0.baseEnd } }

    /// The names of the streams that have moved since the base.
    func movedStreams(where condition: (StreamName) -> Bool) -> Set<StreamName> {
        let moves = state.withLock { $0.moves }
        return Set(moves.lazy.filter(condition))
    }

    /// What has moved since a caller last asked.
    ///
    /// - Parameters:
    ///   - seen: how many moves the caller knows of the base that it saw last.
    ///   - base: the end of that base.
    /// - Returns: the base's end now, the moves that the caller does not know (all, where the base is another), and how many it
    ///   knows then.
    func moves(after seen: Int, of base: UInt64) -> (baseEnd: UInt64, streams: Set<StreamName>, seen: Int) {
        state.withLock { state in
            let start = base == state.baseEnd ? seen : 0
            return (state.baseEnd, Set(state.moves[start...]), state.moves.count)
        }
    }

    // MARK: Changing

    /// Takes in what a commit has moved; `end` is one past its newest position.
    func publish(_ delta: consuming HeadDelta, end: UInt64, nextStream: UInt64) {
        state.withLock { state in
            state.moves.append(contentsOf: delta.streams.keys)
            state.growing.absorb(delta)
            state.end = end
            state.nextStream = nextStream
        }
    }

    /// Sets the growing delta aside for a flush; readers go on seeing it. Nil where there is nothing to flush.
    func beginFlush() -> (delta: HeadDelta, end: UInt64, nextStream: UInt64)? {
        state.withLock { state in
            guard state.flushing == nil, state.end > state.baseEnd else { return nil }
            let delta = state.growing
            state.flushing = delta
            state.growing = HeadDelta()
            state.flushedMoves = state.moves.count
            return (delta, state.end, state.nextStream)
        }
    }

    /// Drops what was set aside, once the base reflects it up to `end`.
    func endFlush(end: UInt64) {
        state.withLock { state in
            state.flushing = nil
            state.moves.removeFirst(state.flushedMoves)
            state.baseEnd = end
        }
    }

    /// Takes back what was set aside: the flush failed.
    func cancelFlush() {
        state.withLock { state in
            guard var whole = state.flushing else { return }
            state.flushing = nil
            whole.absorb(state.growing)
            state.growing = whole
        }
    }

    /// Forgets the deltas: another process has flushed, and its base reflects everything up to `end`. New streams are numbered
    /// as that process does, behind those of its base: a number must not mean another stream there.
    func adopt(baseEnd end: UInt64, nextStream: UInt64) {
        state.withLock { $0 = State(end: end, baseEnd: end, nextStream: nextStream) }
    }
}
