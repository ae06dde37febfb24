import TransparencyLog

/// The longest right answers, in bytes: whoever sends more is cut off there.
public enum AnswerLimit {
    /// A signed note.
    public static let note = Note.maximumByteCount
    /// A tile of hashes.
    public static let hashes = Tile.fullWidth * Digest.byteCount
    /// A bundle of entries, each after two bytes of length.
    public static let bundle = Tile.fullWidth * (EntryBundle.maximumEntryByteCount + 2)
    /// A page of entries: 8 MiB, and a last entry that crosses it, with their numbers and lengths.
    public static let page = (8 << 20) + EntryBundle.maximumEntryByteCount + 8 + 4_096 * 10
    /// The heads of all logs that a peer holds.
    public static let heads = 64 << 20
    /// What one call of the relay takes away, or brings.
    public static let relay = 32 << 20
    /// What a peer knows of a stream.
    public static let knowledge = 64 << 20
    /// A problem document, or nothing.
    public static let answer = 64 << 10
}
