public import TransparencyLog

/// What happens to a mirror: the only things that move it. Times are milliseconds of a clock that never goes back.
public enum MirrorInput: Sendable {
    /// Look for something new now, whatever the backoff says.
    case poll
    /// The log is said to have grown: its checkpoint is asked for as soon as one may be looked at, and not before the backoff says so.
    case announced
    /// An answer to a request, whole.
    case answered(RequestID, MirrorResponse)
    /// The package that was handed out last is durable. Blobs that its entries name and that are not held, each with the number of the
    /// entry; and those of its entries that disclose others. Whoever commits has added them to the package's state with
    /// ``MirrorState/add(missingBlobs:grants:)``.
    case committed(missingBlobs: [Digest: UInt64], grants: [UInt64])
    /// The package could not be committed: why, in words. The node holds what it held before.
    case commitFailed(String)
    /// The receipt that was asked for stands in the reader's own log.
    case receiptRecorded(reader: String, number: UInt64)
    /// The receipt could not be recorded; it is asked for again later.
    case receiptFailed(reader: String)
    /// Somebody else shows a head of this log: a signed note. The peer's origin, for its tiles.
    case shown(note: String, by: String)
    /// What is known of the log's party has changed: keys, suspension, end.
    case party(PartyRecord)
    /// Nothing but time has passed.
    case tick
}

/// What a mirror wants done. Everything else it keeps to itself.
public enum MirrorOutput: Sendable {
    /// Send a request; answer with ``MirrorInput/answered(_:_:)`` in time or with `.failed`.
    case request(RequestID, MirrorRequest, from: MirrorSource)
    /// Commit a package durably, in one transaction; answer with `.committed` or `.commitFailed`. One is under way at a time.
    case commit(MirrorPackage)
    /// Sign a cosignature of the head that was just committed, and send it to the log. Sent again after a restart.
    case cosign(note: String)
    /// Also sign it with the mirror key, which says that every entry below it is held.
    case cosignAsMirror(note: String)
    /// Record a receipt in the reader's own log: it holds all entries addressed to it up to this one, with their blobs.
    case receipt(reader: String, number: UInt64, leaf: Digest)
    /// The log has signed two histories: alarm, and keep the exhibit. It is in the committed state by then.
    case forked(ForkExhibit)
    /// Something that the operator should know, once.
    case problem(MirrorProblem)
    /// Everything that can be fetched now has been.
    case idle(size: UInt64, filled: UInt64)
    /// Call again with `.tick` at this time at the latest.
    case wake(at: Int64)
}
