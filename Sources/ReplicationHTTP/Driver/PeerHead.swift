import Foundation

/// The newest head that a peer holds of a log, as `GET /api/v1/heads` gives it: one JSON document a line.
public struct PeerHead: Sendable, Codable, Equatable {
    public var origin: String
    /// A signed note.
    public var checkpoint: String

    public init(origin: String, checkpoint: String) {
        self.origin = origin
        self.checkpoint = checkpoint
    }

    /// Reads the lines of an answer; those that are none are passed over.
    public static func lines(_ bytes: [UInt8]) -> [PeerHead] {
        bytes.split(separator: 10).compactMap { try? JSONDecoder().decode(PeerHead.self, from: Data($0)) }
    }

    /// The line, without its newline.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
