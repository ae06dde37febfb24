import EntryFormat
import LMDB
public import TransparencyLog

extension Ledger {
    /// A tile of a log as C2SP tlog-tiles has it: hashes, or an entry bundle.
    ///
    /// - Parameter tile: a partial one of a width that has become older is the beginning of the longer one.
    /// - Returns: nil where this node lacks any of it, or the newest published checkpoint does not cover it.
    /// - Throws: `damaged` where an entry is not the one that its tree holds; `closed`, `busy`.
    /// - Complexity: linear in the tile, hashing its entries.
    public func tile(_ tile: Tile, of log: LogIdentity) throws -> [UInt8]? {
        guard let size = try publishedSize(of: log) else { return nil }
        switch tile.content {
        case .hashes(let level):
            guard Tile.width(level: level, index: tile.index, size: size) >= tile.width else { return nil }
            return try store.read { transaction in
                var hashes: [Digest] = []
                let isWhole = try store.tables.readTile(
                    log: log.local, level: Int(level), index: tile.index, width: tile.width, into: &hashes,
                    in: transaction)
                return isWhole ? Tile.bytes(of: hashes) : nil
            }
        case .entries:
            guard Tile.width(level: 0, index: tile.index, size: size) >= tile.width else { return nil }
            return try store.read { transaction in
                try store.tables.bundle(tile.index, width: tile.width, of: log, in: transaction)
            }
        }
    }

    /// The entries of a log from a number on whose readers contain one of `readers`, as many as the limits allow.
    ///
    /// - Returns: the entries, and up to where the page is complete: every entry with a smaller number that one of the readers may see, and
    ///   not below `number`, is in it. `through` ends at the newest published checkpoint, and where this node lacks an entry.
    /// - Throws: `damaged`, `closed`, `busy`.
    /// - Complexity: linear in the entries scanned, of which headers alone are looked at; those that are given are hashed.
    public func visible(
        to readers: Set<String>, in log: LogIdentity, from number: UInt64, limits: VisibleLimits = VisibleLimits()
    ) throws -> (through: UInt64, entries: [(number: UInt64, bytes: [UInt8])]) {
        guard let size = try publishedSize(of: log), number < size else { return (number, []) }
        let names = readers.map { Array($0.utf8) }
        return try store.read { transaction in
            var entries: [(number: UInt64, bytes: [UInt8])] = []
            var bytes = 0
            var next = number
            let stop = number + min(size - number, UInt64(max(0, limits.scanned)))
            while next < stop, entries.count < limits.entries {
                guard let position = try store.tables.position(log: log.local, number: next, in: transaction) else {
                    break
                }
                let entry: [UInt8]? = try store.tables.withEntry(at: position, in: transaction) { (local, view) in
                    guard local.log == log.local, local.number == next else {
                        throw LogStore.Tables.damaged(position, "it is not entry \(next) of \(log.origin)")
                    }
                    return view.isAddressed(toOneOf: names) ? Array(copying: view.bytes) : nil
                }
                if let entry {
                    guard entries.isEmpty || bytes + entry.count <= limits.bytes else { break }
                    let hash = try store.tables.requireHash(
                        log: log.local, tileLevel: 0, index: next, in: transaction)
                    guard TreeHash.leaf(entry) == hash else { throw LogStore.Tables.notSigned(position, next, log) }
                    bytes += entry.count
                    entries.append((next, entry))
                }
                next += 1
            }
            return (next, entries)
        }
    }

    /// The size of the newest checkpoint that is given out; nil where there is none.
    func publishedSize(of log: LogIdentity) throws -> UInt64? {
        let note: String?
        if let writer, log.isHosted {
            note = writer.checkpoint(log: log.local)
        } else {
            note = try store.read { transaction in
                try transaction.copy(store.tables.checkpoints, key: UInt64(log.local)).map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
        }
        guard let note else { return nil }
        do { return try Checkpoint(Note(note).text).size } catch {
            throw LedgerError(
                .damaged, "The checkpoint of \(log.origin) cannot be read: \(error)", remedy: "Run verify.")
        }
    }
}

extension EntryView {
    /// Whether one of the parties, in UTF-8, is among the readers.
    fileprivate func isAddressed(toOneOf names: [[UInt8]]) -> Bool {
        guard readersCount > 0 else { return false }
        var isAddressed = false
        forEachReader { (party, _) in
            if !isAddressed { isAddressed = names.contains { $0.span.bytes.equals(party) } }
        }
        return isAddressed
    }
}

extension LogStore.Tables {
    static func notSigned(_ position: UInt64, _ number: UInt64, _ log: LogIdentity) -> LedgerError {
        damaged(position, "its bytes are not those that entry \(number) of \(log.origin) was signed with")
    }
}
