import EntryFormat
import LMDB
import TransparencyLog

extension Ledger {
    /// Entries in order of arrival as they travel, from a position on: for each its position, when this node received it (milliseconds
    /// since 1970) and its number in its log (8 bytes each, little-endian), its length (2 bytes, little-endian) and its bytes.
    ///
    /// - Parameters:
    ///   - end: where to stop at the latest.
    ///   - bytes: after how many bytes no further entry is begun.
    /// - Returns: the position after the last of them, and the bytes; none at the end.
    /// - Throws: `LedgerError` `damaged` names the entry whose bytes are not those of its leaf in the tree.
    public func feed(
        from position: UInt64, before end: UInt64 = .max, bytes limit: Int
    ) throws -> (next: UInt64, bytes: [UInt8]) {
        try store.read { transaction in
            let end = min(end, try store.tables.end(in: transaction))
            var next = position
            var bytes: [UInt8] = []
            bytes.reserveCapacity(next < end ? limit + 4_096 : 0)
            while next < end, bytes.count < limit {
                try store.tables.withEntry(at: next, in: transaction) { (local, view) in
                    let stands = try store.tables.hash(
                        log: local.log, tileLevel: 0, index: local.number, in: transaction)
                    guard stands == TreeHash.leaf(view.bytes) else {
                        throw LogStore.Tables.damaged(next, "its bytes are not those of its leaf in the tree")
                    }
                    for word in [next, UInt64(bitPattern: local.receivedAt), local.number] {
                        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
                    }
                    let count = view.bytes.byteCount
                    bytes.append(UInt8(truncatingIfNeeded: count))
                    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
                    view.bytes.withUnsafeBytes { bytes.append(contentsOf: $0) }
                }
                next += 1
            }
            return (max(next, position), bytes)
        }
    }
}
