/// For how long views that could not be written or built again are left alone before they are tried again: a disk that is full fails
/// each try, and each reads the log.
struct RetryPause {
    /// Milliseconds before the second try; each further failure doubles them.
    static let shortest: Int64 = 1_000
    /// Milliseconds between two tries at most.
    static let longest: Int64 = 60_000

    /// Milliseconds from the last failure to the next try; 0 where none has failed.
    private(set) var milliseconds: Int64 = 0
    private var end: Int64 = .min

    /// - Parameter now: milliseconds of a clock that never goes back.
    func holds(at now: Int64) -> Bool { now < end }

    /// Milliseconds until the next try.
    func left(at now: Int64) -> Int64 { holds(at: now) ? end - now : 0 }

    mutating func fail(at now: Int64) {
        milliseconds = min(max(milliseconds * 2, Self.shortest), Self.longest)
        end = now + milliseconds
    }
}
