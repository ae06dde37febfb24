internal import Glibc
internal import Synchronization

/// A data file's pages in a map of our own, for reading only: what is read there can be compared with its sum first.
///
/// Sendable without the compiler's check, because it owns a map: nothing in it is changed through it.
@safe
final class PageMap: @unchecked Sendable {
    let path: String
    let pageSize: Int
    private let file: Int32
    private let start: UnsafeRawPointer
    private let capacity: Int
    /// Whole pages that the file is known to have.
    private let known = Atomic<UInt64>(0)

    /// Maps the file.
    /// - Parameter size: the greatest size that the file may come to, in bytes; address space only.
    init(_ path: String, size: Int, pageSize: Int) throws(LMDBError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw LMDBError(code: errno, operation: "map pages", path: path) }
        var status = stat()
        // LMDB's map is as long as the file at least.
        let length = unsafe fstat(file, &status) == 0 ? Int(status.st_size) : 0
        let capacity = (max(size, length) + pageSize - 1) / pageSize * pageSize
        let start = unsafe mmap(nil, capacity, PROT_READ, MAP_SHARED, file, 0)
        guard unsafe start != MAP_FAILED, let start = unsafe start else {
            let error = LMDBError(code: errno, operation: "map pages", path: path)
            close(file)
            throw error
        }
        self.path = path
        self.pageSize = pageSize
        self.file = file
        unsafe self.start = UnsafeRawPointer(start)
        self.capacity = capacity
    }

    deinit {
        _ = unsafe munmap(UnsafeMutableRawPointer(mutating: start), capacity)
        close(file)
    }

    /// How many pages the map has room for.
    var room: UInt64 { UInt64(capacity / pageSize) }

    /// How many whole pages the file has now.
    var pageCount: UInt64 { look() }

    /// A page; nil where the file ends before it.
    func page(_ number: UInt64) -> Page? {
        guard number < known.load(ordering: .relaxed) || number < look() else { return nil }
        return unsafe Page(number: number, start: start + Int(number) * pageSize, size: pageSize)
    }

    /// The bytes of pages that follow each other, where the file has all of them.
    func bytes(_ first: UInt64, count: UInt64) -> UnsafeRawBufferPointer? {
        guard count > 0, page(first) != nil, count <= room, page(first + count - 1) != nil else { return nil }
        return unsafe UnsafeRawBufferPointer(
            start: start + Int(first) * pageSize, count: Int(count) * pageSize)
    }

    /// Asks how long the file is now.
    private func look() -> UInt64 {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { return 0 }
        let count = min(UInt64(Int(status.st_size) / pageSize), room)
        known.store(count, ordering: .relaxed)
        return count
    }
}
