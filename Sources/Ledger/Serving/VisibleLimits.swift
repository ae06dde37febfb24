/// How much one page of visible entries may take.
public struct VisibleLimits: Sendable, Equatable {
    /// Entries in the page.
    public var entries = 4_096
    /// Bytes of entries in the page; the first entry is given even if it alone has more.
    public var bytes = 8 << 20
    /// Entries looked at, whether they are visible or not.
    public var scanned = 65_536

    public init() {}
}
