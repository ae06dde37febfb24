import LMDB

extension Environment {
    /// Pages that LMDB may have given out at the file's end and never written.
    private static let pagesUnwritten = 256

    /// How long the data file is.
    var lengthInBytes: Int {
        get throws { try DurableFile.size(of: "\(path)/data.mdb") ?? 0 }
    }

    /// Whether the data file is as long as its pages in use need: reading behind its end would end the process.
    ///
    /// A file that lacks fewer pages than LMDB may leave unwritten passes.
    var holdsItsPages: Bool {
        get throws {
            let info = try info
            let size = try DurableFile.size(of: "\(path)/data.mdb") ?? 0
            return size / info.pageSize + Self.pagesUnwritten > info.lastPage
        }
    }
}
