internal import Glibc
internal import Synchronization

/// The sum of every page in use of an environment, as the commit that wrote the page left it, and what is read with their help.
///
/// LMDB 0.9 trusts its pages. Here each page is compared with its sum before anything is believed that stands in it: once after each
/// commit and opening, when it is first read. So what a row says, and that there is no row, is what was once written, or an error.
///
/// The sums lie in a file of their own beside the data file, ``SumsFile``, which each commit extends once it is on the disk. A process that dies in between
/// leaves the sums one commit behind: they are brought up at the next opening. LMDB copies a page before it changes it, so a page that
/// two commits which follow each other both use is the same page; the others are those that are new.
///
/// Sendable without the compiler's check, because it owns memory: sums and marks are atomic, the rest is behind `state`.
@safe
final class PageSums: @unchecked Sendable {
    let map: PageMap
    let isReadOnly: Bool
    let file: SumsFile
    /// By page: its sum, kept when the page becomes free, for readers of an older commit.
    private let sums: UnsafeMutablePointer<Atomic<UInt64>>
    /// By page: the epoch in which it was last found to be right, 0 for none.
    private let marks: UnsafeMutablePointer<Atomic<UInt8>>
    /// By page: 1 where the newest commit uses it.
    private let uses: UnsafeMutablePointer<Atomic<UInt8>>
    private let reserved: Int
    /// An epoch ends with each commit.
    private let epoch = Atomic<UInt8>(1)
    let state = Locked(State())
    /// Held from before a commit until its sums are known.
    let turn = Locked(Turn())

    struct State: Sendable {
        /// The newest commits whose pages are known, the newest last.
        var snapshots: [PageSnapshot] = []
        /// Pages in use.
        var used: UInt64 = 0
        /// What was found to be damaged first: nothing is believed any more.
        var damage: LMDBError?
    }

    /// Held while the file of sums is written or removed: whoever reads may find damage while a commit is written down.
    let writing = Locked(Turn())

    /// How many commits of the past readers may still be at the beginning of.
    static let snapshotsKept = 8

    init(path: String, mapSize: Int, pageSize: Int, isReadOnly: Bool) throws(LMDBError) {
        map = try PageMap("\(path)/data.mdb", size: mapSize, pageSize: pageSize)
        file = SumsFile(folder: path)
        self.isReadOnly = isReadOnly
        // Memory that is touched where there are pages only.
        let room = Int(map.room)
        reserved = room * 10
        guard
            let memory = unsafe mmap(
                nil, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            unsafe memory != MAP_FAILED
        else { throw LMDBError(code: errno, operation: "reserve memory for sums", path: path) }
        unsafe sums = memory.bindMemory(to: Atomic<UInt64>.self, capacity: room)
        unsafe marks = (memory + 8 * room).bindMemory(to: Atomic<UInt8>.self, capacity: room)
        unsafe uses = (memory + 9 * room).bindMemory(to: Atomic<UInt8>.self, capacity: room)
    }

    deinit { _ = unsafe munmap(sums, reserved) }

    // MARK: Single pages

    /// The sum of a page's bytes. The page's number is the seed: a page in another's place is found out.
    static func sum(_ page: Page) -> UInt64 { unsafe XXH64.hash(page.bytes(0..<page.size), seed: page.number) }

    func isUsed(_ page: UInt64) -> Bool {
        page < map.room && (unsafe uses[Int(page)].load(ordering: .relaxed)) == 1
    }

    func sum(of page: UInt64) -> UInt64 { unsafe sums[Int(page)].load(ordering: .relaxed) }

    /// Notes a page's sum; `isSound` where it was computed from the page itself.
    func use(_ page: UInt64, _ sum: UInt64, isSound: Bool) {
        unsafe sums[Int(page)].store(sum, ordering: .relaxed)
        unsafe uses[Int(page)].store(1, ordering: .relaxed)
        unsafe marks[Int(page)].store(isSound ? epoch.load(ordering: .relaxed) : 0, ordering: .releasing)
    }

    func free(_ page: UInt64) { unsafe uses[Int(page)].store(0, ordering: .relaxed) }

    /// Has every page compared with its sum anew.
    func beginEpoch() {
        let next = epoch.load(ordering: .relaxed) &+ 1
        if next == 0 {
            for page in 0..<Int(map.pageCount) where unsafe marks[page].load(ordering: .relaxed) != 0 {
                unsafe marks[page].store(0, ordering: .relaxed)
            }
        }
        epoch.store(next == 0 ? 1 : next, ordering: .relaxed)
    }

    /// A page that is as it was written.
    /// - Throws: `corrupted` where it is not.
    @inline(__always)
    func page(_ number: UInt64) throws(LMDBError) -> Page {
        guard number < map.room, let page = map.page(number) else { throw damaged(number) }
        let now = epoch.load(ordering: .relaxed)
        if unsafe marks[Int(number)].load(ordering: .acquiring) == now { return page }
        guard Self.sum(page) == sum(of: number) else { throw damaged(number) }
        unsafe marks[Int(number)].store(now, ordering: .releasing)
        return page
    }

    @inline(never)
    private func damaged(_ page: UInt64) -> LMDBError {
        condemn("the page \(page) is not what was written there")
    }

    // MARK: Damage

    /// Believes nothing any more, and has the next process that opens the files for writing believe nothing either.
    /// - Parameter isUnproven: whether nobody has written sums, so that this is not to be called damage.
    @discardableResult
    func condemn(_ reason: String, isUnproven: Bool = false) -> LMDBError {
        let damage =
            isUnproven
            ? LMDBError(code: OwnCode.unproven, operation: "open environment", path: map.path)
            : Environment.damage(reason, path: map.path)
        let isFirst = state.withLock { state in
            guard state.damage == nil else { return false }
            state.damage = damage
            return true
        }
        if isFirst, !isReadOnly { writing.withLock { _ in file.remove() } }
        return damage
    }

    var isDamaged: Bool { state.withLock { $0.damage != nil } }

    /// Throws what was found to be damaged.
    func checkTrust() throws(LMDBError) {
        if let damage = state.withLock({ $0.damage }) { throw damage }
    }
}
