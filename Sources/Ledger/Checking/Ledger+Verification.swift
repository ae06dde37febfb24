import LMDB

extension Ledger {
    /// Recomputes every hash, root, signature, chain, back pointer and blob of the node and says what does not check.
    ///
    /// A damaged page of the store can end the process that reads it: call it in a child process where that matters.
    /// - Parameter progress: told about every 65,536 entries.
    /// - Throws: only where the store cannot be read at all.
    /// - Complexity: reads and hashes everything; memory of 32 bytes a stream.
    public func verify(progress: @escaping (Progress) -> Void = { _ in }) throws -> Verification {
        var result = try store.read { transaction in
            var verifier = LogVerifier(
                tables: store.tables, identities: logs,
                progress: { progress(Progress(label: "verifying", done: $0, total: $1)) })
            try verifier.run(in: transaction)
            return verifier.result
        }
        try checkBlobs(into: &result, progress: progress)
        return result
    }

    /// Reads every blob and compares it with its name.
    func checkBlobs(into result: inout Verification, progress: (Progress) -> Void) throws {
        let (digests, strangers) = try blobs.list()
        for (index, digest) in digests.enumerated() {
            do { _ = try blobs.content(of: digest) } catch { result.add(.init(message: error.message)) }
            progress(Progress(label: "reading blobs", done: UInt64(index + 1), total: UInt64(digests.count)))
        }
        for stranger in strangers {
            result.add(.init(message: "The file blobs/\(stranger) is no blob."))
        }
        result.blobs = digests.count
    }
}
