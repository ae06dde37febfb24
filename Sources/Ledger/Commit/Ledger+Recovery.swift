extension Ledger {
    /// Lets a ledger that was opened with `holdsAppends` append and sign from now on: once it is certain that nobody has seen a newer head of
    /// this node's logs, or by an administrator's word. Without effect otherwise. Waits for the writer's turn.
    public func allowAppends() { writer?.allowAppends() }

    /// Appends and signs nothing from now on, as with `holdsAppends`: somebody holds a head of ours that this node cannot have signed.
    public func holdAppends() { writer?.holdAppends() }

    /// Whether appends are refused as `notYetSafe`.
    public var holdsAppends: Bool { writer?.isHolding ?? false }

    /// Appends to an own log, byte for byte, what somebody else has kept of it: a node that lost its newest entries takes them from its full
    /// mirror.
    ///
    /// Everything is checked before the first entry is written; then they are written in transactions of some thousands. After a crash
    /// in the middle the same call goes on where it stopped. Appends that are held stay held; and whatever is allowed, nothing is appended
    /// until the entries of others that these entries name have been mirrored, since decisions would rest on less than the node knew.
    /// - Parameters:
    ///   - log: a log that this node hosts.
    ///   - entries: the last entries of the tree that `checkpoint` covers, up to its end. Those that are here already must be the same.
    ///   - checkpoint: a note that this log's own key has signed.
    /// - Throws: `LedgerError`: `unknownLog`; `badMirror` where the checkpoint is not ours, does not cover just these entries, contradicts what is
    ///   here (the log has been forked), entries in between are missing, or one is not well-formed or not of this log; `readOnly`, `noSpace`, `damaged`,
    ///   `busy`, `closed`, `commitUnknown`.
    public func recover(own log: LogIdentity, entries: [[UInt8]], checkpoint: String) throws {
        let bytes = entries.reduce(0) { $0 + $1.count }
        try requireWriter().perform(bytes: bytes) { try $0.recover(log, entries, checkpoint) }
    }
}
