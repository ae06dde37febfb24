/// What a server takes from outside, each limit in one place.
enum ServerLimit {
    /// Bytes of a request's body, where a route does not say otherwise.
    static let bodyBytes = 1 << 20
    /// Bytes of a batch of events.
    static let batchBytes = 32 << 20
    /// Bytes of a proposal that the operator's own commands send: ten thousand events as text.
    static let proposalBytes = 128 << 20
    /// Events of a batch.
    static let batchEvents = 100_000
    /// Bytes of a checkpoint with its signatures, and of a witness's request.
    static let noteBytes = 64 << 10
    /// Bytes of what a relay brings.
    static let relayBytes = 32 << 20
    /// Bytes of one answer that goes over a relay.
    static let relayAnswerBytes = 16 << 20
    /// Entries of one page of `visible`, and their bytes.
    static let visibleEntries = 4_096
    static let visibleBytes = 8 << 20
    /// Entries that are looked at for one page.
    static let visibleScanned = 250_000
    /// Bytes of one piece of a long answer.
    static let pageBytes = 1 << 20
    /// Connections at a time, and of these of one address other than this machine's own.
    static let connections = 1_024
    static let addressConnections = 128
    /// Bytes of a request's head.
    static let headBytes = 16 << 10
    static let headFields = 64
    /// Seconds until a request must have come, and until an idle connection is closed. Longer bodies have a second more for each
    /// ``bytesASecond``, and so have answers until they are taken.
    static let requestSeconds: Int64 = 30
    static let idleSeconds: Int64 = 75
    static let bytesASecond: Int64 = 64 << 10
    /// Requests a second of callers without a token, of one address, and how many may come at once.
    static let anonymousRate = 2_000.0
    static let anonymousBurst = 4_000.0
    /// Requests a second of one party, and how many may come at once: several times what a mirror asks that has much to fetch.
    static let partyRate = 4_000.0
    static let partyBurst = 8_000.0
    /// Addresses, and parties, whose rate is remembered.
    static let addresses = 4_096
    /// Requests that wait for the store, and threads that serve them.
    static let waiting = 4_096
    static let threads = 4
    /// Long requests (batches, proposals) that wait, and threads that serve them.
    static let longWaiting = 64
    static let longThreads = 4
    /// Requests of peers that look at many entries and wait for a thread, and their threads.
    static let scanWaiting = 512
    static let scanThreads = 2
    /// Requests to cosign that wait for a mirror at a time.
    static let witnessWaiting = 64
    /// Seconds that a log which shows a head waits for the mirror to have it.
    static let witnessSeconds = 10
    /// Requests for a checkpoint that wait for a newer one, of these of one address other than this machine's own, and for how many seconds
    /// at most.
    static let headWaiting = 512
    static let headAddressWaiting = 64
    static let headSeconds = 25
    /// Feeds that are open at a time, and seconds after which one that has nothing to say says so.
    static let feeds = 64
    static let feedSeconds = 15
    /// Rows of one page of a list.
    static let listRows = 10_000
    /// Seconds after which the reactor looks at the clock again, which may have been set, whether a day has begun.
    static let daySeconds: Int64 = 60
    /// Seconds that a relay's long poll waits for something to ask.
    static let relaySeconds = 25
}
