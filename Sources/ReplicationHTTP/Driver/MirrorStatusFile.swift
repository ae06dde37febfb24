import Foundation
public import Ledger

/// How the mirrors of a node that serves stand, for commands that run beside it: written now and then, and never relied upon.
public struct MirrorStatusFile: Sendable, Codable, Equatable {
    /// In the data directory.
    public static let fileName = "mirrors.json"
    private static let maximumBytes = 64 << 20

    /// When it was written: milliseconds since 1970.
    public var time: Int64
    public var mirrors: [MirrorStatus]

    public init(time: Int64, mirrors: [MirrorStatus]) {
        self.time = time
        self.mirrors = mirrors
    }

    /// What was written last; nil where there is nothing that can be read.
    public init?(_ directory: DataDirectory) {
        guard let bytes = try? directory.file(Self.fileName, limit: Self.maximumBytes),
            let file = try? JSONDecoder().decode(Self.self, from: Data(bytes))
        else { return nil }
        self = file
    }

    func write(to directory: DataDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try directory.write(Array(try encoder.encode(self)) + [10], to: Self.fileName)
    }
}
