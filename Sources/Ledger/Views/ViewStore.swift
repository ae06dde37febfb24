import EntryFormat
import Glibc
import LMDB
import Synchronization
import TransparencyLog

/// The views' store: everything keyed at random, and nothing that cannot be computed again from the log.
///
/// Tables: `meta`, `streams` (name → local number), `heads` (local number → head and name), `chains` (log and reader → number),
/// and for each view and generation `rows.VIEW.G` (key → value) and `keys.VIEW.G` (stream → the keys of its rows).
/// Any thread may read; one at a time writes.
final class ViewStore: Sendable {
    /// A file that is no longer than this is read whole when it is opened, in some hundredths of a second; the pages of a longer one are looked
    /// at when they are needed.
    private static let bytesReadAtOnce = 64 << 20
    private static let files = ["data.mdb", "lock.mdb", "sums", "sums.part", RowRuns.fileName]

    let path: String
    let isReadOnly: Bool
    private let mapBytes: Int
    private let views: Int
    private let sums: Bool
    private let opened: Mutex<Opened>

    /// What is replaced where the files are made anew.
    private struct Opened: Sendable {
        let environment: Environment
        let meta: Table
        let streams: Table
        let heads: Table
        let chains: Table
    }

    var environment: Environment { opened.withLock(\.environment) }
    var meta: Table { opened.withLock(\.meta) }
    var streams: Table { opened.withLock(\.streams) }
    var heads: Table { opened.withLock(\.heads) }
    var chains: Table { opened.withLock(\.chains) }

    /// Opens the store.
    /// - Parameters:
    ///   - views: how many views there are, for the number of tables.
    ///   - sums: whether its pages are compared with their sums.
    /// - Throws: `viewsUnproven` where its pages have no sums; `viewsDamaged` also where it is to be read only and is not there yet.
    init(path: String, mapBytes: Int, readOnly: Bool, views: Int, sums: Bool = true) throws {
        self.path = path
        isReadOnly = readOnly
        self.mapBytes = mapBytes
        self.views = views
        self.sums = sums
        opened = Mutex(try Self.open(path: path, mapBytes: mapBytes, readOnly: readOnly, views: views, sums: sums))
    }

    private static func open(path: String, mapBytes: Int, readOnly: Bool, views: Int, sums: Bool) throws -> Opened {
        let mustBeThere = readOnly || !DurableFile.exists(path)
        guard try !mustBeThere || DurableFile.size(of: "\(path)/data.mdb") ?? 0 > 0 else { throw missing(path) }
        var options = Environment.Options()
        options.mapSize = mapBytes
        // Four tables a view, and room for views that were there before.
        options.maxTables = min(4096, 128 + 8 * views)
        options.readOnly = readOnly
        options.sums = sums
        try translating { try Environment.checkHeads(in: path) }
        let environment = try translating { try Environment(path: path, options: options) }
        guard try translating({ try environment.holdsItsPages }) else { throw missing(path) }
        if try environment.lengthInBytes <= bytesReadAtOnce { try translating { try environment.provePages() } }
        let names: [(String, KeyKind)] = [
            ("meta", .bytes), ("streams", .bytes), ("heads", .integer), ("chains", .bytes),
        ]
        let tables: [Table] = try translating {
            if readOnly {
                return try environment.read { transaction in
                    try names.map { (name, keys) in
                        guard let table = try transaction.openTable(name, keys: keys) else { throw missing(path) }
                        return table
                    }
                }
            }
            return try environment.write { transaction in
                var tables: [Table] = []
                for (name, keys) in names { tables.append(try transaction.openTable(name, keys: keys)) }
                return tables
            }
        }
        return Opened(
            environment: environment, meta: tables[0], streams: tables[1], heads: tables[2], chains: tables[3])
    }

    /// Whether a page was found that is not as it was written: nothing more is read from the files or written into them.
    var isDamaged: Bool { environment.isDamaged }

    /// Removes the files and makes them anew, empty. Nobody else may write meanwhile; who still reads fails.
    func beginAnew() throws {
        environment.close()
        Self.removeFiles(in: path)
        let new = try Self.open(path: path, mapBytes: mapBytes, readOnly: false, views: views, sums: sums)
        opened.withLock { $0 = new }
    }

    static func removeFiles(in path: String) {
        for name in files { unlink("\(path)/\(name)") }
    }

    private static func missing(_ path: String) -> LedgerError {
        LedgerError(.viewsDamaged, "The views' store \(path) is missing, empty or cut short.", remedy: "Run replay.")
    }

    /// Runs `body`; what the store says of damage is damage of the views, not of the log.
    static func translating<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch { throw translated(error) }
    }

    /// An error of the views' store as a ledger's.
    static func translated(_ error: any Error) -> any Error {
        guard let error = error as? LMDBError else { return error }
        if error == .unproven {
            return LedgerError(
                .viewsUnproven,
                "The views in \(error.path) were written by an earlier version of the program, or their writing was interrupted as it began: their pages have no sums.",
                remedy: "Nothing need be done: they are built again from the log by the next command that writes.")
        }
        let translated = LMDBFailure.translate(error)
        guard translated.code == .damaged else { return translated }
        return LedgerError(.viewsDamaged, translated.message, remedy: remedy)
    }

    private static let remedy =
        "Stop the node, remove the files in its folder views, and start again: they are built again from the log."

    func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        try Self.translating { try environment.read(body) }
    }

    func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        try Self.translating { try environment.write(body) }
    }

    /// The head of a stream, or nil if the base knows no such stream.
    func head(of stream: StreamName, in transaction: borrowing ReadTransaction) throws -> StreamHead? {
        let name = stream.text.utf8
        guard let bytes = try transaction.get(streams, key: name.span.bytes) else { return nil }
        guard bytes.byteCount == 8 else { throw damaged("the number of the stream \(stream.text)") }
        let number = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
        guard let record = try transaction.get(heads, key: number),
            let head = StreamHead(record: record, name: name.span.bytes), head.stream == number
        else { throw damaged("the head of the stream \(stream.text)") }
        return head
    }

    /// The number of the newest entry of a chain, or nil if the base knows none.
    func newest(_ chain: ReaderChain, in transaction: borrowing ReadTransaction) throws -> UInt64? {
        guard let record = try transaction.get(chains, key: chain.key.span.bytes) else { return nil }
        guard let number = ReaderChain.newest(record) else {
            throw damaged("the chain of entries for \(chain.reader)")
        }
        return number
    }

    /// The error for a record that does not check. Nothing that is read here is believed without it, because a wrong head or
    /// chain would be written on into the log.
    func damaged(_ what: String) -> LedgerError {
        LedgerError(.viewsDamaged, "The views in \(path) are damaged: \(what) cannot be read.", remedy: Self.remedy)
    }
}
