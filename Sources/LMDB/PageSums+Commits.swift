internal import Glibc

extension PageSums {
    /// The words of a head that a commit writes, and those before: the page's own head.
    private static let headBytes = 152
    /// A file of sums that was extended by more words than this, and by more than there are pages, is written anew.
    private static let wordsAdded = 8_192

    // MARK: Opening

    /// Takes up the sums of the newest commit, brings them up to it where they are one behind, and compares the trees of tables and of free
    /// pages with them.
    /// - Throws: `corrupted` where the sums are missing or of another commit, or a page does not check.
    func takeUp(in environment: Environment) throws(LMDBError) {
        if isReadOnly {
            // A writer may be at work: what a transaction sees stays.
            _ = try ReadTransaction(environment)
        } else {
            try takeUp()
        }
    }

    private func takeUp() throws(LMDBError) {
        let (head, other) = try heads()
        let records = try file.load(pages: map.room)
        guard head.transaction > 0 else {
            // Nobody has written yet.
            guard records.isEmpty else { throw condemn("the sums of its pages are of another file") }
            return add(PageSnapshot(commit: 0, head: head, records: [:]))
        }
        guard let last = records.last else {
            throw condemn("the sums of its pages are missing", isUnproven: file.isMissing)
        }
        apply(records)
        let found = last.commit == head.transaction ? head : other
        guard found.transaction == last.commit, last.commit + 1 >= head.transaction, headSum(last.commit) == last.head
        else {
            throw condemn(
                "the sums of its pages are of the commit \(last.commit), and it is of the commit \(head.transaction)")
        }
        let snapshot = PageSnapshot(commit: last.commit, head: found, records: try self.records(found))
        try checkCount(snapshot)
        add(snapshot)
        if head.transaction > last.commit {
            // Whoever committed died before the sums were written.
            let record = try take(head.transaction, checksFreed: true)
            if !file.append(record) { try file.replace(whole()) }
            beginEpoch()
        }
        guard let newest else { return }
        try prove(newest.head.freePages)
    }

    private func heads() throws(LMDBError) -> (newest: Head, other: Head) {
        guard let first = Head.read(map.page(0), 0).head, let second = Head.read(map.page(1), 1).head else {
            throw condemn("a head is none")
        }
        return first.transaction > second.transaction ? (first, second) : (second, first)
    }

    private func headSum(_ commit: UInt64) -> UInt64? {
        map.page(commit & 1).map { unsafe XXH64.hash($0.bytes(0..<Self.headBytes)) }
    }

    private func apply(_ records: [SumsRecord]) {
        for record in records {
            if record.isWhole { forgetUses() }
            for run in record.freed { for page in run { free(page) } }
            var count: UInt64 = 0
            for run in record.used {
                for (offset, sum) in run.sums.enumerated() { use(run.first + UInt64(offset), sum, isSound: false) }
                count += UInt64(run.sums.count)
            }
            let freed = record.freed.reduce(0) { $0 + UInt64($1.count) }
            state.withLock { $0.used = (record.isWhole ? 0 : $0.used) &+ count &- freed }
        }
    }

    private func forgetUses() {
        guard state.withLock({ $0.used }) > 0 else { return }
        for page in 0..<map.pageCount where isUsed(page) { free(page) }
    }

    // MARK: Snapshots

    var newest: PageSnapshot? { state.withLock { $0.snapshots.last } }

    private func add(_ snapshot: PageSnapshot) {
        state.withLock { state in
            state.snapshots.append(snapshot)
            if state.snapshots.count > Self.snapshotsKept { state.snapshots.removeFirst() }
        }
    }

    /// Where the trees of a commit begin that a reader has just begun to see.
    /// - Returns: nil where the reader has to begin again, at a newer commit.
    /// - Throws: `corrupted` where the sums do not have that commit, or damage was found before.
    func snapshot(of commit: UInt64) throws(LMDBError) -> PageSnapshot? {
        if let found = try known(commit) { return found }
        return try turn.withLock { _ throws(LMDBError) in
            // Whoever had the turn has committed it.
            if let found = try known(commit) { return found }
            if isReadOnly { return try follow(commit) }
            // Commits have come in between.
            if let newest, commit < newest.commit { return nil }
            throw condemn("the commit \(commit) is none of this process")
        }
    }

    private func known(_ commit: UInt64) throws(LMDBError) -> PageSnapshot? {
        try state.withLock { state throws(LMDBError) in
            if let damage = state.damage { throw damage }
            return state.snapshots.last { $0.commit == commit }
        }
    }

    /// How often, every 5 milliseconds, a reader looks for the sums of a commit that has just been made.
    private static let looks = 20

    /// Takes in what another process has committed, as its file of sums has it; the newest commit may not be there yet.
    private func follow(_ commit: UInt64) throws(LMDBError) -> PageSnapshot? {
        let before = newest?.commit ?? 0
        var now = before
        for look in 0..<Self.looks {
            apply(try file.load(pages: map.room).filter { $0.isWhole || $0.commit > before })
            now = max(file.commit, before)
            if now >= commit { break }
            if look + 1 < Self.looks { usleep(5_000) }
        }
        guard now <= commit else { return nil }
        guard let head = Head.read(map.page(commit & 1), commit & 1).head else { throw condemn("a head is none") }
        guard head.transaction == commit || commit == 0 else { return nil }
        if commit == 0 {
            add(PageSnapshot(commit: 0, head: head, records: [:]))
        } else if now == commit {
            let snapshot = PageSnapshot(commit: commit, head: head, records: try records(head))
            try checkCount(snapshot)
            add(snapshot)
        } else {
            guard now + 1 == commit, now > 0 || commit == 1 else {
                throw condemn(
                    "the sums of its pages are of the commit \(now), and it is of the commit \(commit)",
                    isUnproven: now == 0 && file.isMissing)
            }
            // Whoever committed it is slow, or has died: what it freed is there until the commit after the next one.
            let isNewest = try heads().newest.transaction == commit
            _ = try take(commit, checksFreed: isNewest)
        }
        beginEpoch()
        return newest
    }

    // MARK: Commits

    /// Makes sure, before anything is written, that the pages are known that a commit must not write over.
    func prepare() throws(LMDBError) {
        try checkTrust()
        // Whoever committed last may not have written its sums yet: with the turn they stand, or could not be written.
        let known = try turn.withLock { _ throws(LMDBError) -> PageSnapshot? in
            guard let newest else { return nil }
            try writing.withLock { _ throws(LMDBError) in
                if newest.commit > 0, !isDamaged, file.commit != newest.commit { try file.replace(whole()) }
            }
            return newest
        }
        guard let newest = known else { return }
        beginEpoch()
        try prove(newest.head.tables)
        try prove(newest.head.freePages)
    }

    /// Takes in a commit of this process, whose turn it is.
    /// - Returns: what is to be added to the file; nil where the transaction changed nothing.
    func committed(_ commit: UInt64) throws(LMDBError) -> SumsRecord? {
        guard let head = Head.read(map.page(commit & 1), commit & 1).head, head.transaction == commit else {
            return nil
        }
        let record = try take(commit, checksFreed: true)
        beginEpoch()
        return record
    }

    /// Writes down what a commit changed, in its turn. Where that fails, the next commit does it first.
    func write(_ record: SumsRecord) {
        writing.withLock { _ in
            let (used, isSound) = state.withLock { ($0.used, $0.damage == nil) }
            guard isSound else { return }
            if file.added < max(Self.wordsAdded, Int(used)), file.append(record) { return }
            try? file.replace(whole())
        }
    }

    /// The sums of all pages in use.
    private func whole() -> SumsRecord {
        guard let newest, let head = headSum(newest.commit) else {
            return SumsRecord(isWhole: true, commit: 0, head: 0)
        }
        var record = SumsRecord(isWhole: true, commit: newest.commit, head: head)
        for page in 0...min(newest.head.lastPage, map.room - 1) where isUsed(page) { record.use(page, sum(of: page)) }
        return record
    }

    /// Takes in the commit after the newest known one: the pages that it uses and that one did not are new, those in its list of
    /// freed pages are not used any more.
    /// - Parameter checksFreed: Whether the pages that it freed are compared with their sums a last time: what stood in them may have been
    ///   copied to new ones.
    private func take(_ commit: UInt64, checksFreed: Bool) throws(LMDBError) -> SumsRecord {
        guard let head = Head.read(map.page(commit & 1), commit & 1).head, head.transaction == commit,
            let sum = headSum(commit)
        else { throw condemn("the head of the commit \(commit) is none") }
        var record = SumsRecord(isWhole: false, commit: commit, head: sum)
        var new = try newPages(head)
        var freed: [UInt64] = []
        if let list = try unsafe value(of: .integer(commit), in: head.freePages) {
            freed = try unsafe freedPages(in: list).filter(isUsed)
        }
        if checksFreed { for page in freed { _ = try self.page(page) } }
        for page in freed { free(page) }
        new.sort()
        freed.sort()
        for page in new { record.use(page, self.sum(of: page)) }
        for page in freed { record.free(page) }
        let count = (UInt64(new.count), UInt64(freed.count))
        state.withLock { $0.used = $0.used &+ count.0 &- count.1 }
        let snapshot = PageSnapshot(commit: commit, head: head, records: try records(head))
        try checkCount(snapshot)
        add(snapshot)
        return record
    }

    /// The heads of the trees say how many pages they have: all of them are known, and no others.
    private func checkCount(_ snapshot: PageSnapshot) throws(LMDBError) {
        let used = state.withLock { $0.used }
        guard used == snapshot.pageCount else {
            throw condemn(
                "\(snapshot.pageCount) pages are in use by the commit \(snapshot.commit), and there are sums of \(used)"
            )
        }
    }

    private func freedPages(in list: UnsafeRawBufferPointer) throws(LMDBError) -> [UInt64] {
        guard list.count >= 8, list.count % 8 == 0 else { throw condemn("a list of freed pages is none") }
        let count = unsafe list.loadUnaligned(as: UInt64.self)
        guard count <= UInt64(list.count / 8 - 1) else { throw condemn("a list of freed pages is none") }
        return (0..<Int(count)).map { unsafe list.loadUnaligned(fromByteOffset: 8 + 8 * $0, as: UInt64.self) }
    }

    /// Notes the sums of the pages that a commit uses and the one before did not, and gives out their numbers.
    private func newPages(_ head: Head) throws(LMDBError) -> [UInt64] {
        var new: [UInt64] = []
        var stack = [head.freePages.root, head.tables.root]
        while let number = stack.popLast() {
            if number == TreeRecord.noRoot || isUsed(number) { continue }
            guard number < map.room, let page = map.page(number), page.isSound(number) else {
                throw condemn("the new page \(number) is none")
            }
            use(number, Self.sum(page), isSound: true)
            new.append(number)
            for index in 0..<page.rowCount {
                if page.isBranch {
                    stack.append(page.child(index))
                    continue
                }
                let node = page.node(index)
                let start = node + 8 + Int(page.load(node + 6, as: UInt16.self))
                switch page.load(node + 4, as: UInt16.self) & 3 {
                case 1: new += try newLongValue(page.load(start, as: UInt64.self))
                case 2: stack.append(TreeRecord(page, at: start).root)
                default: break
                }
            }
        }
        return new
    }

    private func newLongValue(_ first: UInt64) throws(LMDBError) -> Range<UInt64> {
        if isUsed(first) { return first..<first }
        guard first < map.room, let page = map.page(first), page.statedNumber == first, page.flags == Page.overflow,
            (1...map.room - first).contains(page.overflowPages)
        else { throw condemn("the new page \(first) is none of a long value") }
        let pages = first..<first + page.overflowPages
        for number in pages {
            guard let page = map.page(number) else {
                throw condemn("the new page \(number) lies behind the file's end")
            }
            use(number, Self.sum(page), isSound: true)
        }
        return pages
    }
}

extension Page {
    /// Whether the page can be read as a branch or a leaf of a tree without leaving it.
    fileprivate func isSound(_ number: UInt64) -> Bool {
        guard statedNumber == number, flags == Page.branch || flags == Page.leaf, lower >= Page.headerSize,
            lower <= upper, upper <= size
        else { return false }
        for index in 0..<rowCount {
            let node = node(index)
            guard node >= upper, node + 8 <= size else { return false }
            let end = node + 8 + Int(load(node + 6, as: UInt16.self))
            guard end <= size else { return false }
            if isBranch { continue }
            let flags = load(node + 4, as: UInt16.self)
            let value = flags & 1 == 1 ? 8 : Int(load(node, as: UInt32.self))
            guard value <= size - end, flags & 2 == 0 || value == TreeRecord.size else { return false }
        }
        return true
    }
}
