import EntryFormat
import LMDB
import TransparencyLog

/// The views' store: everything keyed at random, and nothing that cannot be computed again from the log.
///
/// Tables: `meta`, `streams` (name → local number), `heads` (local number → head, then the name), `chains` (log and reader →
/// number), and for each view and generation `rows.VIEW.G` (key → value) and `keys.VIEW.G` (stream → the keys of its rows).
/// `@unchecked Sendable`: LMDB's environment may be used from any thread; only the flusher writes.
final class ViewStore: @unchecked Sendable {
    let path: String
    let isReadOnly: Bool
    let environment: Environment
    let meta: Table
    let streams: Table
    let heads: Table
    let chains: Table

    /// Opens the store; nil if it is to be read only and is not there yet.
    init?(path: String, mapBytes: Int, readOnly: Bool) throws {
        self.path = path
        isReadOnly = readOnly
        if readOnly, !DurableFile.exists("\(path)/data.mdb") { return nil }
        var options = Environment.Options()
        options.mapSize = mapBytes
        options.maxTables = 64
        options.readOnly = readOnly
        let environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        self.environment = environment
        let names: [(String, KeyKind)] = [
            ("meta", .bytes), ("streams", .bytes), ("heads", .integer), ("chains", .bytes),
        ]
        let tables: [Table?]
        if readOnly {
            tables = try LMDBFailure.translating {
                try environment.read { transaction in
                    var tables: [Table?] = []
                    for (name, keys) in names { tables.append(try transaction.openTable(name, keys: keys)) }
                    return tables
                }
            }
        } else {
            tables = try LMDBFailure.translating {
                try environment.write { transaction in
                    var tables: [Table?] = []
                    for (name, keys) in names { tables.append(try transaction.openTable(name, keys: keys)) }
                    return tables
                }
            }
        }
        guard let meta = tables[0], let streams = tables[1], let heads = tables[2], let chains = tables[3] else {
            return nil
        }
        self.meta = meta
        self.streams = streams
        self.heads = heads
        self.chains = chains
    }

    func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        try LMDBFailure.translating { try environment.read(body) }
    }

    func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        try LMDBFailure.translating { try environment.write(body) }
    }

    func head(of stream: StreamName, in transaction: borrowing ReadTransaction) throws -> StreamHead? {
        guard let number = try streamNumber(stream, in: transaction) else { return nil }
        guard let bytes = try transaction.get(heads, key: number), let head = StreamHead(record: bytes) else {
            throw LedgerError(
                .damaged, "The head of the stream \(stream.text) cannot be read.",
                remedy: "Rebuild the views: triplicate replay.")
        }
        return head
    }

    func streamNumber(_ stream: StreamName, in transaction: borrowing ReadTransaction) throws -> UInt64? {
        let name = Array(stream.text.utf8)
        guard let bytes = try transaction.get(streams, key: name.span.bytes), bytes.byteCount == 8 else { return nil }
        return UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }

    func newest(_ chain: ReaderChain, in transaction: borrowing ReadTransaction) throws -> UInt64? {
        let key = chain.key
        guard let bytes = try transaction.get(chains, key: key.span.bytes), bytes.byteCount == 8 else { return nil }
        return UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
}

extension StreamHead {
    /// A record of the table `heads`: 2 bytes length of the head, the head, the stream's name.
    init?(record: RawSpan) {
        guard record.byteCount >= 2 else { return nil }
        let count = Int(UInt16(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)))
        guard 2 + count <= record.byteCount else { return nil }
        self.init(record.extracting(2..<2 + count))
    }

    /// The record for the table `heads`.
    func record(name: StreamName) -> [UInt8] {
        var head: [UInt8] = []
        write(to: &head)
        var record: [UInt8] = []
        record.append(littleEndian: UInt16(head.count))
        return record + head + Array(name.text.utf8)
    }
}
