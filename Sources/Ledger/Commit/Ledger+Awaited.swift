/// An entry of another log that has to be here before a node appends: its own entries name it.
public struct AwaitedEntry: Sendable, Equatable {
    public let origin: String
    /// The newest that is named of this log.
    public let number: UInt64
}

extension Ledger {
    /// What a node waits for that has taken back its own log, by origin; empty where it waits for nothing. What has come since it was last
    /// written may still be among it.
    /// - Throws: `LedgerError`: `notANode`, `damaged`, `directoryUnusable`.
    public static func awaited(in directory: DataDirectory) throws(LedgerError) -> [AwaitedEntry] {
        _ = try directory.settings()
        return list(try AwaitedEntries(in: directory))
    }

    /// Waits no more for the entries of some logs: the node appends again, and its decisions rest on less than it once knew. Nobody may have
    /// the node open for writing.
    /// - Parameters:
    ///   - origins: the logs; nil for all of them.
    ///   - record: is given what is given up, before it is; where it throws, everything stays.
    /// - Returns: what was given up.
    /// - Throws: `LedgerError`: `notANode`, `secondWriter`, `damaged`, `noSpace`, `directoryUnusable`; what `record` throws.
    public static func giveUpAwaited(
        of origins: Set<String>? = nil, in directory: DataDirectory, record: ([AwaitedEntry]) throws -> Void
    ) throws -> [AwaitedEntry] {
        _ = try directory.settings()
        let lock = try WriterLock(directory: directory.path)
        let all = try AwaitedEntries(in: directory)
        var left = all
        left.forget { (origin, _) in origins?.contains(origin) ?? true }
        let givenUp = list(all).filter { left.newest[$0.origin] == nil }
        if !givenUp.isEmpty {
            try record(givenUp)
            try left.write(to: directory)
        }
        lock.release()
        return givenUp
    }

    private static func list(_ awaited: AwaitedEntries) -> [AwaitedEntry] {
        awaited.newest.sorted { $0.key < $1.key }.map { AwaitedEntry(origin: $0.key, number: $0.value) }
    }
}
