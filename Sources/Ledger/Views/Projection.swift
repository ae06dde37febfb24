/// One row of a view: a key that says where it is found, and a value.
public struct ViewRow: Sendable, Hashable {
    /// 1 to 500 bytes; rows are kept in the order of these bytes.
    public var key: [UInt8]
    public var value: [UInt8]

    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// A view: rows that are computed from one stream at a time, and can be thrown away and computed again.
///
/// Rows must be a pure function of the stream's set of entries: nothing of this node (positions, times of arrival) may stand in
/// them, so that every node that may read the same entries has the same rows and the same digest.
public protocol Projection: Sendable {
    /// The view's name, `a-z` and `-`.
    var name: String { get }
    /// Counts up whenever the rows of an unchanged stream would differ; the view is then built again.
    var version: UInt32 { get }
    /// Whether streams of this kind have rows at all; others are not read.
    func covers(kind: String) -> Bool
    /// The rows of one stream. Two streams never make the same key.
    func rows(of stream: StreamContents) throws -> [ViewRow]
}
