public import Claims

/// Which findings to list.
public struct FindingsQuery: Sendable {
    /// Rules, by number; every rule if empty.
    public var numbers: Set<UInt32> = []
    /// Only findings of this severity or a greater one.
    public var severity = Finding.Severity.notice
    /// Only what entries from this position of the node on may have changed; nil for all that the node holds.
    public var since: UInt64?
    /// Findings of a page, about: those of one stream stay together.
    public var limit = 50
    /// The last stream of the page before.
    public var after: String?

    public init() {}
}

/// A finding, and the stream in which it is found.
public struct FindingRow: Sendable, Codable {
    public let stream: String
    /// What a list shows of the stream; nil for one with nothing to list.
    public let row: ListRow?
    public let finding: Trace.Finding
}

/// A page of findings, in the order of their streams.
public struct FindingsPage: Sendable, Codable {
    public internal(set) var rows: [FindingRow] = []
    /// Streams that were examined for this page.
    public internal(set) var examined = 0
    /// How many entries the node held: what to give as `since` to be told what later entries changed.
    public let through: UInt64
    /// What to give as `after` for the next page; nil on the last.
    public internal(set) var next: String?
}
