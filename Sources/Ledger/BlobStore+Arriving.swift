import Glibc
public import TransparencyLog

/// Blobs that come in pieces, from elsewhere, and may be interrupted at any byte.
///
/// What has come lies in `blobs/arriving/` under the blob's hash, and survives a crash: the transfer goes on where it stopped. Nothing of
/// it is trusted before ``complete(_:)`` has hashed it whole. One transfer of a blob at a time.
extension BlobStore {
    static let arrivals = "arriving"
    /// Bytes that arriving blobs have together.
    static let maximumArrivingBytes = 8 << 30
    /// Bytes that are hashed at a time.
    private static let pieceBytes = 1 << 20

    /// How many bytes of a blob have come. They may be wrong, and the last of them lost in a crash.
    /// - Throws: `directoryUnusable`.
    public func arrivedBytes(of digest: Digest) throws(LedgerError) -> Int {
        try DurableFile.size(of: arrivalPath(of: digest)) ?? 0
    }

    /// Puts down a piece of a blob that comes.
    /// Where arriving blobs would have more than ``maximumArrivingBytes`` together, those that have rested longest are thrown away.
    /// - Parameter offset: where in the blob it stands: not beyond what has come. What had come from there on is replaced.
    /// - Throws: `tooLarge` beyond ``maximumBytes``; `badProposal` where the piece would leave a gap; `noSpace`, `directoryUnusable`.
    public func take(_ piece: [UInt8], of digest: Digest, at offset: Int) throws(LedgerError) {
        guard offset >= 0, offset <= Self.maximumBytes - piece.count else {
            // It is no blob: kept, it would take the place for ever.
            abandon(digest)
            throw LedgerError(
                .tooLarge, "The blob \(digest.hex) is longer than \(Self.maximumBytes) bytes.",
                remedy: "Its sender lies about it, or is of a newer version.")
        }
        try DurableFile.makeFolder("\(folder)/\(Self.arrivals)", mode: 0o700)
        let path = arrivalPath(of: digest)
        try makeRoom(for: offset + piece.count, of: digest, within: Self.maximumArrivingBytes)
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        defer { close(file) }
        let end = lseek(file, 0, SEEK_END)
        guard end >= 0 else { throw DurableFile.failure("seek in", path) }
        guard offset <= Int(end) else {
            throw LedgerError(
                .badProposal, "The piece at \(offset) of the blob \(digest.hex) leaves a gap after \(end) bytes.",
                remedy: "Ask for the blob from where it stops.")
        }
        guard ftruncate(file, off_t(offset)) == 0, lseek(file, off_t(offset), SEEK_SET) >= 0 else {
            throw DurableFile.failure("cut", path)
        }
        try DurableFile.write(piece, to: file, path: path)
    }

    /// Ends a transfer: hashes what has come, and gives it its name, durably.
    /// - Throws: `blobDamaged` where it has not the hash that names it: what had come is then thrown away; `noSpace`,
    ///   `directoryUnusable`.
    /// - Complexity: linear in the bytes, with 1 MiB of memory, and three syncs.
    public func complete(_ digest: Digest) throws(LedgerError) {
        let path = arrivalPath(of: digest)
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        defer { close(file) }
        var hasher = DigestStream()
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = try DurableFile.read(file, into: &piece, path: path)
            hasher.update(piece[..<count])
            if count < piece.count { break }
        }
        guard hasher.digest == digest else {
            abandon(digest)
            throw LedgerError(
                .blobDamaged, "What came of the blob \(digest.hex) does not have that hash.",
                remedy: "It is fetched again; if this stays, ask its sender to verify.")
        }
        guard fsync(file) == 0 else { throw DurableFile.failure("sync", path) }
        let target = self.path(of: digest)
        try DurableFile.makeFolder(DurableFile.parent(of: target), mode: 0o700)
        guard rename(path, target) == 0 else { throw DurableFile.failure("rename", path) }
        try DurableFile.syncFolder(of: target)
    }

    /// Throws away what has rested longest of other blobs, until all that arrives has at most `limit` bytes, with `count` of this one.
    func makeRoom(for count: Int, of digest: Digest, within limit: Int) throws(LedgerError) {
        var others: [(path: String, bytes: Int, moved: (Int, Int))] = []
        var total = count
        for name in try DurableFile.names(in: "\(folder)/\(Self.arrivals)") where name != digest.hex {
            let path = "\(folder)/\(Self.arrivals)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            others.append((path, Int(status.st_size), (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)))
            total += Int(status.st_size)
        }
        guard total > limit else { return }
        for other in others.sorted(by: { $0.moved < $1.moved }) where total > limit {
            unlink(other.path)
            total -= other.bytes
        }
    }

    /// Throws away what has come of a blob.
    public func abandon(_ digest: Digest) { unlink(arrivalPath(of: digest)) }

    private func arrivalPath(of digest: Digest) -> String { "\(folder)/\(Self.arrivals)/\(digest.hex)" }
}
