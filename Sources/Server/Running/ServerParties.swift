public import Replication

/// What the server has to know of other parties.
public struct ServerParties: Sendable {
    /// All parties that this node knows now.
    public var directory: @Sendable () -> PartyDirectory
    /// Whose tokens these are; nil where any of them is not valid here and now.
    public var identify: @Sendable (_ tokens: [String]) async -> [PartyRecord]?

    /// - Parameters:
    ///   - directory: may be called from any thread; must not block.
    ///   - identify: checks signature, audience, times and standing of each.
    public init(
        directory: @escaping @Sendable () -> PartyDirectory,
        identify: @escaping @Sendable (_ tokens: [String]) async -> [PartyRecord]?
    ) {
        self.directory = directory
        self.identify = identify
    }
}
