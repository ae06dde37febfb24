/// A mistake in what a node is told about its peers, or something that a peer asks and may not: a numbered reason, a sentence that names
/// the thing, and a remedy.
///
/// Two errors are equal when their codes are. The numbers 2801 to 2899 belong to peers; mirrors have their own
/// (`MirrorProblem`).
public struct PeersError: Error, Sendable {
    /// The numbered reason.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The file of peers, or the policy beside it, is not what it should be.
        public static let badFile = Code(rawValue: 2801)
        /// A peer's keys do not belong together, or one is missing.
        public static let badKeys = Code(rawValue: 2802)
        /// The address is none under which a node can be reached.
        public static let badAddress = Code(rawValue: 2803)
        /// There is no such peer.
        public static let unknownPeer = Code(rawValue: 2804)
        /// The peer is there already, with other facts.
        public static let knownPeer = Code(rawValue: 2805)
        /// The node hosts this log itself.
        public static let ownLog = Code(rawValue: 2806)
        /// A token that says nothing, or not what it should.
        public static let badToken = Code(rawValue: 2807)
        /// The node may have written more of its own log than it holds.
        public static let behindItself = Code(rawValue: 2808)
        /// Too few witnesses answer for the node to know that it holds all of its own log.
        public static let noQuorum = Code(rawValue: 2809)
        /// A witness holds a head of the node's own log that contradicts what the node holds.
        public static let forkedSelf = Code(rawValue: 2810)
        /// The peer did not answer as it should.
        public static let badAnswer = Code(rawValue: 2811)
    }

    public let code: Code
    /// One sentence that names the thing and what is wrong with it.
    public let message: String
    /// What to do about it.
    public let remedy: String

    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension PeersError: Equatable {
    public static func == (left: PeersError, right: PeersError) -> Bool { left.code == right.code }
}

extension PeersError.Code {
    /// Lets `catch` match by code: `catch PeersError.Code.badToken`.
    public static func ~= (code: PeersError.Code, error: any Error) -> Bool { (error as? PeersError)?.code == code }

    /// The reason's short name.
    public var name: String {
        switch self {
        case .badFile: "bad-peers-file"
        case .badKeys: "bad-peer-keys"
        case .badAddress: "bad-peer-address"
        case .unknownPeer: "unknown-peer"
        case .knownPeer: "known-peer"
        case .ownLog: "own-log"
        case .badToken: "bad-token"
        case .behindItself: "behind-itself"
        case .noQuorum: "no-quorum"
        case .forkedSelf: "forked-self"
        case .badAnswer: "bad-answer"
        default: "unknown"
        }
    }
}

extension PeersError: CustomStringConvertible {
    public var description: String { "\(message) [\(code.rawValue)] \(remedy)" }
}
