/// Something that keeps a mirror from going on, or that its operator should look at.
public struct MirrorProblem: Error, Sendable, Equatable {
    /// The kind of problem; equal problems are told once, until something else happens.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue }
    }

    public let code: Code
    /// The log's origin.
    public let origin: String
    /// What happened, in a sentence that names the thing.
    public let message: String
    /// What to do about it.
    public let remedy: String

    public init(_ code: Code, origin: String, _ message: String, remedy: String) {
        self.code = code
        self.origin = origin
        self.message = message
        self.remedy = remedy
    }

    public static func == (left: MirrorProblem, right: MirrorProblem) -> Bool {
        left.code == right.code && left.origin == right.origin
    }
}

extension MirrorProblem.Code {
    /// All of them, in the order of their numbers.
    public static let all: [Self] = [
        unreachable, refused, badCheckpoint, badTree, badEntry, withheld, oversized, wentBack, forked, unproven,
        notValid,
        blobMissing, notStored,
    ]

    /// Nobody answers.
    public static let unreachable = Self(rawValue: 3101)
    /// The server refuses what it should give.
    public static let refused = Self(rawValue: 3102)
    /// The checkpoint is no checkpoint of this log, or no key that is valid at its size has signed it.
    public static let badCheckpoint = Self(rawValue: 3103)
    /// The tiles do not lead to the root that the log signed: the server lies or is broken.
    public static let badTree = Self(rawValue: 3104)
    /// An entry is not the one that the tree holds, or is not well-formed, or not of this log.
    public static let badEntry = Self(rawValue: 3105)
    /// A reader's chain has a gap: an entry addressed to it is kept back.
    public static let withheld = Self(rawValue: 3106)
    /// An answer is longer than any right one.
    public static let oversized = Self(rawValue: 3107)
    /// The log shows a smaller head than it has shown before.
    public static let wentBack = Self(rawValue: 3108)
    /// The log has signed two histories.
    public static let forked = Self(rawValue: 3109)
    /// The log's tree is held back where it would show whether two heads agree.
    public static let unproven = Self(rawValue: 3110)
    /// The party is suspended, its log has ended, or its key is revoked at this size.
    public static let notValid = Self(rawValue: 3111)
    /// A blob does not come.
    public static let blobMissing = Self(rawValue: 3112)
    /// This node could not store what it fetched.
    public static let notStored = Self(rawValue: 3113)
}
