import Ledger

/// Figures of a node, for the one who runs it.
public struct NodeStatus: Sendable, Codable {
    public struct Log: Sendable, Codable {
        public let party: String
        public let name: String
        public let origin: String
        public let hosted: Bool
        public let entries: UInt64
        /// The size that the newest stored checkpoint covers.
        public let signed: UInt64
        public let root: String
    }

    public struct Store: Sendable, Codable {
        /// Bytes in use, and bytes of address space reserved.
        public let usedBytes: Int
        public let mapBytes: Int
        /// Bytes free on the disk.
        public let freeBytes: Int64
    }

    public let directory: String
    public let format: Int
    public let entries: UInt64
    public let blobs: Int
    public let queue: Int
    public let views: [String]
    /// Entries that the views hold in memory until they are flushed.
    public let unflushed: Int
    public let logs: [Log]
    public let log: Store
    public let viewStore: Store
}
