import Foundation

/// One thing to judge: what a line of a file of cases holds. Which fields are there depends on the family.
struct Case: Decodable {
    /// A tile as somebody sent it.
    struct SentTile: Decodable {
        let path: String
        let bytes: Data
    }

    let n: Int
    let family: String

    let note: Data?
    let file: Data?
    let trust: Data?
    /// So many line feeds follow the file.
    let pad: Int?
    let keys: [String]?
    let witnesses: [String]?
    /// The places of keys, or of witnesses, that must have signed.
    let needs: [Int]?
    let origin: String?
    let leaf: Data?
    let index: UInt64?
    let size: UInt64?
    let root: Data?
    let proof: [Data]?
    let oldSize: UInt64?
    let oldRoot: Data?
    let tiles: [SentTile]?
    let tile: Data?
    let bytes: Data?
    let count: Int?
    let path: String?
    let key: String?
}

/// A case that lacks a field of its family: a mistake of who made the cases.
struct MissingField: Error {
    let name: String
}

func field<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else { throw MissingField(name: name) }
    return value
}
