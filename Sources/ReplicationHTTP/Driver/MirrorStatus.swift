import Foundation

/// How a mirror stands, for the one who runs the node.
public struct MirrorStatus: Sendable, Codable, Equatable {
    /// Something that keeps it from going on.
    public struct Problem: Sendable, Codable, Equatable {
        public var number: Int
        public var message: String
        public var remedy: String
        /// When it was told last: milliseconds since 1970.
        public var time: Int64

        public init(number: Int, message: String, remedy: String, time: Int64) {
            self.number = number
            self.message = message
            self.remedy = remedy
            self.time = time
        }
    }

    public var origin: String
    public var party: String
    public var name: String
    /// `full`, `filtered` or `heads`.
    public var mode: String
    /// The size of the newest head that is verified and held.
    public var size: UInt64
    /// All entries with smaller numbers that this node may read are held.
    public var filled: UInt64
    /// The size that the log's server has stated last; nil where it has not been asked yet.
    public var shownSize: UInt64?
    /// The size of the largest head that this node has cosigned.
    public var cosigned: UInt64?
    /// The newest entry that each reader's receipts cover.
    public var receipted: [String: UInt64]
    /// The newest entry that calls for each reader's receipt.
    public var owed: [String: UInt64]
    /// Blobs that are still to come.
    public var missingBlobs: Int
    /// Whether the log has signed two histories: nothing is taken from it any more.
    public var isFrozen: Bool
    public var problems: [Problem]
    /// When its server has answered last: milliseconds since 1970.
    public var lastContact: Int64?
    /// Whether everything that the log's server has shown last is here.
    public var isIdle: Bool

    /// Entries that the log has, and this node not yet.
    public var lag: UInt64 {
        let there = max(shownSize ?? 0, size)
        return there - min(there, filled)
    }
}
