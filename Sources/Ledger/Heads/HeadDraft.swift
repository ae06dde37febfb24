import EntryFormat
import LMDB

/// Heads and chains as a commit in the making sees and moves them: what it has moved itself, what is in memory, and the base,
/// read in one transaction for all.
///
/// The transaction cannot be too old: what the table does not know now was not dirty when it began, and only who holds this
/// makes anything dirty.
struct HeadDraft: ~Copyable {
    var moves: HeadMoves
    /// The local number that the next new stream gets.
    var nextStream: UInt64
    private let heads: Heads
    private let store: ViewStore
    private let transaction: ReadTransaction
    /// The stream that was looked up last: a proposal asks for the same one several times.
    private var last: (stream: StreamName, slot: Int32, head: StreamHead?)?

    /// - Parameter moves: empty, with the room that the commits before have needed.
    init(_ heads: Heads, store: ViewStore, moves: consuming HeadMoves) throws {
        self.heads = heads
        self.store = store
        self.moves = moves
        nextStream = heads.nextStream
        do { transaction = try store.environment.beginRead() } catch { throw ViewStore.translated(error) }
    }

    /// The stream's slot, and its head as the commit leaves it so far: nil if this node holds no entry of it.
    mutating func find(_ stream: StreamName) throws -> (slot: Int32, head: StreamHead?) {
        if let last, last.stream == stream {
            return (last.slot, moves.streams.value(at: last.slot) ?? last.head)
        }
        let found: (slot: Int32, head: StreamHead?)
        if let known = heads.known(stream) {
            found = known
        } else {
            do {
                let head = try store.head(of: stream, in: transaction)
                found = (heads.add(stream, head), head)
            } catch {
                throw ViewStore.translated(error)
            }
        }
        last = (stream, found.slot, found.head)
        return (found.slot, moves.streams.value(at: found.slot) ?? found.head)
    }

    /// The chain's slot, and the number of its newest entry as the commit leaves it so far.
    mutating func find(_ chain: ReaderChain) throws -> (slot: Int32, number: UInt64?) {
        let found: (slot: Int32, number: UInt64?)
        if let known = heads.known(chain) {
            found = known
        } else {
            do {
                let number = try store.newest(chain, in: transaction)
                found = (heads.add(chain, number), number)
            } catch {
                throw ViewStore.translated(error)
            }
        }
        return (found.slot, moves.chains.value(at: found.slot) ?? found.number)
    }
}
