import LMDB
import TransparencyLog

/// The table of checkpoints with their cosignatures: log and size (big-endian, 4 and 8 bytes) → the note and a CRC-32C (4).
///
/// It says what was cosigned when, so an older head goes only where a larger one of the same hour has cosignatures of all the same keys: what it
/// proves, the other proves, at most an hour later and before the same full hour. The newest stays always.
struct CosignedHeads {
    let log: LogIdentity
    let tables: LogStore.Tables

    private static let hour: UInt64 = 3_600

    static func key(_ log: LogIdentity, _ size: UInt64) -> [UInt8] {
        withUnsafeBytes(of: log.local.bigEndian) { Array($0) } + withUnsafeBytes(of: size.bigEndian) { Array($0) }
    }

    /// The log's number and the size in a key; nil where it is none.
    static func place(_ key: RawSpan) -> (log: UInt32, size: UInt64)? {
        guard key.byteCount == 12 else { return nil }
        return (
            UInt32(bigEndian: key.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)),
            UInt64(bigEndian: key.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt64.self))
        )
    }

    /// The note of a size; nil where there is none.
    func note<T: Transaction & ~Copyable>(size: UInt64, in transaction: borrowing T) throws -> Note? {
        guard let table = tables.cosigned, let bytes = try transaction.get(table, key: Self.key(log, size).span.bytes)
        else { return nil }
        return try parse(bytes, size)
    }

    /// The notes of sizes from `size` on, in order.
    func notes(from size: UInt64, limit: Int, in transaction: borrowing ReadTransaction) throws -> [(
        size: UInt64, note: Note
    )] {
        var notes: [(size: UInt64, note: Note)] = []
        guard let table = tables.cosigned else { return [] }
        var cursor = try transaction.cursor(table)
        var more = try cursor.seek(atOrAfter: Self.key(log, size).span.bytes)
        while more, notes.count < limit, let place = Self.place(cursor.key), place.log == log.local {
            notes.append((place.size, try parse(cursor.value, place.size)))
            more = try cursor.next()
        }
        return notes
    }

    private func parse(_ bytes: RawSpan, _ size: UInt64) throws -> Note {
        guard let content = bytes.checked(), let note = try? Note(content) else {
            throw LedgerError(
                .damaged, "The cosigned checkpoint of \(log.origin) at size \(size) cannot be read.",
                remedy: "Run verify; restore the node from a backup.")
        }
        return note
    }

    /// Stores a note, with the cosignatures that are here of the same head, and drops what it makes needless.
    func keep(_ note: Note, size: UInt64, in transaction: inout WriteTransaction) throws {
        guard let table = tables.cosigned else { throw LogStore.Tables.noMirrors }
        var note = note
        if let present = try self.note(size: size, in: transaction) {
            // The earlier cosignature of a key says more.
            do { note = try note.adding(present.signatures) } catch {
                throw log.refused(
                    "the checkpoint of size \(size) would have more signatures than a note may (\(error))")
            }
        }
        var bytes = Array(note.encoded.utf8)
        bytes.appendChecksum()
        try transaction.put(table, key: Self.key(log, size).span.bytes, value: bytes.span.bytes)
        for old in try needless(note, size, in: transaction) {
            _ = try transaction.delete(table, key: Self.key(log, old).span.bytes)
        }
        if try isNeedless(note, size, in: transaction) {
            _ = try transaction.delete(table, key: Self.key(log, size).span.bytes)
        }
    }

    /// The sizes right before `size` that `note` makes needless.
    private func needless(
        _ note: Note, _ size: UInt64, in transaction: borrowing WriteTransaction
    ) throws -> [UInt64] {
        guard let table = tables.cosigned, let hour = Self.hour(of: note) else { return [] }
        var sizes: [UInt64] = []
        var cursor = try transaction.cursor(table)
        var more = try cursor.seek(atOrBefore: Self.key(log, size).span.bytes)
        if more { more = try cursor.previous() }
        while more, let place = Self.place(cursor.key), place.log == log.local, place.size < size {
            let other = try parse(cursor.value, place.size)
            guard Self.hour(of: other) == hour else { break }
            if Self.keys(of: note).isSuperset(of: Self.keys(of: other)) { sizes.append(place.size) }
            more = try cursor.previous()
        }
        return sizes
    }

    /// Whether the next larger head makes this one needless: it came late.
    private func isNeedless(_ note: Note, _ size: UInt64, in transaction: borrowing WriteTransaction) throws -> Bool {
        guard let table = tables.cosigned else { return false }
        var cursor = try transaction.cursor(table)
        var more = try cursor.seek(atOrAfter: Self.key(log, size + 1).span.bytes)
        while more, let place = Self.place(cursor.key), place.log == log.local {
            let other = try parse(cursor.value, place.size)
            guard let hour = Self.hour(of: note), Self.hour(of: other) == hour else { return false }
            if Self.keys(of: other).isSuperset(of: Self.keys(of: note)) { return true }
            more = try cursor.next()
        }
        return false
    }

    private struct Key: Hashable {
        let name: String
        let id: UInt32
    }

    /// The keys that have cosigned, by their own account.
    private static func keys(of note: Note) -> Set<Key> {
        Set(note.signatures.filter { (try? Cosignature($0)) != nil }.map { Key(name: $0.keyName, id: $0.keyID) })
    }

    /// The hour of the latest cosignature; nil where there is none.
    private static func hour(of note: Note) -> UInt64? {
        note.signatures.compactMap { (try? Cosignature($0))?.timestamp }.max().map { $0 / hour }
    }
}
