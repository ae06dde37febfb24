/// Where the trees of one commit begin.
final class PageSnapshot: Sendable {
    let commit: UInt64
    let head: Head
    /// The tables' trees, by name.
    let records: [String: TreeRecord]
    /// What was found of tables lately: by LMDB's number, the generation of the handle and its tree.
    private let known = Locked<[UInt32: (generation: UInt64, record: TreeRecord?)]>([:])

    init(commit: UInt64, head: Head, records: [String: TreeRecord]) {
        self.commit = commit
        self.head = head
        self.records = records
    }

    /// The tree of a table; nil where this commit has no such table.
    func record(of table: Table, in environment: Environment) -> TreeRecord? {
        if let found = known.withLock({ $0[table.index] }), found.generation == table.generation { return found.record }
        let name = environment.state.withLock { state in state.tables.first { $0.value == table }?.key }
        let record = name.flatMap { records[$0] }
        known.withLock { $0[table.index] = (table.generation, record) }
        return record
    }

    /// How many pages all of its trees have.
    var pageCount: UInt64 {
        var count: UInt64 = 0
        for record in [head.freePages, head.tables] + records.values {
            count &+= record.branchPages &+ record.leafPages &+ record.overflowPages
        }
        return count
    }
}
