/// What a server takes from outside, each limit in one place.
enum ServerLimit {
    /// Bytes of a request's body, where a route does not say otherwise.
    static let bodyBytes = 1 << 20
    /// Bytes of a batch of events.
    static let batchBytes = 32 << 20
    /// Entries of one page of `visible`, and their bytes.
    static let visibleEntries = 4_096
    static let visibleBytes = 8 << 20
    /// Entries that are looked at for one page.
    static let visibleScanned = 250_000
    /// Connections at a time.
    static let connections = 1_024
    /// Seconds until a request must have come, and until an idle connection is closed.
    static let requestSeconds: Int64 = 30
    static let idleSeconds: Int64 = 75
    /// Seconds that a relay's long poll waits for something to ask.
    static let relaySeconds: Int64 = 25
}
