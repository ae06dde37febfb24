/// What a check of the whole node found.
public struct Verification: Sendable, Codable {
    /// One thing that does not check.
    public struct Problem: Sendable, Codable, Equatable {
        /// The log concerned, if one is.
        public var origin: String?
        /// The entry's number in its log, where there is one.
        public var number: UInt64?
        /// The entry's position on this node, where there is one.
        public var position: UInt64?
        /// One sentence: what does not check, and against what.
        public var message: String

        public init(origin: String? = nil, number: UInt64? = nil, position: UInt64? = nil, message: String) {
            self.origin = origin
            self.number = number
            self.position = position
            self.message = message
        }
    }

    /// How many problems are listed at most; more are only counted.
    public static let maximumProblems = 100

    /// Entries read.
    public var entries: UInt64 = 0
    /// Bytes of entries hashed.
    public var bytes: UInt64 = 0
    /// Entries that no stored checkpoint covers yet: those of the newest commit, while a writer is at work or after a crash.
    public var unsigned: UInt64 = 0
    public var logs = 0
    public var blobs = 0
    /// Signatures of checkpoints checked.
    public var signatures = 0
    /// The problems found, in the order of the log; at most `maximumProblems`.
    public var problems: [Problem] = []
    /// How many were found, listed or not.
    public var problemCount = 0

    /// Whether everything checks.
    public var ok: Bool { problemCount == 0 }

    public init() {}

    /// Adds a problem to the list.
    public mutating func add(_ problem: Problem) {
        problemCount += 1
        if problems.count < Self.maximumProblems { problems.append(problem) }
    }
}
