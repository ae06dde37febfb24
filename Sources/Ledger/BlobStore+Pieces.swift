import Glibc
public import TransparencyLog

extension BlobStore {
    /// The bytes of a blob that is here; nil if it is not.
    /// - Throws: `directoryUnusable`.
    public func byteCount(of digest: Digest) throws(LedgerError) -> Int? { try DurableFile.size(of: path(of: digest)) }

    /// A piece of a blob, which nobody has hashed: for a reader who takes the whole and checks it against its name.
    ///
    /// - Parameters:
    ///   - offset: where it begins.
    ///   - count: its bytes at most.
    /// - Returns: fewer bytes at the blob's end; none beyond it.
    /// - Throws: `blobDamaged` where the blob is not here, `directoryUnusable`.
    public func piece(of digest: Digest, at offset: Int, count: Int) throws(LedgerError) -> [UInt8] {
        let path = path(of: digest)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            guard errno == ENOENT else { throw DurableFile.failure("open", path) }
            throw LedgerError(
                .blobDamaged, "The blob \(digest.hex) is not here.", remedy: "Take it from the party that sent it.")
        }
        defer { close(file) }
        guard lseek(file, offset, SEEK_SET) >= 0 else { throw DurableFile.failure("read", path) }
        var bytes = [UInt8](repeating: 0, count: count)
        let done = try DurableFile.read(file, into: &bytes, path: path)
        bytes.removeLast(count - done)
        return bytes
    }
}
