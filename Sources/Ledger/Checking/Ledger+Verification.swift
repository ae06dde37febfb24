extension Ledger {
    /// Recomputes every hash, root, signature, chain, back pointer and blob of the node and says what does not check.
    ///
    /// A damaged page of the store can end the process that reads it: call it in a child process where that matters. Writing goes
    /// on meanwhile; what is committed until it ends is checked too.
    /// - Parameter progress: told about every 65,536 entries.
    /// - Throws: only where the node's blobs cannot be listed.
    /// - Complexity: reads and hashes everything, on two cores where there are; memory of at most 43 bytes a stream and a reader of a
    ///   log, and half as much again for the moment in which their table grows.
    public func verify(progress: @escaping (Progress) -> Void = { _ in }) throws -> Verification {
        try Self.verify(store, blobs, progress: progress)
    }

    /// As `verify`, for a node that may be too damaged to be opened. It is opened for reading, and its views are left alone.
    /// - Throws: `LedgerError`: `notANode`, `newerFormat`, `directoryUnusable`, and `damaged` only where the directory's settings
    ///   cannot be read: what the log's store says is in the result.
    public static func verify(
        _ directory: DataDirectory, progress: @escaping (Progress) -> Void = { _ in }
    ) throws -> Verification {
        let settings = try directory.settings()
        let store: LogStore
        do {
            store = try LogStore(
                path: directory.log, mapBytes: settings.logMapBytes, access: .reading, checksPages: true)
        } catch let error as LedgerError where error.code == .damaged || error.code == .newerFormat {
            var result = Verification()
            result.add(.init(message: error.message))
            return result
        }
        defer { store.close() }
        return try verify(store, BlobStore(folder: directory.blobs), progress: progress)
    }

    static func verify(
        _ store: LogStore, _ blobs: BlobStore, progress: @escaping (Progress) -> Void
    ) throws -> Verification {
        var verifier = LogVerifier(store: store) {
            progress(Progress(label: "verifying", done: $0, total: $1))
        }
        verifier.run()
        var result = verifier.result
        let (digests, strangers) = try blobs.list()
        for (index, digest) in digests.enumerated() {
            do { _ = try blobs.content(of: digest) } catch { result.add(.init(message: error.message)) }
            progress(Progress(label: "reading blobs", done: UInt64(index + 1), total: UInt64(digests.count)))
        }
        for stranger in strangers {
            result.add(.init(message: "The file blobs/\(stranger) is no blob."))
        }
        result.blobs = digests.count
        return result
    }
}
