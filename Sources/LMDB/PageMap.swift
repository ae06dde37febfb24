internal import Glibc
internal import Synchronization

/// A data file's pages in a map of our own, for reading only: what is read there can be compared with its sum first.
///
/// The map begins as long as the file needs, and is made anew, twice as long, as the file grows; the shorter ones stay, for what was read in them is
/// still in use. LMDB reserves address space for the greatest file at once, which there may not be twice.
///
/// Sendable without the compiler's check, because it owns maps: nothing in them is changed through it.
@safe
final class PageMap: @unchecked Sendable {
    /// The length of the first map at least, in bytes.
    private static let leastBytes = 1 << 26

    let path: String
    let pageSize: Int
    /// How many pages there may be.
    let room: UInt64
    private let file: Int32
    /// The address of the longest map.
    private let start = Atomic<UInt>(0)
    /// Whole pages that the file is known to have, all of them in that map.
    private let known = Atomic<UInt64>(0)
    /// All maps: address and length.
    private let maps = Locked<[Map]>([])

    private struct Map: Sendable {
        let address: UInt
        let length: Int
    }

    /// Maps the file.
    /// - Parameter size: the greatest size that the file may come to, in bytes.
    init(_ path: String, size: Int, pageSize: Int) throws(LMDBError) {
        file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        self.pageSize = pageSize
        var status = stat()
        // LMDB's map is as long as the file at least.
        let length = unsafe file >= 0 && fstat(file, &status) == 0 ? Int(status.st_size) : 0
        room = UInt64((max(size, length) + pageSize - 1) / pageSize)
        guard file >= 0, length < pageSize || look() > 0 else {
            throw LMDBError(code: errno, operation: "map pages", path: path)
        }
    }

    deinit {
        for map in maps.withLock({ $0 }) {
            _ = unsafe munmap(UnsafeMutableRawPointer(bitPattern: map.address), map.length)
        }
        if file >= 0 { close(file) }
    }

    /// How many whole pages the file has now.
    var pageCount: UInt64 { look() }

    /// A page; nil where the file ends before it.
    func page(_ number: UInt64) -> Page? {
        guard number < known.load(ordering: .acquiring) || number < look(),
            let start = unsafe UnsafeRawPointer(bitPattern: start.load(ordering: .acquiring))
        else { return nil }
        return unsafe Page(number: number, start: start + Int(number) * pageSize, size: pageSize)
    }

    /// The bytes of pages that follow each other, where the file has all of them.
    func bytes(_ first: UInt64, count: UInt64) -> UnsafeRawBufferPointer? {
        // The last one first: the map that has it has the others.
        guard count > 0, count <= room, first < room, page(first + count - 1) != nil,
            let start = unsafe UnsafeRawPointer(bitPattern: start.load(ordering: .acquiring))
        else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start + Int(first) * pageSize, count: Int(count) * pageSize)
    }

    /// Asks how long the file is now, and maps all of it.
    private func look() -> UInt64 {
        maps.withLock { maps in
            var status = stat()
            guard unsafe fstat(file, &status) == 0 else { return 0 }
            let greatest = Int(room) * pageSize
            let wanted = min(Int(status.st_size), greatest)
            if wanted > maps.last?.length ?? 0 {
                let length = min(greatest, max(2 * wanted / pageSize * pageSize, Self.leastBytes))
                let made = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, file, 0)
                guard unsafe made != MAP_FAILED, let made = unsafe made else { return 0 }
                let map = Map(address: UInt(bitPattern: made), length: length)
                maps.append(map)
                start.store(map.address, ordering: .releasing)
            }
            let count = UInt64(wanted / pageSize)
            known.store(count, ordering: .releasing)
            return count
        }
    }
}
