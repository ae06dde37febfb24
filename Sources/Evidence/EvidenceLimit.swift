/// The limits of version 1 of the evidence file.
public enum EvidenceLimit {
    /// Bytes in a file.
    public static let fileBytes = 1 << 26
    /// Related streams.
    public static let related = 256
    /// Logs.
    public static let logs = 256
    /// Witnesses of one checkpoint: with the log's own, a note has at most 100 signatures.
    public static let witnesses = 99
    /// Entries in all logs together.
    public static let entries = 65_536
    /// Hashes in the inclusion proof of one entry.
    public static let proofHashes = 63
    /// Blobs of one entry.
    public static let blobs = 256
}
