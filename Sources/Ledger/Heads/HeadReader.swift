import EntryFormat
import LMDB

/// Looks heads up for one thread, in one read transaction of the base instead of one for each.
///
/// A flush may end meanwhile and drop its delta; the transaction is then older than the base that the heads lie over, and is
/// renewed before it is asked.
struct HeadReader: ~Copyable {
    private let heads: Heads
    private let store: ViewStore
    private var transaction: ReadTransaction
    private var baseEnd: UInt64

    init(_ heads: Heads, store: ViewStore) throws {
        self.heads = heads
        self.store = store
        // In this order: the transaction is never older than the base that it is taken for.
        baseEnd = heads.baseEnd
        do { transaction = try store.environment.beginRead() } catch { throw ViewStore.translated(error) }
    }

    /// The stream's head, or nil if this node holds no entry of it.
    mutating func head(of stream: StreamName) throws -> StreamHead? {
        let (head, baseEnd) = heads.moved(stream)
        if let head { return head }
        do {
            try renew(baseEnd)
            return try store.head(of: stream, in: transaction)
        } catch {
            throw ViewStore.translated(error)
        }
    }

    /// The number of the log's newest entry addressed to the reader.
    mutating func newest(_ chain: ReaderChain) throws -> UInt64? {
        let (number, baseEnd) = heads.moved(chain)
        if let number { return number }
        do {
            try renew(baseEnd)
            return try store.newest(chain, in: transaction)
        } catch {
            throw ViewStore.translated(error)
        }
    }

    private mutating func renew(_ newer: UInt64) throws {
        guard newer != baseEnd else { return }
        try transaction.renew()
        baseEnd = newer
    }
}
