extension PartyRecord {
    /// Why a head is not taken from this party, though the log's key has signed it; nil if it is.
    ///
    /// The registrar states where a log ended, and up to where a revoked key was good: there the tree must be what it states.
    public func refusal(of head: MirrorState.Head) -> String? {
        if isSuspended { return "the party is suspended" }
        if let end {
            if head.size > end.size { return "the log ended at size \(end.size), and the head's size is \(head.size)" }
            if head.size == end.size, head.root != end.root {
                return "the log ended at size \(end.size) with another root"
            }
        }
        if let lastGood, head.size == lastGood.size, head.root != lastGood.root {
            return "the registrar states another root at size \(lastGood.size), the last good one of a revoked key"
        }
        return nil
    }
}
