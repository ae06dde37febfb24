import Glibc

/// Sorted runs of a view's rows, merged into one order: so each table of a view that is built from nothing is written once, from its
/// first key to its last, whatever its size. Runs that are more than memory should hold stand in a file without a name.
///
/// Written at random, a table that is larger than memory is read and written again with every few thousand streams; and its pages
/// stay a third empty.
final class RowRuns {
    /// The name that the file has until it is open.
    static let fileName = "rows.part"

    private let folder: String
    /// Bytes of runs that stay in memory.
    private let bytesInMemory: Int
    private var kept = 0
    private var file: Int32?
    private var fileEnd = 0
    private var runs: [RowRun] = []
    /// Rows in all runs.
    private(set) var count = 0

    /// - Parameter folder: where the file is made if there is need for it.
    init(folder: String, bytesInMemory: Int) {
        self.folder = folder
        self.bytesInMemory = bytesInMemory
    }

    deinit { if let file { close(file) } }

    var isEmpty: Bool { runs.isEmpty }

    /// Whether some of the runs stand in the file.
    var hasFile: Bool { file != nil }

    /// Adds a run.
    /// - Parameter rows: sorted by ``GatheredRows/sort()``.
    /// - Throws: `noSpace`, `directoryUnusable`.
    func add(_ rows: GatheredRows) throws {
        let records = rows.records
        guard !records.isEmpty else { return }
        count += rows.count
        if kept + records.count <= bytesInMemory {
            kept += records.count
            runs.append(RowRun(records))
            return
        }
        let file = try openFile()
        try DurableFile.write(records, to: file, path: path)
        runs.append(
            RowRun(
                file: file, path: path, range: fileEnd..<fileEnd + records.count,
                checksum: CRC32C.checksum(records.span.bytes)))
        fileEnd += records.count
    }

    private var path: String { "\(folder)/\(Self.fileName)" }

    private func openFile() throws -> Int32 {
        if let file { return file }
        let opened = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw DurableFile.failure("create", path) }
        // What it holds is of no use to anybody else, nor after a crash.
        unlink(path)
        file = opened
        return opened
    }

    // MARK: Merging

    /// The runs that have a row left, as a heap: the one whose key comes first stands at the top, of the same key the newest run.
    private var heap: [Int] = []
    private var newestKey: [UInt8] = []

    /// Begins with the first row. Once only.
    func begin() throws {
        for index in runs.indices where try runs[index].advance() {
            heap.append(index)
        }
        for place in heap.indices.reversed() { sink(place) }
    }

    /// Lends the next row's key and value, in the order of all runs; of one key only what was added last.
    /// - Returns: `false` at the end.
    /// - Throws: `viewsDamaged`, at the latest at the end of a run, where the file is not what was written to it.
    func next(_ body: (_ key: RawSpan, _ value: RawSpan) throws -> Void) throws -> Bool {
        while let top = heap.first {
            let isNew = newestKey.isEmpty || !runs[top].hasKey(newestKey)
            if isNew {
                runs[top].copyKey(to: &newestKey)
                try runs[top].lend(body)
            }
            if try !runs[top].advance() {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            if !heap.isEmpty { sink(0) }
            if isNew { return true }
        }
        return false
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let order = runs[left].order(to: runs[right])
        return order == 0 ? left > right : order < 0
    }

    private func sink(_ start: Int) {
        var place = start
        while true {
            var first = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && precedes(heap[child], heap[first]) {
                first = child
            }
            guard first != place else { return }
            heap.swapAt(first, place)
            place = first
        }
    }
}
