public import Claims
import SwiftProtobuf

extension StreamState {
    /// The state in proto3 JSON, with the number in every reference to an entry.
    public func wholeJSON() throws -> String { EntryReferenceJSON.whole(try jsonString()) }
}
