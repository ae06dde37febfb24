import EntryFormat
import LMDB
import Synchronization

/// The head of every stream and of every reader's chain: a base in the views' store, and in memory what has moved since.
///
/// Looked up newest first: the delta that grows, the delta that is being flushed, the base. The writer alone changes it; any
/// thread may read.
final class Heads: Sendable {
    struct State: Sendable {
        var growing = HeadDelta()
        var flushing: HeadDelta?
        /// One past the newest position that the deltas reflect.
        var end: UInt64 = 0
        /// One past the newest position that the base reflects.
        var baseEnd: UInt64 = 0
        /// The local number that the next new stream gets.
        var nextStream: UInt64 = 0
    }

    private let state: Mutex<State>
    private let store: ViewStore

    init(store: ViewStore, baseEnd: UInt64, nextStream: UInt64) {
        self.store = store
        state = Mutex(State(end: baseEnd, baseEnd: baseEnd, nextStream: nextStream))
    }

    /// The stream's head, or nil if this node holds no entry of it. Two random reads of the base where it has not moved lately.
    func head(of stream: StreamName) throws -> StreamHead? {
        if let head = state.withLock({ $0.growing.streams[stream] ?? $0.flushing?.streams[stream] }) { return head }
        return try store.read { try store.head(of: stream, in: $0) }
    }

    /// The number of the log's newest entry addressed to the reader.
    func newest(_ chain: ReaderChain) throws -> UInt64? {
        if let number = state.withLock({ $0.growing.chains[chain] ?? $0.flushing?.chains[chain] }) { return number }
        return try store.read { try store.newest(chain, in: $0) }
    }

    /// Takes in what a commit has moved; `end` is one past its newest position.
    func publish(_ delta: consuming HeadDelta, end: UInt64, nextStream: UInt64) {
        state.withLock { state in
            state.growing.absorb(delta)
            state.end = end
            state.nextStream = nextStream
        }
    }

    /// The local number that the next new stream gets.
    var nextStream: UInt64 { state.withLock { $0.nextStream } }

    /// Entries that wait in the growing delta.
    var waiting: Int { state.withLock { $0.growing.entries } }

    /// One past the newest position that the heads reflect.
    var end: UInt64 { state.withLock { $0.end } }

    /// The streams that have moved since the base, with their heads.
    var moved: [StreamName: StreamHead] {
        state.withLock { state in
            guard let flushing = state.flushing else { return state.growing.streams }
            return flushing.streams.merging(state.growing.streams) { $1 }
        }
    }

    /// Sets the growing delta aside for a flush; readers go on seeing it. Nil where there is nothing, or a flush is under way.
    func beginFlush() -> (delta: HeadDelta, end: UInt64, nextStream: UInt64)? {
        state.withLock { state in
            guard state.flushing == nil, state.growing.entries > 0 || state.end > state.baseEnd else { return nil }
            state.flushing = state.growing
            state.growing = HeadDelta()
            return (state.flushing!, state.end, state.nextStream)
        }
    }

    /// Drops what was set aside, once the base reflects it up to `end`.
    func endFlush(end: UInt64) {
        state.withLock { state in
            state.flushing = nil
            state.baseEnd = end
        }
    }

    /// Takes back what was set aside: the flush failed.
    func cancelFlush() {
        state.withLock { state in
            guard var whole = state.flushing else { return }
            whole.absorb(state.growing)
            state.growing = whole
            state.flushing = nil
        }
    }
}
