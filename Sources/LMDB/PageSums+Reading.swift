internal import CLMDB
internal import Glibc

extension PageSums {
    /// A key that is looked for.
    @safe
    enum Wanted {
        case integer(UInt64)
        case bytes(UnsafeRawBufferPointer)
    }

    // MARK: Rows

    /// The value of a key.
    /// - Returns: nil where there is none: the pages that would lead to it are as they were written.
    func value(of key: Wanted, in record: TreeRecord) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard record.root != TreeRecord.noRoot else { return nil }
        var page = try page(record.root)
        while page.isBranch { page = try self.page(page.child(page.childIndex(of: key))) }
        let index = page.firstIndex(notBefore: key)
        guard index < page.rowCount, page.compare(index, key) == 0 else { return nil }
        return try unsafe value(page, index)
    }

    /// The value of a row of a leaf.
    func value(_ page: Page, _ index: Int) throws(LMDBError) -> UnsafeRawBufferPointer {
        let node = page.node(index)
        let size = Int(page.load(node, as: UInt32.self))
        let start = node + 8 + Int(page.load(node + 6, as: UInt16.self))
        guard page.load(node + 4, as: UInt16.self) & 1 == 1 else {
            return unsafe page.bytes(start..<start + size)
        }
        let first = page.load(start, as: UInt64.self)
        let count = UInt64((Page.headerSize - 1 + size) / map.pageSize + 1)
        for number in first..<first &+ count { _ = try self.page(number) }
        guard let bytes = unsafe map.bytes(first, count: count) else {
            throw condemn("the pages of a long value lie behind the end of the file")
        }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[Page.headerSize..<Page.headerSize + size])
    }

    // MARK: Whole trees

    /// Calls `body` for each row of a tree: its leaf and its place there.
    func forEachRow(
        in record: TreeRecord, _ body: (Page, Int) throws(LMDBError) -> Void
    ) throws(LMDBError) {
        guard record.root != TreeRecord.noRoot else { return }
        var stack = [record.root]
        while let number = stack.popLast() {
            let page = try page(number)
            for index in 0..<page.rowCount {
                if page.isBranch { stack.append(page.child(index)) } else { try body(page, index) }
            }
        }
    }

    /// Compares every page of a tree with its sum, those of long values too.
    func prove(_ record: TreeRecord) throws(LMDBError) {
        try forEachRow(in: record) { (page, index) throws(LMDBError) in _ = try unsafe value(page, index) }
    }

    /// Compares the pages that lead to a key with their sums.
    func prove(_ record: TreeRecord, to key: Wanted) throws(LMDBError) { _ = try unsafe value(of: key, in: record) }

    /// Compares every page in use with its sum.
    func proveAll(_ snapshot: PageSnapshot) throws(LMDBError) {
        for record in [snapshot.head.tables, snapshot.head.freePages] + snapshot.records.values { try prove(record) }
    }

    /// The trees that the tree of tables names, read from pages that are as they were written.
    func records(_ head: Head) throws(LMDBError) -> [String: TreeRecord] {
        var records: [String: TreeRecord] = [:]
        try forEachRow(in: head.tables) { (page, index) throws(LMDBError) in
            let node = page.node(index)
            guard page.load(node + 4, as: UInt16.self) & 2 == 2 else { return }
            unsafe records[String(decoding: page.key(index), as: UTF8.self)] =
                TreeRecord(page, at: node + 8 + Int(page.load(node + 6, as: UInt16.self)))
        }
        return records
    }
}

extension Page {
    var isBranch: Bool { flags & Page.branch != 0 }
    /// How many rows or children the page has.
    var rowCount: Int { max(0, lower - Page.headerSize) / 2 }

    /// Where a row begins.
    func node(_ index: Int) -> Int { Int(load(Page.headerSize + 2 * index, as: UInt16.self)) }

    func key(_ index: Int) -> UnsafeRawBufferPointer {
        let node = node(index)
        return unsafe bytes(node + 8..<node + 8 + Int(load(node + 6, as: UInt16.self)))
    }

    func child(_ index: Int) -> UInt64 {
        let node = node(index)
        return UInt64(load(node, as: UInt32.self)) | UInt64(load(node + 4, as: UInt16.self)) << 32
    }

    /// How a row's key stands to another: less than 0 where it comes before.
    @inline(__always)
    func compare(_ index: Int, _ wanted: PageSums.Wanted) -> Int {
        switch wanted {
        case .integer(let wanted):
            let key = load(node(index) + 8, as: UInt64.self)
            return key < wanted ? -1 : key > wanted ? 1 : 0
        case .bytes(let wanted):
            let key = unsafe key(index)
            let shared = min(key.count, wanted.count)
            guard shared > 0, let left = key.baseAddress, let right = wanted.baseAddress else {
                return key.count - wanted.count
            }
            let order = unsafe memcmp(left, right, shared)
            return order != 0 ? Int(order) : key.count - wanted.count
        }
    }

    /// The first row whose key does not stand before a key; `rowCount` where there is none.
    func firstIndex(notBefore wanted: PageSums.Wanted, from start: Int = 0) -> Int {
        var low = start
        var high = rowCount
        while low < high {
            let middle = (low + high) / 2
            if compare(middle, wanted) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The child below which a key stands. Nobody looks at the first child's key.
    func childIndex(of wanted: PageSums.Wanted) -> Int {
        let index = firstIndex(notBefore: wanted, from: 1)
        return index < rowCount && compare(index, wanted) == 0 ? index : index - 1
    }
}
