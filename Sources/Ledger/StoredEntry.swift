public import EntryFormat

/// An entry as this node holds it: a copy that outlives the read transaction.
public struct StoredEntry: Sendable {
    /// Its position on this node, in order of arrival.
    public let position: UInt64
    /// When this node committed it, in milliseconds since 1970.
    public let receivedAt: Int64
    /// The party whose log it is in, as `role:code`.
    public let party: String
    /// Its number in that log.
    public let number: UInt64
    /// Its leaf hash, computed from the bytes that were read.
    public let leaf: LeafHash
    /// What the entry says.
    public let fields: EntryFields

    /// The origin of its log.
    public var origin: String { fields.origin }

    /// A reference to it, as other entries make it.
    public var reference: Reference { Reference(origin: fields.origin, number: number, leaf: leaf) }
}
