import EntryFormat
import Foundation

/// `Tests/Vectors/EntryFormat/entries.json`, which `Tests/Independent/entry_vectors.py` makes from `Docs/format.md`.
struct EntryVectors: Decodable {
    struct Entry: Decodable {
        let name: String
        let fields: Fields
        let leaf: String
        let hex: String
    }

    struct Fields: Decodable {
        let type: UInt16
        let time: String
        let id: String
        let salt: String
        let origin: String
        let stream: String
        let `operator`: String
        let onBehalfOf: String
        let readers: [ReaderFields]
        let after: [ReferenceFields]
        let basis: [ReferenceFields]
        let payload: String
    }

    struct ReaderFields: Decodable {
        let party: String
        let previous: String?
    }

    struct ReferenceFields: Decodable {
        let origin: String
        let number: String
        let leaf: String
    }

    struct Malformed: Decodable {
        let name: String
        let reason: UInt16
        let reasonName: String
        let hex: String
    }

    struct Changes: Decodable {
        let entry: String
        let xor: UInt8
        let verdicts: [UInt16]
    }

    let entries: [Entry]
    let malformed: [Malformed]
    let changes: [Changes]

    static func load() throws -> EntryVectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/EntryFormat/entries.json")
        return try JSONDecoder().decode(EntryVectors.self, from: Data(contentsOf: file))
    }
}

extension EntryVectors.Fields {
    var value: EntryFields? {
        guard let time = Int64(time), let id = EventID(bytes(of: id)), let salt = Salt(bytes(of: salt)) else {
            return nil
        }
        return EntryFields(
            type: type, time: time, id: id, salt: salt, origin: origin, stream: stream, operatorName: `operator`,
            onBehalfOf: onBehalfOf,
            readers: readers.map { Reader(party: $0.party, previous: $0.previous.flatMap(UInt64.init)) },
            after: after.compactMap(\.value), basis: basis.compactMap(\.value), payload: bytes(of: payload))
    }
}

extension EntryVectors.ReferenceFields {
    var value: Reference? {
        guard let number = UInt64(number), let leaf = LeafHash(bytes(of: leaf)) else { return nil }
        return Reference(origin: origin, number: number, leaf: leaf)
    }
}

/// The bytes that an even number of hexadecimal digits spells.
func bytes(of hex: String) -> [UInt8] {
    let digits = hex.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
