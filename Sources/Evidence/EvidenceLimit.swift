/// The limits of the evidence file.
public enum EvidenceLimit {
    /// Bytes in a file.
    public static let fileBytes = 1 << 26
    /// Related streams.
    public static let related = 256
    /// Logs.
    public static let logs = 256
    /// Witnesses of one checkpoint: with the log's own, a note has at most 100 signatures.
    public static let witnesses = 99
    /// Entries in all logs together, shown and hidden.
    public static let entries = 65_536
    /// Hashes in the inclusion proof of one entry.
    public static let proofHashes = 63
    /// Blobs of one entry.
    public static let blobs = 256
    /// Lines of the policy.
    public static let policyLines = 256
    /// Exhibits.
    public static let exhibits = 256
    /// Hashes of one exhibit.
    public static let openingHashes = 65
}
