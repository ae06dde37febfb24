/// What whoever runs the server knows of it besides: for `/readyz` and `/metrics`.
public struct ServerStatus: Sendable {
    /// How far the mirror of a log is.
    public struct Mirror: Sendable {
        public var origin: String
        /// Entries of the newest head that is known.
        public var size: UInt64
        /// All entries with smaller numbers that may be read are here.
        public var filled: UInt64
        /// Seconds since the log was last reached; nil if it never was.
        public var secondsSinceContact: Double?
        public var problems: Int
        public var isForked: Bool

        public init(
            origin: String, size: UInt64, filled: UInt64, secondsSinceContact: Double?, problems: Int, isForked: Bool
        ) {
            self.origin = origin
            self.size = size
            self.filled = filled
            self.secondsSinceContact = secondsSinceContact
            self.problems = problems
            self.isForked = isForked
        }
    }

    /// Whether appends are taken, which they are not before it is sure that they would not fork the own log.
    public var takesAppends: Bool
    /// Whether it is being stopped.
    public var isStopping: Bool
    public var mirrors: [Mirror]

    public init(takesAppends: Bool = true, isStopping: Bool = false, mirrors: [Mirror] = []) {
        self.takesAppends = takesAppends
        self.isStopping = isStopping
        self.mirrors = mirrors
    }
}
