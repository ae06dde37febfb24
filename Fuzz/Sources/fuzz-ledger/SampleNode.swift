import EntryFormat
import FuzzDriver
import LMDB

@testable import Ledger

/// A small node as its two stores hold it, and copies of it in which rows are changed.
struct SampleNode {
    /// A row of a table of one of the stores.
    struct Row {
        let store: Int
        let table: String
        let keys: KeyKind
        let key: [UInt8]
        let value: [UInt8]
    }

    let rows: [Row]
    private let config: [UInt8]
    private let stores: [[UInt8]]

    /// The node that every run begins with: made once, its files kept in memory.
    static let shared = must("a sample node can be made") { try SampleNode() }

    static let projections: [any Projection] = [Sizes()]

    private static let tables: [[(name: String, keys: KeyKind)]] = [
        [
            ("entries", .integer), ("sequence", .integer), ("hashes", .integer), ("frontiers", .integer),
            ("logs", .integer), ("checkpoints", .integer), ("meta", .bytes),
        ],
        [
            ("meta", .bytes), ("streams", .bytes), ("heads", .integer), ("chains", .bytes), ("rows.sizes.0", .bytes),
            ("keys.sizes.0", .integer), ("rows.sizes.1", .bytes), ("keys.sizes.1", .integer),
        ],
    ]

    private init() throws {
        let directory = DataDirectory(path: "\(Scratch.folder)/sample")
        defer { Scratch.remove(directory.path) }
        for (role, code) in [("center", "210200"), ("unit", "91210299MA0TRPLC1U")] {
            try Ledger.addParty(
                in: directory, role: role, code: code, name: "A", origin: "a/\(role)", logMapBytes: 1 << 24,
                viewsMapBytes: 1 << 24)
        }
        var options = Ledger.Options()
        options.clock = { 1_767_225_600_000 }
        let ledger = try Ledger(
            directory, projections: Self.projections, decider: { _ in "center:210200" }, options: options)
        for number in 0..<9 {
            // Keys and salts differ from process to process. A change names row and place, so it does the same each time.
            let id = EventID([UInt8](repeating: UInt8(number), count: 16))
            _ = try ledger.appendAndWait(
                Proposal(
                    party: number % 3 == 2 ? "unit:91210299MA0TRPLC1U" : "center:210200", operatorName: "o",
                    events: [
                        Proposal.Event(
                            stream: try StreamName("a/210200/\(number / 3)"), type: 10, payload: [7], id: id,
                            readers: number % 2 == 0 ? [] : ["hospital:H11019900001"],
                            basis: number > 4 ? [try StreamName("a/210200/0")] : [])
                    ], expected: [:]))
            if number == 6 { try ledger.flushViews() }
        }
        ledger.close()
        config = try DurableFile.read(directory.configuration, limit: 1 << 20) ?? []
        stores = try [directory.log, directory.views].map {
            try DurableFile.read("\($0)/data.mdb", limit: 1 << 24) ?? []
        }
        rows = try [directory.log, directory.views].enumerated().flatMap {
            try Self.rows(of: $0.offset, in: $0.element)
        }
    }

    /// Writes the node's files and puts rows into them.
    func write(to directory: DataDirectory, changing changes: [(row: Row, key: [UInt8], value: [UInt8]?)]) {
        must("a node's folders can be made") {
            for folder in [directory.path, directory.keys, directory.log, directory.views, directory.blobs] {
                try DurableFile.makeFolder(folder, mode: 0o700)
            }
        }
        Scratch.write(config, to: directory.configuration)
        for (index, folder) in [directory.log, directory.views].enumerated() {
            Scratch.write(stores[index], to: "\(folder)/data.mdb")
            let here = changes.filter { $0.row.store == index }
            guard !here.isEmpty else { continue }
            must("a store can be changed") {
                let environment = try Environment(path: folder, options: Self.options)
                defer { environment.close() }
                try environment.write { transaction in
                    for change in here { try Self.put(change.row, change.key, change.value, in: &transaction) }
                }
            }
        }
    }

    private static func put(
        _ row: Row, _ key: [UInt8], _ value: [UInt8]?, in transaction: inout WriteTransaction
    ) throws {
        let table = try transaction.openTable(row.table, keys: row.keys)
        let number = key.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        // What the store does not take, no file has.
        switch (row.keys, value) {
        case (.integer, let value?): try transaction.put(table, key: number, value: value.span.bytes)
        case (.integer, nil): try transaction.delete(table, key: number)
        case (.bytes, let value?):
            guard (1...511).contains(key.count) else { return }
            try transaction.put(table, key: key.span.bytes, value: value.span.bytes)
        case (.bytes, nil):
            guard (1...511).contains(key.count) else { return }
            try transaction.delete(table, key: key.span.bytes)
        }
    }

    private static func rows(of store: Int, in folder: String) throws -> [Row] {
        let environment = try Environment(path: folder, options: options)
        defer { environment.close() }
        return try environment.read { transaction in
            var rows: [Row] = []
            for (name, keys) in tables[store] {
                guard let table = try transaction.openTable(name, keys: keys) else { continue }
                var cursor = try transaction.cursor(table)
                var more = try cursor.first()
                while more {
                    var key: [UInt8] = []
                    if keys == .integer {
                        key.append(littleEndian: cursor.integerKey)
                    } else {
                        key = Array(copying: cursor.key)
                    }
                    rows.append(
                        Row(store: store, table: name, keys: keys, key: key, value: Array(copying: cursor.value)))
                    more = try cursor.next()
                }
            }
            return rows
        }
    }

    private static var options: Environment.Options {
        var options = Environment.Options()
        options.mapSize = 1 << 24
        options.maxTables = 32
        // Nothing here has to outlast the process.
        options.synced = false
        return options
    }
}

/// The simplest view there is: how many entries each stream has.
private struct Sizes: Projection {
    let name = "sizes"
    let version: UInt32 = 1
    func covers(kind: String) -> Bool { true }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}
