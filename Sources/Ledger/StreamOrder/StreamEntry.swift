public import EntryFormat

/// What the order of a stream has to know of one of its entries.
///
/// An entry is its log, its number and its leaf hash; the hash fixes all the rest. Two values that agree in these three
/// are the same entry, whatever their handles.
public struct StreamEntry: Sendable {
    /// The name of the log that holds the entry.
    public let origin: String
    /// The entry's number in that log.
    public let number: UInt64
    /// The clock of the author's node in milliseconds, as written. It may lie.
    public let time: Int64
    /// The entry's leaf hash.
    public let leaf: LeafHash
    /// The `after` references, as written. They may lie.
    public let after: [Reference]
    /// Where the caller finds the entry again, for example its position in the store. It decides nothing.
    public let handle: UInt64

    public init(
        origin: String, number: UInt64, time: Int64, leaf: LeafHash, after: [Reference], handle: UInt64 = 0
    ) {
        self.origin = origin
        self.number = number
        self.time = time
        self.leaf = leaf
        self.after = after
        self.handle = handle
    }

    /// What the order has to know of an entry that is read in place.
    ///
    /// - Parameters:
    ///   - view: A well-formed entry.
    ///   - number: The entry's number in its log.
    ///   - leaf: The entry's leaf hash.
    ///   - handle: Where the caller finds the entry again.
    public init(_ view: borrowing EntryView, number: UInt64, leaf: LeafHash, handle: UInt64) {
        var after: [Reference] = []
        after.reserveCapacity(view.afterCount)
        view.forEachAfter { origin, number, leaf in
            after.append(Reference(origin: text(origin), number: number, leaf: leaf))
        }
        self.init(
            origin: text(view.originBytes), number: number, time: view.time, leaf: leaf, after: after, handle: handle)
    }
}

private func text(_ bytes: RawSpan) -> String { bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

extension StreamEntry: Hashable {
    public static func == (left: StreamEntry, right: StreamEntry) -> Bool {
        left.number == right.number && left.leaf == right.leaf && left.origin == right.origin
    }

    public func hash(into hasher: inout Hasher) { leaf.hash(into: &hasher) }
}

/// A log whose entries decide in a stream.
///
/// A party whose log has ended goes on under a new origin. The entries of the new log stand after those of the old one,
/// and what the old log shows from `size` on decides nothing: it counts as any other party's entry. Without that end
/// whoever holds the old key could go on deciding, and what they wrote would stand before all that the new log says.
public struct DecidingLog: Hashable, Sendable {
    /// The log's name.
    public let origin: String
    /// How many entries the log had when it ended; `nil` as long as it has not.
    public let size: UInt64?

    public init(origin: String, size: UInt64? = nil) {
        self.origin = origin
        self.size = size
    }

    func decides(_ origin: String, _ number: UInt64) -> Bool {
        self.origin == origin && (size.map { number < $0 } ?? true)
    }
}
