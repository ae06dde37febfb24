internal import CLMDB
internal import Glibc

/// Walks the trees of one commit, page by page.
struct TreeWalk: ~Copyable {
    /// The first two pages are the heads.
    private static let firstPage: UInt64 = 2
    /// Pages that LMDB may have given out at the file's end and never written.
    private static let pagesUnwritten: UInt64 = 256
    /// As deep as LMDB goes (mdb.c, CURSOR_STACK).
    private static let greatestDepth = 32

    private let file: PageFile
    private var lastPage: UInt64 = 0
    /// A bit a page: it is used, or free.
    private var seen: [UInt64] = []
    /// What was found of the tree that is being walked.
    private var branches: UInt64 = 0
    private var leaves: UInt64 = 0
    private var longPages: UInt64 = 0
    private var entries: UInt64 = 0
    /// The trees that the table of tables names.
    private var tables: [(name: String, record: TreeRecord)] = []

    init(_ file: PageFile) { self.file = file }

    /// What is walked.
    private enum Tree {
        case freePages
        case tables
        case table(String)

        var name: String {
            switch self {
            case .freePages: "the list of free pages"
            case .tables: "the list of tables"
            case .table(let name): "the table \(name)"
            }
        }
    }

    /// Checks all trees.
    mutating func check(_ head: Head) throws(LMDBError) {
        try checkTables(head)
        for (name, record) in tables {
            let kind: KeyKind
            switch record.flags {
            case 0: kind = .bytes
            case UInt16(MDB_INTEGERKEY): kind = .integer
            default: throw damage(.tables, nil, "says that the table \(name) has the flags \(record.flags)")
            }
            try walk(.table(name), record, keys: kind)
        }
        try walk(.freePages, head.freePages, keys: .integer)
    }

    /// Checks the tree that names the others.
    mutating func checkTables(_ head: Head) throws(LMDBError) {
        lastPage = head.lastPage
        let count = try file.pageCount
        guard lastPage >= Self.firstPage - 1, lastPage < count + Self.pagesUnwritten else {
            throw Environment.damage(
                "the file has \(count) pages, and its last is said to be page \(lastPage): it was cut short, or its head is wrong",
                path: file.path)
        }
        seen = Array(repeating: 0, count: Int(lastPage / 64) + 1)
        try walk(.tables, head.tables, keys: .bytes)
    }

    private mutating func walk(_ tree: Tree, _ record: TreeRecord, keys: KeyKind) throws(LMDBError) {
        (branches, leaves, longPages, entries) = (0, 0, 0, 0)
        if record.root == TreeRecord.noRoot {
            guard record.depth == 0 else { throw damage(tree, nil, "has a depth and no root") }
        } else {
            guard (1...Self.greatestDepth).contains(Int(record.depth)) else {
                throw damage(tree, nil, "is said to be \(record.depth) pages deep")
            }
            try descend(tree, keys, record.root, Int(record.depth), nil, nil)
        }
        guard branches == record.branchPages, leaves == record.leafPages, longPages == record.overflowPages,
            entries == record.entries
        else {
            throw damage(
                tree, nil,
                "has \(branches) + \(leaves) + \(longPages) pages and \(entries) rows, and not the \(record.branchPages) + \(record.leafPages) + \(record.overflowPages) and \(record.entries) that are written down"
            )
        }
    }

    /// Marks pages as taken, each once.
    private mutating func take(_ tree: Tree, _ first: UInt64, count: UInt64 = 1) throws(LMDBError) {
        guard first >= Self.firstPage, first <= lastPage, count <= lastPage - first + 1 else {
            throw damage(tree, nil, "names the page \(first), which is none of its \(lastPage + 1)")
        }
        for page in first..<first + count {
            let bit: UInt64 = 1 << (page % 64)
            guard seen[Int(page / 64)] & bit == 0 else {
                throw damage(tree, nil, "names the page \(page), which is in use elsewhere")
            }
            seen[Int(page / 64)] |= bit
        }
    }

    /// Checks a page and those below it. Its keys lie in `low ..< high`.
    private mutating func descend(
        _ tree: Tree, _ keys: KeyKind, _ number: UInt64, _ level: Int, _ low: Key?, _ high: Key?
    ) throws(LMDBError) {
        try take(tree, number)
        guard let page = try file.page(number) else {
            throw damage(tree, number, "lies behind the end of the file")
        }
        let isLeaf = level == 1
        guard page.statedNumber == number, page.flags == (isLeaf ? Page.leaf : Page.branch) else {
            throw damage(tree, number, "is another page, or of another kind")
        }
        let (lower, upper) = (page.lower, page.upper)
        guard lower > Page.headerSize, lower % 2 == 0, lower <= upper, upper <= page.size else {
            throw damage(tree, number, "does not say where its rows are")
        }
        let count = (lower - Page.headerSize) / 2
        var used = 0
        var previous: Key?
        var longs: [LongValue] = []
        /// Of a branch: its children and the keys from which on they hold.
        var children: [(key: Key?, page: UInt64)] = []
        for index in 0..<count {
            let node = Int(page.load(Page.headerSize + 2 * index, as: UInt16.self))
            guard node >= upper, node % 2 == 0, node + 8 <= page.size else {
                throw damage(tree, number, "has a row \(index) outside of it")
            }
            let keySize = Int(page.load(node + 6, as: UInt16.self))
            let place = node + 8..<node + 8 + keySize
            // The first key of a branch is not looked at by anybody.
            let hasKey = isLeaf || index > 0
            guard place.upperBound <= page.size, !hasKey || (keys == .integer ? keySize == 8 : 1...511 ~= keySize)
            else {
                throw damage(tree, number, "has a row \(index) with a key of \(keySize) bytes")
            }
            let key = hasKey ? Key(page, place, keys) : nil
            if let key {
                if let previous, !(previous < key) {
                    throw damage(tree, number, "has rows out of order", at: Self.text(page, place, keys))
                }
                if let low, previous == nil, key < low {
                    throw damage(tree, number, "holds a key that is not its", at: Self.text(page, place, keys))
                }
                previous = key
            }
            if isLeaf {
                entries += 1
                used += try value(tree, page, node, place, keys, &longs)
            } else {
                let child =
                    UInt64(page.load(node, as: UInt32.self)) | UInt64(page.load(node + 4, as: UInt16.self)) << 32
                children.append((key, child))
                used += (8 + keySize + 1) & ~1
            }
        }
        if let previous, let high, !(previous < high) {
            throw damage(tree, number, "holds a key that is the next page's")
        }
        guard used == page.size - upper else {
            throw damage(tree, number, "has rows that overlap, or gaps between them")
        }
        if isLeaf {
            leaves += 1
            // The page is not read any more from here on: others take its place in the buffer.
            for long in longs { try check(long, tree) }
            return
        }
        branches += 1
        for (index, child) in children.enumerated() {
            let end = index + 1 < children.count ? children[index + 1].key : high
            try descend(tree, keys, child.page, level - 1, index == 0 ? low : child.key, end)
        }
    }

    /// Checks a row's value, as far as it lies in the page of its key.
    /// - Returns: the bytes that the row takes in its page.
    private mutating func value(
        _ tree: Tree, _ page: Page, _ node: Int, _ key: Range<Int>, _ keys: KeyKind, _ longs: inout [LongValue]
    ) throws(LMDBError) -> Int {
        let row = { Self.text(page, key, keys) }
        let size = Int(page.load(node, as: UInt32.self))
        let flags = page.load(node + 4, as: UInt16.self)
        let isLong = flags == 1
        let inPage = isLong ? 8 : size
        guard key.upperBound + inPage <= page.size else {
            throw damage(tree, page.number, "has a row that ends outside of it", at: row())
        }
        if case .tables = tree {
            guard flags == 2, size == TreeRecord.size else {
                throw damage(tree, page.number, "has a row that is no table's", at: row())
            }
            tables.append((row(), TreeRecord(page, at: key.upperBound)))
        } else {
            guard flags == 0 || isLong else {
                throw damage(tree, page.number, "has a row of a kind that no table has", at: row())
            }
            if isLong {
                longs.append(LongValue(start: page.load(key.upperBound, as: UInt64.self), size: size, row: row()))
            } else if case .freePages = tree {
                try takeList(size, page.number) { (offset) throws(LMDBError) in
                    page.load(key.upperBound + offset, as: UInt64.self)
                }
            }
        }
        return (8 + key.count + inPage + 1) & ~1
    }

    /// A value that has pages of its own.
    private struct LongValue {
        let start: UInt64
        let size: Int
        let row: String
    }

    private mutating func check(_ long: LongValue, _ tree: Tree) throws(LMDBError) {
        let needed = UInt64((Page.headerSize - 1 + long.size) / file.pageSize + 1)
        // A shorter value may have taken the place of a longer one.
        guard long.start <= lastPage, let page = try file.page(long.start), page.statedNumber == long.start,
            page.flags == Page.overflow, page.overflowPages >= needed
        else {
            throw damage(tree, long.start, "is not the first of \(needed) with a long value", at: long.row)
        }
        longPages += page.overflowPages
        try take(tree, long.start, count: page.overflowPages)
        guard case .freePages = tree else { return }
        let (file, start) = (file, long.start)
        try takeList(long.size, start) { (offset) throws(LMDBError) in
            let place = Page.headerSize + offset
            guard let page = try file.page(start + UInt64(place / file.pageSize)) else {
                throw Environment.damage("the list of free pages lies behind the end of the file", path: file.path)
            }
            return page.load(place % file.pageSize, as: UInt64.self)
        }
    }

    /// Takes the pages of a list of free ones: their count, then as many numbers.
    private mutating func takeList(
        _ size: Int, _ page: UInt64, _ load: (Int) throws(LMDBError) -> UInt64
    ) throws(LMDBError) {
        guard size >= 8, size % 8 == 0 else { throw damage(.freePages, page, "has a list of \(size) bytes") }
        let count = try load(0)
        guard count <= UInt64(size / 8 - 1) else {
            throw damage(.freePages, page, "has a list that is longer than its \(size) bytes")
        }
        for index in 0..<Int(count) { try take(.freePages, try load(8 + 8 * index)) }
    }

    // MARK: Keys and reports

    /// A key as a person reads it.
    private static func text(_ page: Page, _ key: Range<Int>, _ keys: KeyKind) -> String {
        keys == .integer && key.count == 8
            ? "\(page.load(key.lowerBound, as: UInt64.self))" : unsafe String(decoding: page.bytes(key), as: UTF8.self)
    }

    private func damage(_ tree: Tree, _ page: UInt64?, _ reason: String, at row: String? = nil) -> LMDBError {
        let place = page.map { "the page \($0) of " } ?? ""
        let row = row.map { " (key \($0))" } ?? ""
        return Environment.damage("\(place)\(tree.name) \(reason)\(row)", path: file.path)
    }
}

/// A key, compared as LMDB does.
private enum Key {
    case integer(UInt64)
    case bytes([UInt8])

    init(_ page: Page, _ range: Range<Int>, _ keys: KeyKind) {
        self =
            keys == .integer
            ? .integer(page.load(range.lowerBound, as: UInt64.self)) : unsafe .bytes(Array(page.bytes(range)))
    }

    static func < (left: Key, right: Key) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
        default: false
        }
    }
}
