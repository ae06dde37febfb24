import LMDB

/// The keys of a stream's rows in one view, as they are stored to be found again when the rows change.
///
/// Most of them end with the stream's name. So what the first two keys have in common at their ends stands once, after its length in
/// one byte; then each key, 2 bytes of length and its bytes, without that end where the length's highest bit says so.
enum KeyList {
    private static let endsAlike: UInt16 = 0x8000

    /// Writes the list, in place of what `list` holds; empty for no rows.
    static func write(_ rows: [ViewRow], into list: inout [UInt8]) {
        list.removeAll(keepingCapacity: true)
        guard let first = rows.first else { return }
        let end = rows.count > 1 ? Self.commonEnd(first.key, rows[1].key) : 0
        list.append(UInt8(end))
        list += first.key.suffix(end)
        for row in rows {
            let isAlike = end > 0 && row.key.count >= end && row.key.suffix(end).elementsEqual(first.key.suffix(end))
            let kept = row.key.count - (isAlike ? end : 0)
            list.append(littleEndian: UInt16(kept) | (isAlike ? endsAlike : 0))
            list += row.key.prefix(kept)
        }
    }

    /// How many bytes two keys have in common at their ends, 255 at most.
    private static func commonEnd(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var count = 0
        while count < min(a.count, b.count, 255), a[a.count - 1 - count] == b[b.count - 1 - count] { count += 1 }
        return count
    }

    /// The keys in a list of them; nil where it does not end with the end of a key: a row whose key is lost would never be removed.
    static func keys(in list: RawSpan) -> [[UInt8]]? {
        guard list.byteCount > 0 else { return [] }
        let end = Int(list.unsafeLoad(fromByteOffset: 0, as: UInt8.self))
        guard 1 + end <= list.byteCount else { return nil }
        let ending = Array(copying: list.extracting(1..<1 + end))
        var keys: [[UInt8]] = []
        var offset = 1 + end
        while offset < list.byteCount {
            guard offset + 2 <= list.byteCount else { return nil }
            let word = UInt16(littleEndian: list.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
            let count = Int(word & ~endsAlike)
            guard offset + 2 + count <= list.byteCount else { return nil }
            var key = Array(copying: list.extracting(offset + 2..<offset + 2 + count))
            if word & endsAlike != 0 { key += ending }
            keys.append(key)
            offset += 2 + count
        }
        return keys
    }
}
