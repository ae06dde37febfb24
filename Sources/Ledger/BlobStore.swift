import Glibc
public import TransparencyLog

/// Content-addressed files: what is too large for an entry. Durable before the entry that names it commits, checked on every read.
public struct BlobStore: Sendable {
    /// The largest blob, in bytes.
    public static let maximumBytes = 256 << 20

    let folder: String

    /// Stores `bytes` durably and returns their SHA-256, by which they are named. Storing the same twice changes nothing.
    /// - Throws: `LedgerError`: `tooLarge`, `noSpace`, `directoryUnusable`.
    public func store(_ bytes: [UInt8]) throws(LedgerError) -> Digest {
        guard bytes.count <= Self.maximumBytes else {
            throw LedgerError(
                .tooLarge, "The blob has \(bytes.count) bytes; at most \(Self.maximumBytes) are taken.",
                remedy: "Split or compress the document.")
        }
        let digest = Digest.sha256(bytes)
        let file = path(of: digest)
        if let present = try DurableFile.read(file, limit: Self.maximumBytes), present == bytes { return digest }
        try DurableFile.makeFolder(parent(of: digest), mode: 0o700)
        try DurableFile.syncFolder(of: parent(of: digest))
        try DurableFile.write(bytes, to: file, mode: 0o600)
        return digest
    }

    /// The content of a blob, or nil if it is not here.
    /// - Throws: `blobDamaged` if the file does not have the hash that names it.
    public func content(of digest: Digest) throws(LedgerError) -> [UInt8]? {
        guard let bytes = try DurableFile.read(path(of: digest), limit: Self.maximumBytes) else { return nil }
        guard Digest.sha256(bytes) == digest else {
            throw LedgerError(
                .blobDamaged, "The blob \(digest.hex) does not have the content that its name says.",
                remedy: "Take it again from a backup or from the party that sent it.")
        }
        return bytes
    }

    /// Whether a blob is here, its content unread.
    public func holds(_ digest: Digest) -> Bool { DurableFile.exists(path(of: digest)) }

    /// The hashes of all blobs here, in ascending order, and the names of files that are no blobs.
    public func list() throws(LedgerError) -> (blobs: [Digest], strangers: [String]) {
        var blobs: [Digest] = []
        var strangers: [String] = []
        for part in try names(in: folder) {
            for name in try names(in: "\(folder)/\(part)") {
                if name.hasSuffix(".part") { continue }
                if let digest = Digest(hex: part + name) {
                    blobs.append(digest)
                } else {
                    strangers.append("\(part)/\(name)")
                }
            }
        }
        return (blobs.sorted(), strangers.sorted())
    }

    private func names(in folder: String) throws(LedgerError) -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOTDIR { return [] }
            throw DurableFile.failure("list", folder)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func parent(of digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))" }

    private func path(of digest: Digest) -> String { "\(parent(of: digest))/\(digest.hex.dropFirst(2))" }
}
