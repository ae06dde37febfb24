/// How much of another party's log a node keeps.
public enum MirrorMode: Sendable, Hashable {
    /// Every entry and every hash: a full mirror. The log's party has named it in its admission.
    case full
    /// The whole tree's upper hashes, and the entries addressed to one of these parties (`role:code`, hosted here).
    case filtered(readers: [String])
    /// Heads and the whole tree's upper hashes; no entry.
    case heads
}
