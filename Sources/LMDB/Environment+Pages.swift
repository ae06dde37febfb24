internal import CLMDB
internal import Glibc

extension Environment {
    /// How often what a writer may be changing is read again.
    private static let readings = 5

    /// Checks the two heads of a data file, and the tree that names its tables, before it is opened: LMDB takes the one with the greater number of a commit, whatever
    /// else it says, and a flipped bit there would put the store back to an earlier state or end the process.
    ///
    /// The heads of any two commits that follow each other have numbers that do, and the newer one has the number under which its
    /// commit wrote down what it freed. A file that is missing or empty passes. A newer head whose number became 2 or 4 too small
    /// looks like one whose commit failed, and passes: ``checkPages()`` tells of it.
    /// - Parameter path: The environment's directory.
    /// - Throws: `corrupted`, with the reason; the system's error if it cannot be read.
    /// - Complexity: reads two pages, and those that name the tables.
    public static func checkHeads(in path: String) throws(LMDBError) {
        let path = "\(path)/data.mdb"
        guard let file = try PageFile(path, pageSize: pageSize) else { return }
        var attempt = 1
        while true {
            do throws(LMDBError) {
                return try checkHeads(file, path: path)
            } catch {
                guard attempt < readings else { throw error }
                attempt += 1
                usleep(1_000)
                file.forget()
            }
        }
    }

    private static func checkHeads(_ file: PageFile, path: String) throws(LMDBError) {
        let (first, firstReason) = try Head.read(file, 0)
        let (second, secondReason) = try Head.read(file, 1)
        guard let first else { throw damage("the head on page 0 \(firstReason)", path: path) }
        guard let second else { throw damage("the head on page 1 \(secondReason)", path: path) }
        // Both are 0 in a store that has never been written. Where a head was lost with a sync that failed, and the next commit
        // was kept, the one that it should have replaced is 3 older.
        let distance = max(first.transaction, second.transaction) - min(first.transaction, second.transaction)
        guard distance == 1 || distance == 3 || first.transaction == 0 && second.transaction == 0 else {
            throw damage(
                "the heads are of the commits \(first.transaction) and \(second.transaction), which do not follow each other",
                path: path)
        }
        let isFirstNewer = first.transaction > second.transaction
        let newest = isFirstNewer ? first : second
        // LMDB's opening walks this tree.
        var walk = TreeWalk(file)
        try walk.checkTables(newest)
        // A store's first two commits need not have had anything to free.
        if newest.transaction > 2, try newest.newestFreed(in: file) != newest.transaction {
            throw damage(
                "the newer head says that it is of the commit \(newest.transaction), and its list of free pages does not",
                path: path)
        }
    }

    /// Checks the head that is not the one of `commit`: where its list of free pages is of a later commit than it says, that commit
    /// failed at its end (LMDB then puts the old number back, and no more), or the number is wrong and the commit is lost.
    private static func checkOther(than commit: UInt64, in file: PageFile, path: String) throws(LMDBError) {
        file.forget()
        guard let other = try Head.read(file, ~commit & 1).head, other.transaction < commit,
            // Its pages may be in use again, but only by commits of the other head.
            let freed = try other.newestFreed(in: file), freed > commit, freed & 1 == other.transaction & 1
        else { return }
        throw damage(
            "the older head says that it is of the commit \(other.transaction), and its list of free pages that it is of \(freed). Either that commit failed, which the next one makes good, or its head is damaged and it is lost",
            path: path)
    }

    /// Reads every page of every tree as bytes, and checks that LMDB can walk them: that pages are what their parents say, are used
    /// once and not counted as free, lie within the file, hold what their own heads say, and are in order of their keys.
    ///
    /// Values are not looked at. Writers go on meanwhile.
    /// - Throws: `corrupted` for the first page that does not check, with its table and, where there is one, the key; the system's
    ///   error if the file cannot be read; `closed`, `readersFull`.
    /// - Complexity: reads every page but those of long values; memory of a bit a page.
    @available(*, noasync, message: "Read in a synchronous function, on a thread that may block")
    public func checkPages() throws(LMDBError) {
        let path = "\(path)/data.mdb"
        var attempt = 1
        while true {
            // A view keeps the pages that it sees as they are; its head is overwritten by the second commit after it.
            let view = try ReadTransaction(self)
            let commit = view.commit
            do throws(LMDBError) {
                guard let file = try PageFile(path, pageSize: Self.pageSize) else {
                    throw Self.damage("the file is missing or empty", path: path)
                }
                let (head, reason) = try Head.read(file, commit & 1)
                guard let head, head.transaction == commit else {
                    throw Self.damage(
                        "the head on page \(commit & 1) \(head == nil ? reason : "is of another commit")", path: path)
                }
                var walk = TreeWalk(file)
                try walk.check(head)
                if let sums, let snapshot = view.snapshot { try sums.proveAll(snapshot) }
                return try Self.checkOther(than: commit, in: file, path: path)
            } catch {
                guard attempt < Self.readings, try info.lastTransaction != Int(commit) else { throw error }
                attempt += 1
            }
        }
    }

    /// LMDB's pages are the system's, to a limit (mdb.c, MAX_PAGESIZE).
    static var pageSize: Int { min(Int(getpagesize()), 0x8000) }

    static func damage(_ reason: String, path: String) -> LMDBError {
        LMDBError(
            code: MDB_CORRUPTED, operation: "check pages", path: path, message: reason,
            remedy: LMDBError(code: MDB_CORRUPTED, operation: "", path: "").remedy)
    }
}
