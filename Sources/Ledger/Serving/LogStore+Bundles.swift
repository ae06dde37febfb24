import EntryFormat
import LMDB
import TransparencyLog

extension LogStore.Tables {
    /// The first entries of a tile as a bundle, each once it has the hash that the log's tree holds; nil where this node lacks one of
    /// them.
    ///
    /// Positions and hashes are read by rows, entries one behind the other where they stand so, as they do in a log that was written or
    /// mirrored in order. What is hashed, two entries at a time, is what is given out.
    func bundle(
        _ index: UInt64, width: Int, of log: LogIdentity, in transaction: borrowing ReadTransaction
    ) throws -> [UInt8]? {
        let first = index * UInt64(Tile.fullWidth)
        guard let positions = try positions(log: log.local, from: first, count: width, in: transaction) else {
            return nil
        }
        var hashes: [Digest] = []
        hashes.reserveCapacity(width)
        try appendHashes(log: log.local, tileLevel: 0, from: first, count: width, to: &hashes, in: transaction)
        var bundle: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(width)
        var cursor = try transaction.cursor(entries)
        for (place, position) in positions.enumerated() {
            let isNext = place > 0 && position == positions[place - 1] + 1
            let isFound = isNext ? try cursor.next() : try cursor.seek(atOrAfter: position)
            guard isFound, cursor.integerKey == position else { throw Self.damaged(position, "it is missing") }
            try Self.withEntry(cursor.value, at: position) { (local, view) in
                let number = first + UInt64(place)
                guard local.log == log.local, local.number == number else {
                    throw Self.notSigned(position, number, log)
                }
                // As if the others were as long, and some longer.
                if place == 0 { bundle.reserveCapacity(width * (view.bytes.byteCount * 9 / 8 + 2)) }
                try EntryBundle.append(view.bytes, to: &bundle)
            }
            ends.append(bundle.count)
        }
        if let place = Self.firstOther(than: hashes, in: bundle, ends) {
            throw Self.notSigned(positions[place], first + UInt64(place), log)
        }
        return bundle
    }

    /// Where the entries of a log from `first` on stand; nil where this node lacks one of them.
    private func positions(
        log: UInt32, from first: UInt64, count: Int, in transaction: borrowing ReadTransaction
    ) throws -> [UInt64]? {
        var positions: [UInt64] = []
        positions.reserveCapacity(count)
        while positions.count < count {
            let number = first + UInt64(positions.count)
            let offset = Int(number % RowKey.positionsPerRow)
            let wanted = min(count, positions.count + Int(RowKey.positionsPerRow) - offset)
            try withPositions(log: log, row: number / RowKey.positionsPerRow, in: transaction) { row in
                for place in offset..<max(offset, row.byteCount / 8) where positions.count < wanted {
                    let position = UInt64(
                        littleEndian: row.unsafeLoadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
                    guard position != RowKey.hole else { return }
                    positions.append(position)
                }
            }
            guard positions.count == wanted else { return nil }
        }
        return positions
    }

    /// The place of the first entry of a bundle that does not have its leaf hash; nil where all have.
    /// - Parameter ends: where each entry ends.
    private static func firstOther(than hashes: [Digest], in bundle: [UInt8], _ ends: [Int]) -> Int? {
        let bytes = bundle.span.bytes
        var start = 0
        var place = 0
        while place < ends.count {
            let entry = bytes.extracting(start + 2..<ends[place])
            guard place + 1 < ends.count else { return TreeHash.leaf(entry) == hashes[place] ? nil : place }
            let leaves = TreeHash.leaves(entry, bytes.extracting(ends[place] + 2..<ends[place + 1]))
            if leaves.0 != hashes[place] { return place }
            if leaves.1 != hashes[place + 1] { return place + 1 }
            start = ends[place + 1]
            place += 2
        }
        return nil
    }
}
