internal import CLMDB

/// Moves over the rows of a tree whose pages are compared with their sums.
///
/// Sendable without the compiler's check: a cursor belongs to one transaction, which is used by one thread at a time.
@safe
final class PageCursor {
    private let sums: PageSums
    private let record: TreeRecord
    /// From the root to a leaf: the pages, and the places in them.
    private var path: [(page: Page, index: Int)] = []

    init(_ sums: PageSums, _ record: TreeRecord) {
        self.sums = sums
        self.record = record
    }

    /// Goes to the first row, or the last one.
    func end(isLast: Bool) throws(LMDBError) -> Bool {
        path.removeAll(keepingCapacity: true)
        guard record.root != TreeRecord.noRoot else { return false }
        try descend(record.root, isLast: isLast)
        return isAtRow
    }

    /// Goes to the first row whose key does not stand before `key`.
    func seek(_ key: PageSums.Wanted) throws(LMDBError) -> Bool {
        path.removeAll(keepingCapacity: true)
        guard record.root != TreeRecord.noRoot else { return false }
        var number = record.root
        while true {
            let page = try sums.page(number)
            let index = page.isBranch ? page.childIndex(of: key) : page.firstIndex(notBefore: key)
            path.append((page, index))
            guard page.isBranch else { break }
            number = page.child(index)
        }
        if isAtRow { return true }
        path[path.count - 1].index -= 1
        return try step(forward: true)
    }

    /// Goes to the row after or before.
    func step(forward: Bool) throws(LMDBError) -> Bool {
        while let (page, index) = path.popLast() {
            let next = index + (forward ? 1 : -1)
            guard (0..<page.rowCount).contains(next) else { continue }
            path.append((page, next))
            if page.isBranch { try descend(page.child(next), isLast: !forward) }
            return isAtRow
        }
        return false
    }

    private func descend(_ root: UInt64, isLast: Bool) throws(LMDBError) {
        var number = root
        while true {
            let page = try sums.page(number)
            let index = isLast ? page.rowCount - 1 : 0
            path.append((page, index))
            guard page.isBranch, index >= 0 else { return }
            number = page.child(index)
        }
    }

    private var isAtRow: Bool { path.last.map { (0..<$0.page.rowCount).contains($0.index) } ?? false }

    /// The row where the cursor stands.
    var row: (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        get throws(LMDBError) {
            guard isAtRow, let (page, index) = path.last else { return nil }
            return unsafe (page.key(index), try sums.value(page, index))
        }
    }
}
