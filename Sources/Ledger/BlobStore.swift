import Glibc
public import TransparencyLog

/// Content-addressed files: what is too large for an entry. Durable before the entry that names it commits, checked on every read.
///
/// A blob lies in `blobs/`, in a folder of the first two digits of its hash, under the other 62. Any thread may store and read.
public struct BlobStore: Sendable {
    /// The largest blob, in bytes.
    public static let maximumBytes = 256 << 20

    let folder: String
    /// Where blobs are written before they get their name. What a crash left there is nobody's.
    private var workshop: String { "\(folder)/incoming" }

    /// Stores `bytes` durably and returns their SHA-256, by which they are named. Storing the same twice changes nothing; a file
    /// that was damaged since is replaced.
    /// - Throws: `LedgerError`: `tooLarge`, `noSpace`, `directoryUnusable`.
    /// - Complexity: linear in the bytes, and three syncs.
    public func store(_ bytes: [UInt8]) throws(LedgerError) -> Digest {
        guard bytes.count <= Self.maximumBytes else {
            throw LedgerError(
                .tooLarge, "The blob has \(bytes.count) bytes; at most \(Self.maximumBytes) are taken.",
                remedy: "Split or compress the document.")
        }
        let digest = Digest.sha256(bytes)
        let file = path(of: digest)
        if let size = try DurableFile.size(of: file), size == bytes.count,
            try DurableFile.read(file, limit: size) == bytes
        {
            // The call that wrote it may have failed before its name was durable.
            try DurableFile.syncFolder(of: file)
            try DurableFile.syncFolder(of: DurableFile.parent(of: file))
            return digest
        }
        try DurableFile.makeFolder(workshop, mode: 0o700)
        try DurableFile.makeFolder(DurableFile.parent(of: file), mode: 0o700)
        try DurableFile.write(bytes, to: file, mode: 0o600, workshop: workshop)
        return digest
    }

    /// The content of a blob, or nil if it is not here.
    /// - Throws: `blobDamaged` if the file does not have the hash that names it.
    public func content(of digest: Digest) throws(LedgerError) -> [UInt8]? {
        let file = path(of: digest)
        guard let size = try DurableFile.size(of: file) else { return nil }
        guard size <= Self.maximumBytes, let bytes = try DurableFile.read(file, limit: Self.maximumBytes),
            Digest.sha256(bytes) == digest
        else {
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
        for part in try DurableFile.names(in: folder) where part != "incoming" && part != Self.arrivals {
            let names = try DurableFile.names(in: "\(folder)/\(part)")
            if names.isEmpty, part.count != 2 { strangers.append(part) }
            for name in names {
                if part.count == 2, let digest = Digest(hex: part + name), digest.hex == part + name {
                    blobs.append(digest)
                } else {
                    strangers.append("\(part)/\(name)")
                }
            }
        }
        return (blobs.sorted(), strangers.sorted())
    }

    /// Removes what a crash left half written. Only where no other process stores blobs: under the writer's lock.
    func clearWorkshop() throws(LedgerError) {
        for name in try DurableFile.names(in: workshop) { unlink("\(workshop)/\(name)") }
    }

    func path(of digest: Digest) -> String {
        let hex = digest.hex
        return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }
}
