internal import CLMDB
internal import Glibc

/// Pages of a data file, read as bytes and not through the map: what is damaged can be refused before LMDB trusts it.
///
/// The layout is that of LMDB 0.9 on a little-endian machine of 64 bits (mdb.c: MDB_page, MDB_meta, MDB_db, MDB_node).
@safe
final class PageFile {
    /// Pages read at once: trees are written in order, mostly.
    private static let pagesAtOnce = 16

    let path: String
    let pageSize: Int
    private let file: Int32
    private let buffer: UnsafeMutableRawPointer
    /// The pages in the buffer.
    private var held: Range<UInt64> = 0..<0

    /// Opens the file.
    /// - Returns: nil where there is no file, or an empty one: LMDB takes that for a new store.
    init?(_ path: String, pageSize: Int) throws(LMDBError) {
        self.path = path
        self.pageSize = pageSize
        file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        unsafe buffer = .allocate(byteCount: pageSize * Self.pagesAtOnce, alignment: 16)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw LMDBError(code: errno, operation: "read pages", path: path)
        }
        if try fill(from: 0, count: 1) == 0 { return nil }
    }

    deinit {
        if file >= 0 { close(file) }
        unsafe buffer.deallocate()
    }

    /// Brings a page into the buffer.
    /// - Returns: the page, valid until the next call; nil where the file ends before it.
    func page(_ number: UInt64) throws(LMDBError) -> Page? {
        if !held.contains(number) {
            // Not by multiplication first: a damaged number may be any.
            guard number < UInt64(Int.max) / UInt64(pageSize) - UInt64(Self.pagesAtOnce) else { return nil }
            let read = try fill(from: number, count: Self.pagesAtOnce)
            held = number..<number + UInt64(read / pageSize)
            guard !held.isEmpty else { return nil }
        }
        let start = unsafe UnsafeRawPointer(buffer + Int(number - held.lowerBound) * pageSize)
        return unsafe Page(number: number, start: start, size: pageSize)
    }

    /// How many whole pages the file has.
    var pageCount: UInt64 {
        get throws(LMDBError) {
            var status = stat()
            guard unsafe fstat(file, &status) == 0 else {
                throw LMDBError(code: errno, operation: "read pages", path: path)
            }
            return UInt64(Int(status.st_size) / pageSize)
        }
    }

    /// Reads again, and not from the buffer, from now on.
    func forget() { held = 0..<0 }

    /// - Returns: how many bytes there were.
    private func fill(from page: UInt64, count: Int) throws(LMDBError) -> Int {
        held = 0..<0
        var done = 0
        while done < count * pageSize {
            let read = unsafe pread(
                file, buffer + done, count * pageSize - done, off_t(page) * off_t(pageSize) + off_t(done))
            if read < 0 {
                if errno == EINTR { continue }
                throw LMDBError(code: errno, operation: "read pages", path: path)
            }
            if read == 0 { break }
            done += read
        }
        return done
    }
}

/// The bytes of one page. Offsets are the caller's to check against `size`.
@safe
struct Page {
    static let headerSize = 16
    static let branch: UInt16 = 0x01
    static let leaf: UInt16 = 0x02
    static let overflow: UInt16 = 0x04
    static let meta: UInt16 = 0x08

    let number: UInt64
    private let start: UnsafeRawPointer
    let size: Int

    init(number: UInt64, start: UnsafeRawPointer, size: Int) {
        self.number = number
        unsafe self.start = start
        self.size = size
    }

    func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        precondition(offset >= 0 && offset + MemoryLayout<T>.size <= size)
        return unsafe T(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= size)
        return unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(start: start, count: size)[range])
    }

    var statedNumber: UInt64 { load(0, as: UInt64.self) }
    var flags: UInt16 { load(10, as: UInt16.self) }
    var lower: Int { Int(load(12, as: UInt16.self)) }
    var upper: Int { Int(load(14, as: UInt16.self)) }
    /// Of a page of a long value: how many pages it takes.
    var overflowPages: UInt64 { UInt64(load(12, as: UInt32.self)) }
}

/// What a head says of one tree.
struct TreeRecord: Equatable {
    static let size = 48
    static let noRoot = UInt64.max

    let pad: UInt32
    let flags: UInt16
    let depth: UInt16
    let branchPages: UInt64
    let leafPages: UInt64
    let overflowPages: UInt64
    let entries: UInt64
    let root: UInt64

    init(_ page: Page, at offset: Int) {
        pad = page.load(offset, as: UInt32.self)
        flags = page.load(offset + 4, as: UInt16.self)
        depth = page.load(offset + 6, as: UInt16.self)
        branchPages = page.load(offset + 8, as: UInt64.self)
        leafPages = page.load(offset + 16, as: UInt64.self)
        overflowPages = page.load(offset + 24, as: UInt64.self)
        entries = page.load(offset + 32, as: UInt64.self)
        root = page.load(offset + 40, as: UInt64.self)
    }
}

/// One of the two heads of a data file: each commit writes the older one anew.
struct Head {
    let freePages: TreeRecord
    let tables: TreeRecord
    let lastPage: UInt64
    let transaction: UInt64

    /// - Returns: nil and the reason where it is no head.
    static func read(_ file: PageFile, _ number: UInt64) throws(LMDBError) -> (head: Head?, reason: String) {
        read(try file.page(number), number)
    }

    /// The head in a page.
    static func read(_ page: Page?, _ number: UInt64) -> (head: Head?, reason: String) {
        guard let page else { return (nil, "is missing") }
        guard page.statedNumber == number, page.flags == Page.meta else { return (nil, "is not marked as one") }
        guard page.load(16, as: UInt32.self) == 0xbeef_c0de, page.load(20, as: UInt32.self) == 1 else {
            return (nil, "has not the mark and version of LMDB 0.9")
        }
        let head = Head(
            freePages: TreeRecord(page, at: 40), tables: TreeRecord(page, at: 88),
            lastPage: page.load(136, as: UInt64.self), transaction: page.load(144, as: UInt64.self))
        guard head.freePages.pad == UInt32(page.size) else { return (nil, "has another size of pages") }
        // The tree of free pages has the environment's flags: integer keys, and perhaps a file without a folder.
        guard head.freePages.flags & ~0x4000 == UInt16(MDB_INTEGERKEY), head.tables.flags == 0 else {
            return (nil, "has flags that no store has")
        }
        // A new store has two heads of no commit.
        guard head.transaction & 1 == number || head.transaction == 0 else {
            return (nil, "bears the number of another commit")
        }
        return (head, "")
    }
}
